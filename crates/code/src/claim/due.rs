//! Conditions and deadlines of what is promised, threatened, demanded or forecast.

use super::Claim;
use crate::time::{Deadline, DeadlineKind};
use verbale_text::{Node, Rel, Span, Upos};

/// When something falls due.
#[derive(Default)]
pub(super) struct Due {
    pub(super) text: Option<String>,
    pub(super) value: Option<String>,
    pub(super) kind: Option<&'static str>,
    pub(super) bounds: [Option<String>; 3],
    pub(super) span: Option<Span>,
}

impl<'a> Claim<'a> {
    /// The clause under a condition that hangs on one of `heads`: "if …", "unless …", "should …".
    pub(super) fn condition(&self, heads: &[Node<'a>]) -> Option<Span> {
        let opens = |n: &Node<'_>| self.words().condition_marks.has(*n);
        let condition = |clause: Node<'a>| {
            let span = clause.subtree_span();
            if clause.children_by(Rel::Mark).any(|m| opens(&m)) {
                return Some(span);
            }
            // "Should the talks fail, …": parsers give the auxiliary to either clause.
            let first = clause.edges().0;
            let inverted = |n: &Node<'_>| n.rel() == Rel::Aux && n.upos() == Upos::Aux && opens(n);
            let before = [Some(first), first.previous()];
            let auxiliary = before.into_iter().flatten().find(inverted)?;
            Some(auxiliary.span().cover(span))
        };
        let clause = heads
            .iter()
            .flat_map(|h| h.children())
            .filter(|c| c.rel() == Rel::Advcl && c.upos() != Upos::Aux)
            .find_map(condition)?;
        Some(self.trimmed(clause))
    }

    /// A stretch without the punctuation at its ends.
    pub(super) fn trimmed(&self, span: Span) -> Span {
        let text = span.of(self.reading.parsed.document().text());
        let is_mark = |c: char| {
            c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '“' | '”' | '—' | '–')
        };
        let start = span.start + (text.len() - text.trim_start_matches(is_mark).len()) as u32;
        let end = span.start + text.trim_end_matches(is_mark).len() as u32;
        Span::new(start, end.max(start))
    }

    /// Whether a clause of its own stands between the deadline and the words it would bound: "the gains of the last
    /// decade", "those who left in May".
    fn is_apart(&self, deadline: &Deadline, stretch: Span) -> bool {
        let node = self.reading.parsed.node(deadline.words.0);
        std::iter::once(node)
            .chain(node.ancestors())
            .take_while(|n| stretch.contains(n.subtree_span()) && n.subtree_span() != stretch)
            .any(|n| n.is_rel(Rel::Acl, "relcl") || n.rel() == Rel::Ccomp)
    }

    /// The deadline of `deed`, or one that the anchor's clause puts behind it: "demanded their release within a day".
    pub(super) fn due_of(&self, deed: Node<'_>) -> Due {
        let inside = deed.subtree_span();
        let due = self.due(inside);
        if due.span.is_some() {
            return due;
        }
        let end = self.anchor.subtree_span().end.max(inside.end);
        self.due(Span::new(inside.end, end))
    }

    /// The deadline that stands inside `stretch`; its calendar value, and "future" where words such as "soon" have none.
    pub(super) fn due(&self, stretch: Span) -> Due {
        let first = self
            .deadlines
            .partition_point(|d| d.span.start < stretch.start);
        let inside = self.deadlines[first..]
            .iter()
            .take_while(|d| d.span.start < stretch.end)
            .find(|d| stretch.contains(d.span) && !self.is_apart(d, stretch));
        let Some(deadline) = inside else {
            return Due::default();
        };
        let span = self.with_preposition(deadline);
        let timex = deadline.timex.map(|i| &self.reading.times[i]);
        Due {
            text: Some(self.text(span)),
            value: Some(timex.map_or_else(|| FUTURE.to_owned(), |t| t.value.clone())),
            kind: Some(match deadline.kind {
                // A feast without a year, "after the feast".
                DeadlineKind::Absolute if timex.is_some_and(|t| !t.is_calendar()) => "fuzzy",
                DeadlineKind::Absolute => "absolute",
                DeadlineKind::Relative => "relative",
                DeadlineKind::Fuzzy => "fuzzy",
            }),
            bounds: [
                deadline.not_before.clone(),
                deadline.soft.clone(),
                deadline.hard.clone(),
            ],
            span: Some(span),
        }
    }

    fn with_preposition(&self, deadline: &Deadline) -> Span {
        let before = self.reading.parsed.node(deadline.words.0).previous();
        match before.filter(|b| b.upos() == Upos::Adp) {
            Some(preposition) => deadline.span.cover(preposition.span()),
            None => deadline.span,
        }
    }
}

/// TIMEX3 for a time to come that has no date.
pub(super) const FUTURE: &str = "FUTURE_REF";

#[cfg(test)]
mod tests {
    use crate::record::Body;
    use crate::testing::{packs, parse};

    #[test]
    fn an_inverted_auxiliary_opens_a_condition() {
        let line = "Should/AUX/aux/3 Chad/PROPN/nsubj/3//B-LOC retreat/VERB/advcl/8/retreat/_/VerbForm=Inf ,/PUNCT/punct/3 \
                    Norway/PROPN/nsubj/6//B-LOC promised/VERB/root/0/promise/_/VerbForm=Fin to/PART/mark/8 \
                    lift/VERB/xcomp/6/lift/_/VerbForm=Inf the/DET/det/10 blockade/NOUN/obj/8 ./PUNCT/punct/6";
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).code(parse(line));
        let conditions = coded.records.iter().filter_map(|r| match &r.body {
            Body::Commitment(c) => c.condition.as_deref(),
            _ => None,
        });
        assert_eq!(conditions.collect::<Vec<_>>(), ["Should Chad retreat"]);
    }
}
