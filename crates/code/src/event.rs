//! PLOVER events from pattern matches.

use crate::actor::ActorType;
use crate::factuality::{Modality, modality, performed};
use crate::pack::{CodeValue, Packs};
use crate::pattern::{Match, Pattern};
use crate::reading::{GOVERNMENT, Reading};
use crate::record::{ActorIdx, Body, Event, Factuality, FieldSpans, Producer, Record};
use crate::statement::{Attribution, Kind};
use crate::time::Timex;
use rustc_hash::FxHashMap;
use verbale_text::{Rel, Span, TokenIdx, Upos};

/// The events of all matches, each with the index of its match.
///
/// A deed and the word that promises, refuses or threatens it make one event: see [`settle`].
pub(crate) fn events(reading: &Reading<'_>, matches: &[Match]) -> Vec<(usize, Record)> {
    let is_event = |m: &Match| reading.packs.matcher.pattern(m.pattern).kind == "event";
    let mut found: Vec<Draft> = Vec::new();
    let is_deed = |m: &Match| is_event(m) && !is_spoken(reading, m);
    for (i, m) in matches.iter().enumerate().filter(|(_, m)| is_deed(m)) {
        found.extend(draft(reading, m, i));
    }
    settle(reading, matches, &mut found);
    absorb(reading, matches, &mut found);
    let kept = found.into_iter().filter(|d| !d.dropped);
    kept.map(|d| (d.found, d.record)).collect()
}

/// An event before its neighbours are known.
struct Draft {
    /// Index of its match.
    found: usize,
    record: Record,
    /// Its type is not its pattern's: the deed lies ahead or was refused.
    turned: bool,
    dropped: bool,
}

/// Weight of an event where the packs have no row for events.
const CONFIDENCE: f32 = 0.6;

/// Makes the event of one match, or `None` if nobody in the text did it.
fn draft(reading: &Reading<'_>, found: &Match, index: usize) -> Option<Draft> {
    let matcher = &reading.packs.matcher;
    let pattern = matcher.pattern(found.pattern);
    let (mut actor, mut recipient) = sides(reading, found)?;
    let anchor = reading.parsed.node(found.anchor);
    // "the Gulf War", "the Foreign Ministers' Meeting": a word in a name names, and tells of nothing.
    if anchor.upos() == Upos::Propn {
        return None;
    }
    let mut modality = told(reading, found);
    let turned = turn(reading.packs, pattern, &mut modality);
    let is_turned = turned.is_some();
    let swaps = pattern.fact("swap") == Some("yes") && !recipient.is_empty() && !is_turned;
    if swaps {
        std::mem::swap(&mut actor, &mut recipient);
    }
    let (event_type, mode) = turned.unwrap_or_else(|| {
        let mode = pattern.facts.get("mode").cloned().unwrap_or_default();
        (pattern.code.clone(), mode)
    });
    let time = reading.time_of(anchor).cloned();
    let place = matcher
        .role(found, "place")
        .first()
        .copied()
        .or_else(|| reading.place_of(anchor));
    let mut spans = spans(reading, found, place);
    if swaps {
        exchange_roles(&mut spans);
    }
    let evidence = reading.evidence(anchor, &spans);
    let text = reading.parsed.document().text();
    let body = Event {
        event_type,
        actor,
        recipient,
        mode,
        context: context(pattern, modality),
        date: time.as_ref().and_then(Timex::calendar_value),
        place: place.map(|p| reading.place_phrase(p).of(text).to_owned()),
        mirror: false,
    };
    let record = Record {
        voice_chain: reading.voices(anchor.span()),
        factuality: modality.factuality(),
        time,
        refs: Vec::new(),
        sentences: vec![anchor.tree().index()],
        producer: Producer {
            id: pattern.place(),
        },
        confidence: CONFIDENCE,
        body: Body::Event(body),
        evidence: vec![evidence],
        spans,
    };
    Some(Draft {
        found: index,
        record,
        turned: is_turned,
        dropped: false,
    })
}

/// How far the voice commits itself to the deed.
fn told(reading: &Reading<'_>, found: &Match) -> Modality {
    let anchor = reading.parsed.node(found.anchor);
    let words = &reading.packs.factuality;
    match performs(reading, found) {
        true => performed(anchor, words),
        false => modality(anchor, words),
    }
}

