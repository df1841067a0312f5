//! Conferences and series of meetings that the text names, and what it says came of meetings.

use crate::actor::ActorType;
use crate::factuality::{Modality, granted, modality};
use crate::meeting::status_of;
use crate::pack::Packs;
use crate::pack::sets::{PhraseHead, WordList};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, FieldSpans, Meeting, Producer, Record};
use crate::time::Timex;
use verbale_text::{Entity, NameType, Node, Rel, SentIdx, Span, TokenIdx, Upos};

/// Word sets by which conferences and their outcomes are found.
#[derive(Debug)]
pub(crate) struct ConferenceWords {
    nouns: WordList,
    series: WordList,
    no_conferences: WordList,
    attend: WordList,
    convene: WordList,
    failed: WordList,
    results: WordList,
    result_verbs: WordList,
    lacking: WordList,
}

impl ConferenceWords {
    /// The sets of the packs; a set that is missing is empty.
    pub(crate) fn new(sets: &crate::pack::Sets) -> Self {
        let list = |name: &str| {
            let words = sets.get(name).unwrap_or(&[]).iter().cloned();
            WordList::new(words, PhraseHead::Either)
        };
        Self {
            nouns: list("conference_nouns"),
            series: list("series_nouns"),
            no_conferences: list("no_conferences"),
            attend: list("attend_verbs"),
            convene: list("convene_verbs"),
            failed: list("meeting_failed"),
            results: list("meeting_results"),
            result_verbs: list("result_verbs"),
            lacking: list("lacking"),
        }
    }
}

/// The name of a conference.
struct Name {
    /// From its first word to its last.
    span: Span,
    /// Of an edition, the name without its number.
    series: Option<Span>,
    /// Whether the name has a place in it.
    has_place: bool,
}

/// One record for each mention of a named conference; mentions of one name are joined later.
pub(crate) fn conferences(reading: &Reading<'_>) -> Vec<Record> {
    (0..reading.parsed.tokens().len() as u32)
        .filter_map(|i| conference(reading, reading.parsed.node(TokenIdx(i))))
        .collect()
}

fn conference(reading: &Reading<'_>, node: Node<'_>) -> Option<Record> {
    let words = &reading.packs.conference;
    if !matches!(node.upos(), Upos::Noun | Upos::Propn) || node.rel() == Rel::Compound {
        return None;
    }
    let is_series = words.series.has(node);
    if !is_series && !words.nouns.has(node) || words.no_conferences.has(node) {
        return None;
    }
    let name = name(reading, node)?;
    if reading.is_outlet(name.span) || is_modifier(node) {
        return None;
    }
    let verb = relative(node, words).or_else(|| verb(node));
    let is_held = verb.is_some_and(|v| words.attend.has(v) || words.convene.has(v));
    // "met on Monday to prepare the Summit": another deed's date is not that of the conference.
    let is_own = |t: &&Timex| is_held || node.subtree_span().contains(t.span);
    let time = reading.time_of(node).filter(is_own).cloned();
    if !is_series && !name.has_place && time.is_none() && !is_held {
        return None;
    }
    let modality = told(reading, node, verb, is_held);
    let text = reading.parsed.document().text();
    let (participants, host) = parties(reading, node, verb);
    let own = name.span.of(text).to_owned();
    let series = match name.series {
        Some(series) => Some(series.of(text).to_owned()),
        None => is_series.then(|| own.clone()),
    };
    let status = match verb.filter(|_| is_held && !modality.negated) {
        Some(verb) => crate::meeting::status(reading, verb, modality),
        None => status(modality),
    };
    let body = Meeting {
        name: Some(own),
        series,
        participants,
        host,
        date: time.as_ref().and_then(Timex::calendar_value),
        format: "conference",
        channel: "in_person",
        status: crate::meeting::dated(reading, status, time.as_ref()),
        outcome: "unknown",
        ..Meeting::default()
    };
    Some(Record {
        body: Body::Meeting(body),
        evidence: vec![name.span],
        spans: spans(&name, time.as_ref()),
        voice_chain: reading.voices(name.span),
        factuality: modality.factuality(),
        time,
        refs: Vec::new(),
        sentences: vec![node.tree().index()],
        producer: Producer {
            id: "rule:conference-name".to_owned(),
        },
        confidence: 0.6,
    })
}

