//! Forms of words by their features, which trees of any language and tag set have.

use verbale_text::{Node, Upos};

/// A gerund or a participle of the present: "condemning".
pub(crate) fn is_gerund(node: Node<'_>) -> bool {
    match node.feat("VerbForm") {
        Some("Ger") => true,
        Some("Part") => node.feat("Tense") == Some("Pres"),
        _ => false,
    }
}

/// A participle of the past: "condemned" in "was condemned".
pub(crate) fn is_past_participle(node: Node<'_>) -> bool {
    node.feat("VerbForm") == Some("Part") && node.feat("Tense") == Some("Past")
}

/// A finite form of the past: "condemned" in "she condemned".
pub(crate) fn is_past(node: Node<'_>) -> bool {
    node.feat("VerbForm") == Some("Fin") && node.feat("Tense") == Some("Past")
}

/// A form that says nothing of who and when: an infinitive, an order, a wish.
pub(crate) fn is_bare(node: Node<'_>) -> bool {
    node.feat("VerbForm") == Some("Inf") || matches!(node.feat("Mood"), Some("Imp" | "Sub"))
}

/// A finite form that tells: "condemns", "will" in "will condemn", but no order.
pub(crate) fn is_telling(node: Node<'_>) -> bool {
    node.feat("VerbForm") == Some("Fin") && !is_bare(node)
}

/// A helping verb without tense and mood: "will", "may".
pub(crate) fn is_modal(node: Node<'_>) -> bool {
    node.upos() == Upos::Aux && is_telling(node) && node.feat("Mood").is_none()
}

/// A word that asks or relates: "who", "which", "when".
pub(crate) fn is_asking(node: Node<'_>) -> bool {
    matches!(node.feat("PronType"), Some("Int" | "Rel"))
}