/// "I would like to *thank* them": who says so of himself or herself does it by saying so. Fact `performs` of the page.
fn performs(reading: &Reading<'_>, found: &Match) -> bool {
    let matcher = &reading.packs.matcher;
    let first_persons = reading.actors.first_persons();
    let is_first = |t: &TokenIdx| first_persons.binary_search(t).is_ok();
    let says = matcher.pattern(found.pattern).fact("performs") == Some("yes");
    says && matcher.role(found, "actor").iter().any(is_first)
}

/// "“No,” the minister *stormed*": a verb that tells how words were said is no deed. Property `spoken = "no"` of the code.
fn is_spoken(reading: &Reading<'_>, found: &Match) -> bool {
    let pattern = reading.packs.matcher.pattern(found.pattern);
    let is_deed = property(reading.packs, pattern, "spoken") == Some("no");
    let says = |a: &Attribution| a.cue_head == found.anchor && a.kind != Kind::Indirect;
    let word = reading.parsed.node(found.anchor).span();
    let cues = &reading.attributions;
    let at = cues.partition_point(|a| a.cue.end <= word.start);
    is_deed && cues[at..].first().is_some_and(says)
}

/// The one value that the ontology gives the code of `pattern` under `name`.
fn property<'p>(packs: &'p Packs, pattern: &Pattern, name: &str) -> Option<&'p str> {
    let kind = packs.ontology.kinds.get(&pattern.kind)?;
    match kind.codes.get(&pattern.code)?.get(name)? {
        CodeValue::One(value) => Some(value),
        CodeValue::Many(_) => None,
    }
}

/// Who did it, at least one, and to whom.
fn sides(reading: &Reading<'_>, found: &Match) -> Option<(Vec<ActorIdx>, Vec<ActorIdx>)> {
    let matcher = &reading.packs.matcher;
    let mut actor = reading.actors_of(matcher.role(found, "actor"));
    let words = receivers(reading, found, &actor);
    let mut recipient = reading.actors_of(&words);
    // A private person to whom something happens stays in the words of the record, and gets no record of his or her own.
    recipient.retain(|r| !actor.contains(r) && !reading.actors.get(*r).is_private);
    recipient.retain(|r| !is_own_state(reading, &actor, *r));
    if property(reading.packs, matcher.pattern(found.pattern), "own") == Some("no") {
        recipient.retain(|r| !is_own_force(reading, &actor, *r));
    }
    if recipient.is_empty() {
        let scene = matcher.role(found, "scene").iter();
        let people = scene.filter_map(|&t| reading.scene_at(reading.parsed.node(t)));
        recipient.extend(people.filter(|p| !actor.contains(p)));
        recipient.dedup();
    }
    // "hosting thousands of refugees": a people is no guest.
    let is_people = |a: &ActorIdx| reading.actors.get(*a).actor_type == Some(ActorType::Population);
    let swaps = matcher.pattern(found.pattern).fact("swap") == Some("yes");
    if swaps && recipient.iter().any(is_people) {
        return None;
    }
    // "Chad and Mali discussed the pact with Norway": those who did it together need no other side. But Ana and Bo of
    // one state are one side.
    let is_mutual = matcher.pattern(found.pattern).fact("reciprocal") == Some("yes");
    let state = |a: &ActorIdx| reading.actors.get(*a).actor.country.clone();
    let one_side = actor
        .iter()
        .all(|a| state(a).is_some() && state(a) == state(&actor[0]));
    if is_mutual && actor.len() > 1 && !one_side {
        recipient.clear();
    }
    let is_unnamed = matcher.pattern(found.pattern).fact("unnamed") == Some("yes");
    if actor.is_empty() && is_unnamed && !recipient.is_empty() {
        return Some((actor, recipient));
    }
    if is_mutual && actor.is_empty() {
        std::mem::swap(&mut actor, &mut recipient);
    }
    (!actor.is_empty()).then_some((actor, recipient))
}

/// The words of those to whom it is done.
fn receivers(reading: &Reading<'_>, found: &Match, actor: &[ActorIdx]) -> Vec<TokenIdx> {
    let matcher = &reading.packs.matcher;
    // "upholds our values": whose something is, in the first person, is not to whom it is done.
    let is_ours = |t: TokenIdx| {
        let is_first = reading.actors.first_persons().binary_search(&t).is_ok();
        is_first && reading.parsed.node(t).is_rel(Rel::Nmod, "poss")
    };
    let keeps_own = property(reading.packs, matcher.pattern(found.pattern), "own") != Some("no");
    let is_sent = |t: TokenIdx| {
        let who = reading.actors_at(reading.parsed.node(t));
        let mut each = who.iter();
        !who.is_empty() && each.all(|r| is_own_force(reading, actor, *r))
    };
    let words = matcher.role(found, "recipient").iter().copied();
    let words = words.filter(|&t| !is_ours(t) && (keeps_own || !is_sent(t)));
    words.collect()
}