/// How a conference is told of. Who only looks back to one, or builds on it, leaves no doubt of it.
fn told(reading: &Reading<'_>, node: Node<'_>, verb: Option<Node<'_>>, is_held: bool) -> Modality {
    let words = &reading.packs.factuality;
    let own = granted(node, words);
    match verb {
        Some(verb) if is_held => modality(verb, words),
        // "will speak at the Summit": it lies ahead as the speech does.
        Some(verb) if is_setting(reading, node) => ahead_with(own, modality(verb, words)),
        _ => own,
    }
}

/// Whether a conference is where something is done.
fn is_setting(reading: &Reading<'_>, node: Node<'_>) -> bool {
    let takes_place =
        |c: Node<'_>| reading.packs.place_prepositions.has(c) || reading.packs.during.has(c);
    node.rel() == Rel::Obl && node.children_by(Rel::Case).any(takes_place)
}

/// What is done at a conference that lies ahead, lies ahead.
fn ahead_with(own: Modality, deed: Modality) -> Modality {
    Modality {
        future: own.future || deed.future,
        uncommitted: own.uncommitted || deed.uncommitted,
        hypothetical: own.hypothetical || deed.hypothetical,
        ..own
    }
}

fn spans(name: &Name, time: Option<&Timex>) -> Vec<FieldSpans> {
    let mut spans = vec![FieldSpans {
        field: "name",
        spans: vec![name.span],
    }];
    spans.extend(time.map(|t| FieldSpans {
        field: "date",
        spans: vec![t.span],
    }));
    spans
}

fn capital(node: Node<'_>) -> bool {
    node.form().chars().next().is_some_and(char::is_uppercase)
}

/// The word before, if it can belong to the same name, also across a hyphen, "and" or the mark of an owner:
/// "Borduria-Syldavia Dialogue", "Strategic and Defense Dialogue", "Leaders’ Summit", "2+2 Dialogue".
fn before(node: Node<'_>) -> Option<Node<'_>> {
    let previous = node.previous()?;
    let touches = |a: Node<'_>, b: Node<'_>| a.span().end == b.span().start;
    let is_joint = match previous.upos() {
        Upos::Punct | Upos::Sym => touches(previous, node),
        Upos::Part => true,
        Upos::Cconj => capital(node) && node.upos() != Upos::Propn,
        Upos::Num => return Some(previous).filter(|p| has_sign(*p) || capital(*p)),
        _ => false,
    };
    let word = match is_joint {
        true => previous
            .previous()
            .filter(|a| previous.upos() == Upos::Cconj || touches(*a, previous))?,
        false => previous,
    };
    let is_part = matches!(
        word.upos(),
        Upos::Propn | Upos::Adj | Upos::Noun | Upos::Num
    );
    (is_part && capital(word)).then_some(word)
}

/// Whether a number is one of a name: "2+2".
fn has_sign(number: Node<'_>) -> bool {
    number.form().contains(|c: char| !c.is_alphanumeric())
}

/// The topic of a conference that belongs to its name: "Summit *for Democracy*", but not "Summit in March".
fn topic<'n>(reading: &Reading<'_>, node: Node<'n>) -> Option<Node<'n>> {
    let is_topic = |n: &Node<'n>| {
        let is_next = n.edges().0.index().0 == node.index().0 + 1;
        let mut cases = n.children_by(Rel::Case);
        let is_where = cases.any(|c| reading.packs.place_prepositions.has(c))
            && (reading.is_time(*n) || reading.is_location(*n));
        let is_list = n.child(Rel::Conj).is_some();
        is_next && capital(*n) && n.child(Rel::Case).is_some() && !is_where && !is_list
    };
    node.children_by(Rel::Nmod)
        .find(is_topic)
        .filter(|_| capital(node))
}

