//! The closed label sets of Universal Dependencies, and entity labels.

use std::fmt;

macro_rules! labels {
    ($(#[$doc:meta])* $name:ident, $fallback:ident, $($variant:ident = $text:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "the labels are defined by universaldependencies.org")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// Every label, in the order of its number.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The label as UD spells it.
            #[inline]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The label spelled `s`, or `None`.
            pub fn parse(s: &str) -> Option<$name> {
                match s { $($text => Some($name::$variant),)+ _ => None }
            }
        }

        impl Default for $name {
            fn default() -> Self { $name::$fallback }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(self.as_str()) }
        }
    };
}

labels! {
    /// Universal part of speech (CoNLL-U column 4).
    Upos, X,
    Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ",
    Noun = "NOUN", Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT",
    Sconj = "SCONJ", Sym = "SYM", Verb = "VERB", X = "X",
}

labels! {
    /// Universal dependency relation without subtype (CoNLL-U column 8 before the colon).
    Rel, Dep,
    Acl = "acl", Advcl = "advcl", Advmod = "advmod", Amod = "amod", Appos = "appos", Aux = "aux",
    Case = "case", Cc = "cc", Ccomp = "ccomp", Clf = "clf", Compound = "compound", Conj = "conj",
    Cop = "cop", Csubj = "csubj", Dep = "dep", Det = "det", Discourse = "discourse",
    Dislocated = "dislocated", Expl = "expl", Fixed = "fixed", Flat = "flat", Goeswith = "goeswith",
    Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod", Nsubj = "nsubj", Nummod = "nummod",
    Obj = "obj", Obl = "obl", Orphan = "orphan", Parataxis = "parataxis", Punct = "punct",
    Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
}

labels! {
    /// Name label of a token: outside, or first or further token of a name.
    Entity, O,
    O = "O", BPer = "B-PER", IPer = "I-PER", BOrg = "B-ORG", IOrg = "I-ORG",
    BLoc = "B-LOC", ILoc = "I-LOC", BMisc = "B-MISC", IMisc = "I-MISC",
}

/// The type of a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum NameType {
    /// A person.
    Per,
    /// An organisation, also a government or a team.
    Org,
    /// A place, also a state.
    Loc,
    /// Another name: nationality, event, work, product.
    Misc,
}

impl Entity {
    /// The type of the name that the token belongs to.
    #[inline]
    pub const fn name_type(self) -> Option<NameType> {
        match self {
            Entity::O => None,
            Entity::BPer | Entity::IPer => Some(NameType::Per),
            Entity::BOrg | Entity::IOrg => Some(NameType::Org),
            Entity::BLoc | Entity::ILoc => Some(NameType::Loc),
            Entity::BMisc | Entity::IMisc => Some(NameType::Misc),
        }
    }

    /// Whether the token starts a name.
    #[inline]
    pub const fn begins(self) -> bool {
        matches!(
            self,
            Entity::BPer | Entity::BOrg | Entity::BLoc | Entity::BMisc
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{Entity, Rel, Upos};

    #[test]
    fn labels_parse_as_they_print() {
        assert!(
            Upos::ALL
                .iter()
                .all(|l| Upos::parse(l.as_str()) == Some(*l))
        );
        assert!(Rel::ALL.iter().all(|l| Rel::parse(l.as_str()) == Some(*l)));
        assert!(
            Entity::ALL
                .iter()
                .all(|l| Entity::parse(l.as_str()) == Some(*l))
        );
        assert_eq!(Rel::ALL.len(), 37);
    }
}