/// "The minister reaffirmed the support of Norway": the state for which the doer acts is not to whom it is done.
fn is_own_state(reading: &Reading<'_>, actor: &[ActorIdx], recipient: ActorIdx) -> bool {
    let state = reading.actors.get(recipient);
    let is_state = matches!(
        state.actor_type,
        Some(ActorType::State | ActorType::Government)
    );
    let acts_for = |a: &ActorIdx| {
        let entry = reading.actors.get(*a);
        entry.actor.sector.as_deref() == Some(GOVERNMENT)
            && entry.actor.country.is_some()
            && entry.actor.country == state.actor.country
    };
    is_state && !actor.is_empty() && actor.iter().all(acts_for)
}

/// "Syldavia will withdraw its troops": a state's own forces are what it sends or takes back. Property `own = "no"`.
fn is_own_force(reading: &Reading<'_>, actor: &[ActorIdx], recipient: ActorIdx) -> bool {
    let force = reading.actors.get(recipient);
    let is_force = force.actor_type != Some(ActorType::Person)
        && matches!(force.actor.sector.as_deref(), Some("MIL" | "COP"));
    let sends = |a: &ActorIdx| {
        let entry = reading.actors.get(*a);
        let is_state = matches!(
            entry.actor_type,
            Some(ActorType::State | ActorType::Government)
        );
        is_state && entry.actor.country.is_some() && entry.actor.country == force.actor.country
    };
    is_force && actor.iter().any(sends)
}

/// What a deed becomes that lies ahead or that its doer will not do, with its modes: properties `ahead` and `refused`
/// of the ontology's codes, `ahead MODE` and `refused MODE` for single modes. PLOVER 2021, the table of deeds and words:
/// "will withdraw" is CONCEDE, "will not withdraw" is REJECT yield.
fn turn(
    packs: &Packs,
    pattern: &Pattern,
    modality: &mut Modality,
) -> Option<(String, Vec<String>)> {
    if !modality.future || modality.hypothetical || modality.uncommitted {
        return None;
    }
    let property = match (modality.negated, modality.conditional) {
        (true, _) => "refused",
        (false, true) => "unless",
        (false, false) => "ahead",
    };
    let code = packs
        .ontology
        .kinds
        .get(&pattern.kind)?
        .codes
        .get(&pattern.code)?;
    let modes = pattern.facts.get("mode").into_iter().flatten();
    let of_mode = modes
        .filter_map(|m| code.get(&format!("{property} {m}")))
        .next();
    let otherwise = if modality.negated { "refused" } else { "ahead" };
    let of_code = || code.get(property).or_else(|| code.get(otherwise));
    let Some(CodeValue::One(value)) = of_mode.or_else(of_code) else {
        return None;
    };
    (modality.future, modality.negated) = (false, false);
    let mut words = value.split(' ').map(str::to_owned);
    let (event_type, mut mode) = (words.next()?, words.collect::<Vec<_>>());
    if mode.is_empty() && event_type == pattern.code {
        mode = pattern.facts.get("mode").cloned().unwrap_or_default();
    }
    Some((event_type, mode))
}

/// PLOVER's auxiliary value for what is only supposed.
const HYPOTHETICAL: &str = "hypothetical";

/// How many words up the tree a deed may stand below the word that promises it.
const MAX_CLIMB: usize = 5;

