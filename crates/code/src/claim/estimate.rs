//! Words of estimative probability (Kent; the classes and ranges of the domain model), `estimative.toml`.

use crate::Fault;
use crate::pack::functions::toml_fault;
use crate::pack::sets::{PhraseHead, WordList};
use verbale_text::{Node, Rel, Span};

/// The classes in the order in which they are tried.
#[derive(Debug, Default)]
pub(crate) struct Estimates {
    classes: Vec<Class>,
    /// Auxiliaries that carry a forecast without weakening it.
    bare: WordList,
}

#[derive(Debug)]
struct Class {
    name: String,
    range: Option<[u8; 2]>,
    /// What the class turns into under a negation.
    denied: Option<String>,
    auxiliaries: WordList,
    adverbs: WordList,
    governors: WordList,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClass {
    name: String,
    range: Option<[u8; 2]>,
    denied: Option<String>,
    #[serde(default)]
    auxiliaries: Vec<String>,
    #[serde(default)]
    adverbs: Vec<String>,
    #[serde(default)]
    governors: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    bare: Vec<String>,
    class: Vec<RawClass>,
}

/// How sure a claim is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Estimate {
    pub(super) class: String,
    pub(super) range: Option<[u8; 2]>,
    /// The words that say so.
    pub(super) hedge: Option<Span>,
}

/// Class of a claim that no word weakens.
pub(super) const UNHEDGED: &str = "unhedged";

impl Estimates {
    /// Reads `estimative.toml`.
    ///
    /// # Errors
    /// TOML that does not parse or has other fields.
    pub(crate) fn load(path: &str, text: &str) -> Result<Estimates, Vec<Fault>> {
        let raw: Raw = toml::from_str(text).map_err(|e| vec![toml_fault(path, text, &e)])?;
        let list = |words: Vec<String>, head| WordList::new(words.into_iter(), head);
        let class = |raw: RawClass| Class {
            name: raw.name,
            range: raw.range,
            denied: raw.denied,
            auxiliaries: list(raw.auxiliaries, PhraseHead::Last),
            adverbs: list(raw.adverbs, PhraseHead::Either),
            governors: list(raw.governors, PhraseHead::First),
        };
        Ok(Estimates {
            classes: raw.class.into_iter().map(class).collect(),
            bare: list(raw.bare, PhraseHead::Last),
        })
    }

    /// How sure the claim at `anchor` is put: by its own auxiliaries and adverbs, else by those of the word that it
    /// hangs on. A hedge governs everything coordinated under it and what is said to result.
    pub(super) fn of(&self, anchor: Node<'_>) -> Estimate {
        // "threatens the accord": the word says itself how sure it is.
        if let Some(found) = self.governed(anchor) {
            return found;
        }
        let mut node = anchor;
        let mut bare = None;
        let mut shares = true;
        for _ in 0..MAX_CLIMB {
            if let Some(found) = self.own(node).filter(|_| shares) {
                return found;
            }
            bare = bare.or_else(|| self.bare_of(node).filter(|_| shares));
            let Some(head) = node.head().filter(|_| passes(node)) else {
                break;
            };
            if governs(node)
                && let Some(found) = self.governed(head)
            {
                return found;
            }
            // "we cannot justify cutting aid" does not guess at the cut.
            let denied = head
                .children_by(Rel::Advmod)
                .any(|a| a.feat("Polarity") == Some("Neg"));
            shares &= match node.rel() {
                Rel::Xcomp => !denied,
                Rel::Ccomp | Rel::Csubj | Rel::Obj | Rel::Acl => false,
                _ => true,
            };
            node = head;
        }
        Estimate {
            class: UNHEDGED.into(),
            range: None,
            hedge: bare,
        }
    }

    fn own(&self, node: Node<'_>) -> Option<Estimate> {
        node.children().find_map(|child| {
            let class = self.classes.iter().find(|c| match child.rel() {
                Rel::Aux | Rel::Cop => c.auxiliaries.has(child),
                Rel::Advmod => c.adverbs.has(child),
                _ => false,
            })?;
            Some(self.estimate(class, child.span(), false))
        })
    }

    fn bare_of(&self, node: Node<'_>) -> Option<Span> {
        let aux = node.children_by(Rel::Aux).find(|a| self.bare.has(*a))?;
        let negation = node
            .children_by(Rel::Advmod)
            .find(|n| n.previous() == Some(aux) && n.feat("Polarity") == Some("Neg"));
        Some(negation.map_or(aux.span(), |n| aux.span().cover(n.span())))
    }

    fn governed(&self, head: Node<'_>) -> Option<Estimate> {
        let class = self.classes.iter().find(|c| c.governors.has(head))?;
        let degree = head
            .children_by(Rel::Advmod)
            .find(|a| a.next() == Some(head));
        let denied = head
            .children_by(Rel::Advmod)
            .any(|a| a.feat("Polarity") == Some("Neg"));
        let span = degree.map_or(head.span(), |d| d.span().cover(head.span()));
        Some(self.estimate(class, span, denied))
    }

    fn estimate(&self, class: &Class, span: Span, denied: bool) -> Estimate {
        let turned = class.denied.as_ref().filter(|_| denied);
        let class = turned
            .and_then(|name| self.classes.iter().find(|c| c.name == *name))
            .unwrap_or(class);
        Estimate {
            class: class.name.clone(),
            range: class.range,
            hedge: Some(span),
        }
    }
}

/// How many words up the tree a hedge may stand.
const MAX_CLIMB: usize = 5;

/// Whether the claim at `node` shares the hedges of its head.
fn passes(node: Node<'_>) -> bool {
    match node.rel() {
        Rel::Conj => node.child(Rel::Nsubj).is_none() && node.child(Rel::Aux).is_none(),
        Rel::Xcomp | Rel::Ccomp | Rel::Csubj | Rel::Obj => true,
        Rel::Acl => node.subtype().is_empty(),
        Rel::Advcl | Rel::Parataxis => is_participle(node),
        _ => false,
    }
}

/// Whether the head may itself be the hedge: "likely to lose", "risk losing", "the risk of losing".
fn governs(node: Node<'_>) -> bool {
    matches!(
        node.rel(),
        Rel::Xcomp | Rel::Ccomp | Rel::Csubj | Rel::Acl | Rel::Obj | Rel::Advcl
    )
}

/// ", resulting in …", ", leaving …": what the clause before brings with it.
pub(super) fn is_participle(node: Node<'_>) -> bool {
    let form = node.feat("VerbForm");
    matches!(form, Some("Part" | "Ger"))
        && node.child(Rel::Nsubj).is_none()
        && node.child(Rel::Mark).is_none()
}