/// "the Istanbul Meeting", "the second Vienna conference", "the Summit for Democracy".
fn name(reading: &Reading<'_>, node: Node<'_>) -> Option<Name> {
    let is_state = |a: &ActorIdx| reading.actors.get(*a).actor_type == Some(ActorType::State);
    let is_place = |n: Node<'_>| {
        n.upos() == Upos::Propn
            && (n.entity().name_type() == Some(NameType::Loc)
                || reading.actors.of_word(n).iter().any(is_state))
    };
    let mut first = node;
    let (mut has_place, mut is_named, mut all_places) = (false, false, true);
    while let Some(previous) = before(first) {
        has_place |= is_place(previous);
        all_places &= is_place(previous);
        is_named |= previous.entity() != Entity::O;
        first = previous;
    }
    let mut span = first.span().cover(node.span());
    let is_alone = first.index() == node.index();
    let topic = topic(reading, node);
    if let Some(topic) = topic {
        // "the Summit of the Americas"
        has_place |= is_place(topic) || topic.entity() != Entity::O;
        span = span.cover(topic.span());
    }
    if is_alone {
        topic.filter(|_| node.previous().is_some())?;
    } else {
        let is_own = match capital(node) {
            true => is_named,
            false => has_place && all_places,
        };
        if !is_own {
            return None;
        }
    }
    if reading.parsed.document().text()[span.start as usize..span.end as usize].contains('\n') {
        return None;
    }
    let number = first
        .previous()
        .filter(|p| p.feat("NumType") == Some("Ord"));
    Some(Name {
        span: number.map_or(span, |n| n.span().cover(span)),
        series: number.map(|_| span),
        has_place,
    })
}

/// "the East Asia Summit (EAS) nations": the name only says which nations.
fn is_modifier(node: Node<'_>) -> bool {
    let mut next = node.next();
    if next.is_some_and(|n| n.form() == "(") {
        let mut after = std::iter::successors(next, |n| n.next());
        let closing = after.find(|n| n.form() == ")");
        next = closing.and_then(Node::next);
    }
    next.is_some_and(|n| n.upos() == Upos::Noun && n.feat("Number") == Some("Plur") && !capital(n))
}

/// The verb that a conference is subject, object or setting of, also from inside a list.
fn verb(node: Node<'_>) -> Option<Node<'_>> {
    let first = if node.rel() == Rel::Conj {
        node.head()?
    } else {
        node
    };
    let governed = matches!(first.rel(), Rel::Obj | Rel::Nsubj | Rel::Obl | Rel::Nmod);
    first.head().filter(|h| governed && h.upos() == Upos::Verb)
}

/// "the Conference, which will be *held* in May": the verb of a relative clause that tells of the conference itself.
fn relative<'n>(node: Node<'n>, words: &ConferenceWords) -> Option<Node<'n>> {
    let clauses = node.children_by(Rel::Acl);
    let mut clauses = clauses.filter(|c| c.subtype() == "relcl");
    clauses.find(|c| {
        let is_passive = c.children().any(|s| s.is_rel(Rel::Nsubj, "pass"));
        words.convene.has(*c) && is_passive
    })
}

/// Who takes part, and who receives the others.
fn parties(
    reading: &Reading<'_>,
    node: Node<'_>,
    verb: Option<Node<'_>>,
) -> (Vec<ActorIdx>, Option<ActorIdx>) {
    let words = &reading.packs.conference;
    let Some(verb) = verb.filter(|_| node.rel() != Rel::Nsubj) else {
        return (Vec::new(), None);
    };
    let subject = verb.children_by(Rel::Nsubj).find(|n| n.subtype() != "pass");
    let actors = subject.map(|s| reading.actors_of(&[s.index()]));
    let actors = actors.unwrap_or_default();
    if words.attend.has(verb) {
        (actors, None)
    } else if words.convene.has(verb) && node.rel() == Rel::Obj {
        (Vec::new(), actors.first().copied())
    } else {
        (Vec::new(), None)
    }
}

fn status(modality: Modality) -> &'static str {
    match modality.negated {
        true => "cancelled",
        false => status_of(modality),
    }
}

/// How many sentences back "these gatherings" reaches.
const REACH: u32 = 4;