/// Where a deed stands below an event word ("refused to *lift* the curfew", "agreed to *withdraw*"), keeps one of both.
///
/// The upper word keeps the event and takes from the deed what it lacks, unless its page says `content = "decides"`
/// (a bare promise): then the deed names the type. Deeds that are no content of the upper word, told as facts, stay; what
/// is not told as done, by a party of the upper event, is no event of its own ("asked Syldavia to *ban* the party").
fn settle(reading: &Reading<'_>, matches: &[Match], found: &mut [Draft]) {
    for below in 0..found.len() {
        let anchor = matches[found[below].found].anchor;
        let Some(above) = governor(reading, anchor, |t| {
            found
                .binary_search_by_key(&t, |d| matches[d.found].anchor)
                .ok()
        }) else {
            continue;
        };
        let pattern = reading
            .packs
            .matcher
            .pattern(matches[found[above].found].pattern);
        let decides = pattern.fact("content") == Some("decides");
        let (Some(upper), Some(lower)) = (as_event(&found[above]), as_event(&found[below])) else {
            continue;
        };
        let same_doer = lower.actor.iter().all(|a| upper.actor.contains(a));
        let same_type = lower.event_type == upper.event_type;
        let turned = found[below].turned;
        // "offered to extend": two words of one promise.
        let is_same = same_type && same_doer && reading.parsed.node(anchor).rel() == Rel::Xcomp;
        let is_told = found[below].record.factuality.is_certain_plus();
        let mut doers = lower.actor.iter();
        let is_content = !is_told
            && !found[above].dropped
            && doers.all(|a| upper.actor.contains(a) || upper.recipient.contains(a));
        if decides && turned && !same_type {
            let taken = taken(&found[above], upper, lower);
            give(&mut found[below], taken);
            found[above].dropped = true;
        } else if same_doer && (turned || !is_told) {
            let mut taken = taken(&found[below], lower, upper);
            // "Chad and Mali discussed how to isolate Norway": those who did it together need no other side.
            if pattern.fact("reciprocal") == Some("yes") && upper.actor.len() > 1 {
                taken.0.clear();
                taken.1.clear();
            }
            give(&mut found[above], taken);
            found[below].dropped = turned || same_type || is_content;
        } else if turned || is_same || is_content {
            found[below].dropped = true;
        }
    }
    drop_conditions(reading, matches, found);
}

/// Drops what stands only in the condition of an event: property `condition = "part"` of its code. "Threatened to leave
/// unless Syldavia *apologizes*" is one threat (PLOVER 2021: no `hypothetical` where THREATEN or AGREE already says it).
fn drop_conditions(reading: &Reading<'_>, matches: &[Match], found: &mut [Draft]) {
    for below in 0..found.len() {
        let is_supposed =
            as_event(&found[below]).is_some_and(|e| e.context.iter().any(|c| c == HYPOTHETICAL));
        if found[below].dropped || !is_supposed {
            continue;
        }
        let anchor = reading.parsed.node(matches[found[below].found].anchor);
        let clause = std::iter::once(anchor)
            .chain(anchor.ancestors())
            .take(MAX_CLIMB)
            .find(|n| n.rel() == Rel::Advcl && n.feat("VerbForm") != Some("Inf"));
        let Some(clause) = clause else { continue };
        let holds = |n: verbale_text::Node<'_>| {
            let at = found.binary_search_by_key(&n.index(), |d| matches[d.found].anchor);
            at.is_ok_and(|above| {
                let pattern = reading
                    .packs
                    .matcher
                    .pattern(matches[found[above].found].pattern);
                let condition = property(reading.packs, pattern, "condition");
                !found[above].dropped && condition == Some("part")
            })
        };
        if clause.ancestors().take(MAX_CLIMB).any(holds) {
            found[below].dropped = true;
        }
    }
}

/// Drops events that are no events of their own beside another of the same doer: property `absorbs` of its code.
/// "Students demonstrated, demanding reform" is one PROTEST; a demand is its topic.
fn absorb(reading: &Reading<'_>, matches: &[Match], found: &mut [Draft]) {
    let packs = reading.packs;
    let mut at: FxHashMap<TokenIdx, Vec<usize>> = FxHashMap::default();
    for (i, draft) in found.iter().enumerate().filter(|(_, d)| !d.dropped) {
        at.entry(matches[draft.found].anchor).or_default().push(i);
    }
    for below in 0..found.len() {
        if found[below].dropped {
            continue;
        }
        let anchor = reading.parsed.node(matches[found[below].found].anchor);
        let above = anchor.ancestors().take(MAX_CLIMB);
        let mut above = above.filter_map(|n| at.get(&n.index())).flatten();
        let is_absorbed = above.any(|&above| {
            let pattern = packs.matcher.pattern(matches[found[above].found].pattern);
            let codes = packs.ontology.kinds.get(&pattern.kind).map(|k| &k.codes);
            let property = codes
                .and_then(|c| c.get(&pattern.code))
                .and_then(|c| c.get("absorbs"));
            let (Some(CodeValue::Many(types)), Some(upper), Some(lower)) =
                (property, as_event(&found[above]), as_event(&found[below]))
            else {
                return false;
            };
            types.contains(&lower.event_type) && lower.actor.iter().all(|a| upper.actor.contains(a))
        });
        if is_absorbed {
            found[below].dropped = true;
        }
    }
}

