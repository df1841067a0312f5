//! What somebody binds itself to, asks for, makes of an act, or holds to follow: commitments, demands, reactions and
//! impacts, from pattern matches.

mod commitment;
mod demand;
mod due;
mod estimate;
mod fate;
mod impact;
mod mirror;
mod number;
mod reaction;
mod ultimatum;
mod words;

pub(crate) use commitment::commitment;
pub(crate) use demand::demand;
pub(crate) use estimate::Estimates;
pub(crate) use fate::fates;
pub(crate) use impact::impacts;
pub(crate) use mirror::{Mirrored, mirrored};
pub(crate) use reaction::{link_targets, name_targets, reaction};
pub(crate) use ultimatum::{implied, link_ultimatums};
pub(crate) use words::ClaimWords;

use crate::factuality::Modality;
use crate::pattern::{Match, Pattern};
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, Factuality, FieldSpans, Producer, Record};
use crate::time::Deadline;
use verbale_text::{Node, Rel, Span, TokenIdx, Upos};

/// A match with what all makers of records ask of it.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    reading: &'a Reading<'a>,
    found: &'a Match,
    pattern: &'a Pattern,
    anchor: Node<'a>,
    modality: Modality,
    /// The deadlines of the document.
    deadlines: &'a [Deadline],
}

impl<'a> Claim<'a> {
    pub(crate) fn new(
        reading: &'a Reading<'a>,
        found: &'a Match,
        deadlines: &'a [Deadline],
    ) -> Claim<'a> {
        let anchor = reading.parsed.node(found.anchor);
        Claim {
            reading,
            found,
            pattern: reading.packs.matcher.pattern(found.pattern),
            anchor,
            modality: crate::factuality::modality(anchor, &reading.packs.factuality),
            deadlines,
        }
    }

    fn words(&self) -> &'a ClaimWords {
        &self.reading.packs.claim
    }

    /// The head words that fill `role`.
    fn role(&self, role: &str) -> &'a [TokenIdx] {
        self.reading.packs.matcher.role(self.found, role)
    }

    fn actors(&self, role: &str) -> Vec<ActorIdx> {
        self.reading.actors_of(self.role(role))
    }

    /// Whoever speaks at the anchor.
    fn voice(&self) -> ActorRef {
        let chain = self.reading.voices(self.anchor.span());
        chain.last().copied().unwrap_or(ActorRef::Author)
    }

    /// Whether the text only supposes, denies or wants what the anchor says.
    fn is_idle(&self) -> bool {
        let m = self.modality;
        m.negated || m.hypothetical || m.uncommitted || m.possible
    }

    /// Whether the sentence asks: what a question supposes nobody asserts.
    pub(crate) fn is_asked(&self) -> bool {
        let marks = self.anchor.tree().nodes().rev();
        marks
            .take_while(|n| n.upos() == Upos::Punct)
            .any(|n| n.form().contains('?'))
    }

    fn text(&self, span: Span) -> String {
        span.of(self.reading.parsed.document().text()).to_owned()
    }

    /// The clause or phrase that fills `role`, from its first word after the joining one.
    fn stretch(&self, role: &str) -> Option<Span> {
        let head = self.reading.parsed.node(*self.role(role).first()?);
        Some(self.stretch_of(head, Subject::In))
    }

    /// A phrase, or a clause without its joining word and what only stands beside it.
    fn stretch_of(&self, head: Node<'_>, subject: Subject) -> Span {
        let is_clause = matches!(head.upos(), Upos::Verb | Upos::Aux | Upos::Adj);
        if !is_clause && head.child(Rel::Cop).is_none() {
            return self.reading.phrase(head.index());
        }
        let mut span = head.span();
        for child in head.children() {
            // "the move is an act *that raises tensions*": a noun goes without its clauses.
            let clause = !is_clause && matches!(child.rel(), Rel::Acl | Rel::Appos | Rel::Advcl);
            let outside = clause
                || matches!(
                    child.rel(),
                    Rel::Mark | Rel::Punct | Rel::Parataxis | Rel::Discourse | Rel::Cc
                )
                || subject == Subject::Out && child.index() < head.index() && is_before_deed(child)
                || child.rel() == Rel::Conj && is_another(child, head);
            if !outside {
                span = span.cover(child.subtree_span());
            }
        }
        span
    }

    /// The words of `roles` by field; an `any` role by its whole stretch.
    fn spans(&self, actors: &[&'static str], others: &[&'static str]) -> Vec<FieldSpans> {
        let mut spans = vec![FieldSpans {
            field: CUE,
            spans: vec![self.anchor.span()],
        }];
        for role in actors {
            spans.extend(self.reading.field(role, self.role(role)));
        }
        for role in others {
            spans.extend(self.stretch(role).map(|s| FieldSpans {
                field: role,
                spans: vec![s],
            }));
        }
        spans
    }

    /// A record around `body` with the evidence of its words.
    fn record(&self, body: Body, spans: Vec<FieldSpans>, factuality: Factuality) -> Record {
        let evidence = self.reading.evidence(self.anchor, &spans);
        Record {
            body,
            evidence: vec![evidence],
            spans,
            voice_chain: self.reading.voices(self.anchor.span()),
            factuality,
            time: self.reading.time_of(self.anchor).cloned(),
            refs: Vec::new(),
            sentences: vec![self.anchor.tree().index()],
            producer: Producer {
                id: self.pattern.place(),
            },
            confidence: CONFIDENCE,
        }
    }

    /// Whether `actor` is one of `side`, or acts for the same body or government.
    fn is_own(&self, actor: ActorIdx, side: &[ActorIdx]) -> bool {
        let actors = &self.reading.actors;
        let belongs = |a: ActorIdx, b: ActorIdx| {
            let parent = |x: ActorIdx| actors.get(x).actor.parent;
            a == b
                || parent(a) == Some(b)
                || parent(b) == Some(a)
                || self.bodies_of(a).any(|body| body == b)
                || self.bodies_of(b).any(|body| body == a)
                || self.reading.government_of(a).is_some()
                    && self.reading.government_of(a) == self.reading.government_of(b)
        };
        side.iter().any(|&s| belongs(actor, s))
    }

    fn bodies_of(&self, person: ActorIdx) -> impl Iterator<Item = ActorIdx> + use<'a> {
        let roles = self.reading.roles.iter();
        roles
            .filter(move |r| r.person == person)
            .filter_map(|r| r.org)
    }
}