/// Writes what the text says came of meetings: in their own clause, or of "the talks" and "these gatherings" later.
/// A tie that was conveyed in a meeting is an announcement.
pub(crate) fn outcomes(reading: &Reading<'_>, records: &mut [Record]) {
    announced(reading, records);
    let is_meeting = |(_, r): &(usize, &Record)| matches!(r.body, Body::Meeting(_));
    let found = records.iter().enumerate().filter(is_meeting);
    let mut meetings: Vec<(SentIdx, usize)> = found
        .flat_map(|(i, r)| r.sentences.iter().map(move |s| (*s, i)))
        .collect();
    meetings.sort_unstable();
    if meetings.is_empty() {
        return;
    }
    for token in 0..reading.parsed.tokens().len() as u32 {
        let node = reading.parsed.node(TokenIdx(token));
        let is_gathering = node.rel() == Rel::Nsubj
            && (reading.packs.meeting_nouns.has(node) || reading.packs.conference.nouns.has(node));
        let Some(verb) = node.head().filter(|_| is_gathering) else {
            continue;
        };
        let Some(outcome) = outcome(reading.packs, verb) else {
            continue;
        };
        let is_plural = node.feat("Number") == Some("Plur")
            && node
                .child(Rel::Det)
                .is_some_and(|d| d.feat("PronType") == Some("Dem"));
        let here = node.tree().index().0;
        let voice = reading.voices(node.span());
        let is_meant = |i: &usize| {
            let record = &records[*i];
            let is_before = record.evidence[0].start < verb.span().end;
            is_before && record.voice_chain == voice
        };
        let first = meetings.partition_point(|(s, _)| s.0 + REACH < here);
        let end = meetings.partition_point(|(s, _)| s.0 <= here);
        let near = meetings[first..end].iter().map(|m| m.1);
        let mut meant: Vec<usize> = near.filter(is_meant).collect();
        meant.sort_unstable();
        meant.dedup();
        if !is_plural {
            meant = meant.pop().into_iter().collect();
        }
        let clause = clause(verb, node);
        for i in meant {
            write(&mut records[i], outcome, clause, reading);
        }
    }
}

fn announced(reading: &Reading<'_>, records: &mut [Record]) {
    let told: Vec<(usize, Span)> = records
        .iter()
        .filter(|r| matches!(&r.body, Body::Tie(tie) if tie.conveyed_by.is_some()))
        .flat_map(|r| {
            let targets = r.refs.iter().filter(|(kind, _)| *kind == "meeting");
            targets.flat_map(|(_, t)| t).map(|&t| (t, r.evidence[0]))
        })
        .collect();
    for (i, span) in told {
        write(&mut records[i], "announcement", span, reading);
    }
}

fn write(record: &mut Record, outcome: &'static str, span: Span, reading: &Reading<'_>) {
    let Body::Meeting(meeting) = &mut record.body else {
        return;
    };
    if meeting.outcome != "unknown" || meeting.status != "held" {
        return;
    }
    meeting.outcome = outcome;
    meeting.outcome_text = Some(span.of(reading.parsed.document().text()).to_owned());
    record.spans.push(FieldSpans {
        field: "outcome",
        spans: vec![span],
    });
    if !record.evidence.iter().any(|e| e.contains(span)) {
        record.evidence.push(span);
        record.sentences.push(reading.sentence_at(span.start));
        record.sentences.sort_unstable();
        record.sentences.dedup();
    }
}

/// What a verb says came of the meeting that is its subject.
fn outcome(packs: &Packs, verb: Node<'_>) -> Option<&'static str> {
    let words = &packs.conference;
    let modality = modality(verb, &packs.factuality);
    if !modality.is_fact() && !modality.negated {
        return None;
    }
    if words.failed.has(verb) {
        return (!modality.negated).then_some("no_agreement");
    }
    if !words.result_verbs.has(verb) {
        return None;
    }
    let result = verb.children().find(|c| words.results.has(*c))?;
    let lacks = modality.negated || result.children_by(Rel::Case).any(|c| words.lacking.has(c));
    Some(if lacks { "no_agreement" } else { "agreement" })
}

/// From the subject to what the verb takes, without further clauses.
fn clause(verb: Node<'_>, subject: Node<'_>) -> Span {
    let parts = verb
        .children()
        .filter(|c| matches!(c.rel(), Rel::Obj | Rel::Obl | Rel::Xcomp | Rel::Aux));
    let span = subject.subtree_span().cover(verb.span());
    parts.fold(span, |s, c| s.cover(c.subtree_span()))
}