/// Whether an event of `event_type` by `actor` is no event of its own beside `record`: property `absorbs` of its code.
pub(crate) fn absorbs(
    packs: &Packs,
    record: &Record,
    event_type: &str,
    actor: &[ActorIdx],
) -> bool {
    let Body::Event(event) = &record.body else {
        return false;
    };
    let codes = packs.ontology.kinds.get("event").map(|k| &k.codes);
    let property = codes
        .and_then(|c| c.get(&event.event_type))
        .and_then(|c| c.get("absorbs"));
    let Some(CodeValue::Many(types)) = property else {
        return false;
    };
    let same_doer = !actor.is_empty() && actor.iter().all(|a| event.actor.contains(a));
    same_doer && types.iter().any(|t| t == event_type)
}

fn as_event(draft: &Draft) -> Option<&Event> {
    match &draft.record.body {
        Body::Event(event) => Some(event),
        _ => None,
    }
}

type Taken = (Vec<ActorIdx>, Vec<FieldSpans>, Vec<String>);

/// What `into` lacks and `from` has: the recipient with its words, and the modes if the type is the same.
fn taken(draft: &Draft, from: &Event, into: &Event) -> Taken {
    let mut taken = Taken::default();
    if into.recipient.is_empty() {
        taken.0 = from.recipient.clone();
        taken.0.retain(|r| !into.actor.contains(r));
        if !taken.0.is_empty() {
            let words = draft.record.spans.iter().filter(|f| f.field == "recipient");
            taken.1 = words.cloned().collect();
        }
    }
    if into.mode.is_empty() && from.event_type == into.event_type {
        taken.2 = from.mode.clone();
    }
    taken
}

fn give(draft: &mut Draft, (recipient, spans, mode): Taken) {
    draft.record.spans.extend(spans);
    if let Body::Event(event) = &mut draft.record.body {
        event.recipient.extend(recipient);
        event.mode.extend(mode);
    }
}

/// The nearest event word whose content the thing at `anchor` belongs to.
fn governor(
    reading: &Reading<'_>,
    anchor: TokenIdx,
    place: impl Fn(TokenIdx) -> Option<usize>,
) -> Option<usize> {
    let mut node = reading.parsed.node(anchor);
    for _ in 0..MAX_CLIMB {
        let inside = match node.rel() {
            Rel::Xcomp | Rel::Ccomp | Rel::Conj | Rel::Obj => true,
            // "warned them that it would *attack*": trees take it for a relative clause.
            Rel::Acl => node.subtype().is_empty() || node.child(Rel::Mark).is_some(),
            // "was accused of *arming* rebels"
            Rel::Advcl => matches!(node.feat("VerbForm"), Some("Inf" | "Ger")),
            Rel::Obl | Rel::Nmod => node.index() == anchor,
            _ => false,
        };
        if !inside {
            return None;
        }
        let is_conjunct = node.rel() == Rel::Conj;
        node = node.head()?;
        if let Some(i) = place(node.index()).filter(|_| !is_conjunct) {
            return Some(i);
        }
    }
    None
}

/// The guest is the actor although the host is the subject.
fn exchange_roles(spans: &mut [FieldSpans]) {
    for field in spans {
        match field.field {
            "actor" => field.field = "recipient",
            "recipient" => field.field = "actor",
            _ => {}
        }
    }
}

fn spans(reading: &Reading<'_>, found: &Match, place: Option<TokenIdx>) -> Vec<FieldSpans> {
    let matcher = &reading.packs.matcher;
    let anchor = reading.parsed.node(found.anchor);
    let mut spans = vec![FieldSpans {
        field: "type",
        spans: vec![anchor.span()],
    }];
    spans.extend(reading.field("actor", matcher.role(found, "actor")));
    let doers = reading.actors_of(matcher.role(found, "actor"));
    let to = reading.field("recipient", &receivers(reading, found, &doers));
    spans.extend(to.or_else(|| reading.field("recipient", matcher.role(found, "scene"))));
    for &token in matcher.role(found, "issue") {
        spans.push(FieldSpans {
            field: "issue",
            spans: vec![reading.phrase(token)],
        });
    }
    if let Some(place) = place {
        spans.push(FieldSpans {
            field: "place",
            spans: vec![reading.place_phrase(place)],
        });
    }
    if let Some(time) = reading.time_of(anchor) {
        spans.push(FieldSpans {
            field: "date",
            spans: vec![time.span],
        });
    }
    spans
}