/// Whether the subject of a clause belongs to its words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    In,
    Out,
}

/// What stands before a deed and does not belong to it: "*they will* leave".
fn is_before_deed(child: Node<'_>) -> bool {
    matches!(
        child.rel(),
        Rel::Nsubj | Rel::Aux | Rel::Cop | Rel::Case | Rel::Advmod | Rel::Advcl
    ) && child.feat("Polarity") != Some("Neg")
}

/// Whether a coordinated clause goes on to something else: it has a subject or an auxiliary of its own, or is finite
/// beside an infinitive.
fn is_another(conjunct: Node<'_>, head: Node<'_>) -> bool {
    let finite = |n: Node<'_>| n.feat("VerbForm") == Some("Fin") && n.feat("Mood") != Some("Imp");
    conjunct.child(Rel::Nsubj).is_some()
        || conjunct.child(Rel::Aux).is_some()
        || finite(conjunct) && conjunct.feat("Mood") == Some("Ind") && !finite(head)
}

/// Field of the word that a record starts from.
pub(crate) const CUE: &str = "cue";

/// Rough until it is calibrated on dev data.
const CONFIDENCE: f32 = 0.6;

/// Adds `speaker` to the voices of `record`: what somebody promises or asks is that one's own word.
fn spoken_by(record: &mut Record, speaker: ActorRef) {
    if matches!(speaker, ActorRef::Actor(_)) && record.voice_chain.last() != Some(&speaker) {
        record.voice_chain.push(speaker);
    }
}

/// Widens the evidence to `span`, within its sentence.
fn widen(record: &mut Record, span: Span) {
    if let Some(first) = record.evidence.first_mut() {
        *first = first.cover(span);
    }
}

/// A field of one stretch.
fn field(name: &'static str, span: Span) -> FieldSpans {
    FieldSpans {
        field: name,
        spans: vec![span],
    }
}
