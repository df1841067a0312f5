//! What kinds of record pages may code, with which roles, facts and codes: `*/ontology.toml`.
//!
//! ```toml
//! [event]
//! roles = { actor = "actor", recipient = "actor", issue = "any" }
//! facts = { mode = [], context = ["military", "legal"] }   # [] takes any value
//! codes.ACCUSE = { quad = "3", scale = "-3", mode = ["disapprove", "allege"] }
//! ```

use super::functions::toml_fault;
use crate::Fault;
use std::collections::BTreeMap;

/// What may fill a role.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Range {
    /// A phrase that stands for an actor.
    Actor,
    /// A phrase that names a place or a state.
    Place,
    /// Any phrase.
    Any,
}

/// One kind of record.
#[derive(Debug, Default, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindOntology {
    /// Role → what may fill it.
    pub roles: BTreeMap<String, Range>,
    /// Fact → values it may take; an empty list takes any.
    #[serde(default)]
    pub facts: BTreeMap<String, Vec<String>>,
    /// Codes of the kind, with their own properties and, under the name of a fact, the values it may take for them.
    #[serde(default)]
    pub codes: BTreeMap<String, BTreeMap<String, CodeValue>>,
}

/// A property of a code.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(untagged)]
pub enum CodeValue {
    /// One value.
    One(String),
    /// A list of values.
    Many(Vec<String>),
}

/// The kinds of all packs.
#[derive(Debug, Default)]
pub struct Ontology {
    /// Kind → what it may hold.
    pub kinds: BTreeMap<String, KindOntology>,
}

impl Ontology {
    /// Reads the ontologies `(path, text)` of all packs; roles, facts and codes of one kind are joined.
    ///
    /// # Errors
    /// TOML that does not parse or has other fields.
    pub(crate) fn load(files: &[(&str, &str)]) -> Result<Ontology, Vec<Fault>> {
        let mut ontology = Ontology::default();
        let mut faults = Vec::new();
        for (path, text) in files {
            match toml::from_str::<BTreeMap<String, KindOntology>>(text) {
                Ok(kinds) => {
                    for (name, kind) in kinds {
                        let into = ontology.kinds.entry(name).or_default();
                        into.roles.extend(kind.roles);
                        into.facts.extend(kind.facts);
                        into.codes.extend(kind.codes);
                    }
                }
                Err(e) => faults.push(toml_fault(path, text, &e)),
            }
        }
        if faults.is_empty() {
            Ok(ontology)
        } else {
            Err(faults)
        }
    }
}

impl Ontology {
    /// The values that fact `fact` of `kind` may take.
    pub(crate) fn values_of(&self, kind: &str, fact: &str) -> &[String] {
        let facts = self.kinds.get(kind).map(|k| &k.facts);
        facts.and_then(|f| f.get(fact)).map_or(&[], Vec::as_slice)
    }
}

impl KindOntology {
    /// The values that fact `fact` may take for `code`: the code's own list, else the kind's. `None`: no such fact.
    pub(crate) fn values(&self, code: &str, fact: &str) -> Option<&[String]> {
        let of_code = self.codes.get(code).and_then(|c| c.get(fact));
        match of_code {
            Some(CodeValue::Many(list)) => Some(list),
            Some(CodeValue::One(one)) => Some(std::slice::from_ref(one)),
            None => self.facts.get(fact).map(Vec::as_slice),
        }
    }
}