fn context(pattern: &Pattern, modality: Modality) -> Vec<String> {
    let mut context = pattern.facts.get("context").cloned().unwrap_or_default();
    context.extend(modality.auxiliary_values().into_iter().map(str::to_owned));
    context
}

/// An event that follows from another record (`domain.md` §4): a tie, a meeting, a demand …
pub(crate) fn mirror(of: &Record, found: crate::claim::Mirrored, index: usize) -> Record {
    let context = match of.body {
        Body::Tie(_) | Body::Meeting(_) => vec!["diplomatic".to_owned()],
        _ => Vec::new(),
    };
    let date = of.time.as_ref().and_then(Timex::calendar_value);
    let event = Event {
        event_type: found.event_type.into(),
        actor: found.actor,
        recipient: found.recipient,
        mode: found.mode.into_iter().collect(),
        context,
        date,
        place: None,
        mirror: true,
    };
    Record {
        body: Body::Event(event),
        evidence: of.evidence.clone(),
        spans: Vec::new(),
        voice_chain: of.voice_chain.clone(),
        factuality: match of.body {
            Body::Commitment(_) => Factuality::CertainPlus,
            _ => of.factuality,
        },
        time: of.time.clone(),
        refs: vec![(of.body.kind(), vec![index])],
        sentences: of.sentences.clone(),
        producer: of.producer.clone(),
        confidence: of.confidence,
    }
}

/// Whether two records stand at the same place: their evidence overlaps.
pub(crate) fn same_place(a: &[Span], b: &[Span]) -> bool {
    a.iter().any(|x| b.iter().any(|y| x.overlaps(*y)))
}

#[cfg(test)]
mod tests {
    use crate::testing::{events, name, packs, parse};

    /// The events of a sentence: type, doers, others.
    fn check(line: &str, expected: &[&str]) {
        let coded = crate::Coder::new(&packs(&[])).code(parse(line));
        assert_eq!(events(&coded, |a| name(&coded, a)), expected);
    }

    #[test]
    fn what_somebody_must_do_is_part_of_the_demand() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC said/VERB/root/0/say Chad/PROPN/nsubj/5//B-LOC must/AUX/aux/5 attack/VERB/ccomp/2 \
             Mali/PROPN/obj/5//B-LOC ./PUNCT/punct/2",
            &["REQUEST: Norway > Chad"],
        );
    }

    #[test]
    fn what_somebody_is_accused_of_is_part_of_the_accusation() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC accused/VERB/root/0/accuse Chad/PROPN/obj/2//B-LOC of/SCONJ/mark/5 \
             attacking/VERB/advcl/2/attack//VerbForm=Ger Mali/PROPN/obj/5//B-LOC ./PUNCT/punct/2",
            &["ACCUSE: Norway > Chad"],
        );
    }

    #[test]
    fn two_of_one_state_meet_the_other_side() {
        check(
            "Norwegian/ADJ/amod/2 soldiers/NOUN/nsubj/6/soldier//Number=Plur and/CCONJ/cc/5 Norwegian/ADJ/amod/5 \
             police/NOUN/conj/2//Number=Plur negotiated/VERB/root/0/negotiate with/ADP/case/8 Mali/PROPN/obl/6//B-LOC ./PUNCT/punct/6",
            &["CONSULT: Norwegian soldiers, Norwegian police > Mali"],
        );
    }

    #[test]
    fn a_deed_in_the_condition_of_a_threat_is_part_of_it() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC threatened/VERB/root/0/threaten to/PART/mark/4 attack/VERB/xcomp/2/attack//VerbForm=Inf \
             Chad/PROPN/obj/4//B-LOC unless/SCONJ/mark/8 Mali/PROPN/nsubj/8//B-LOC apologized/VERB/advcl/4/apologize//VerbForm=Fin \
             ./PUNCT/punct/2",
            &["THREATEN: Norway > Chad"],
        );
    }

    #[test]
    fn forces_of_its_own_are_not_whom_a_state_sends_them_to() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC deployed/VERB/root/0/deploy hundreds/NOUN/obj/2/hundred//Number=Plur of/ADP/case/6 \
             riot/NOUN/compound/6 police/NOUN/nmod/3//Number=Plur ./PUNCT/punct/2",
            &["MOBILIZE: Norway > "],
        );
    }
}
