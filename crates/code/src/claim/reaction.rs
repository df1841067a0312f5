//! Stances that somebody's own words take towards an act.

use super::{CUE, Claim, Subject, field, widen};
use crate::reading::Reading;
use crate::record::{ActorIdx, Body, Reaction, Record};
use crate::time::Timex;
use verbale_text::{Node, SentIdx, Span, Upos};

/// Makes the reaction of one match, or `None` if nobody reacts or the text only supposes it.
pub(crate) fn reaction(claim: &Claim<'_>) -> Option<Record> {
    let m = claim.modality;
    let denied = m.negated && claim.pattern.fact("denied").is_none();
    if denied || m.hypothetical || m.uncommitted || m.possible || m.future {
        return None;
    }
    let actor = claim.actors("actor");
    if actor.is_empty() {
        return None;
    }
    let target = claim
        .role("target")
        .first()
        .map(|&t| claim.reading.parsed.node(t));
    let blamed = blamed(claim, &actor, target);
    if target.is_none() && blamed.is_none() {
        return None;
    }
    let stretch = target.map(|t| claim.stretch_of(t, Subject::In));
    let mut spans = claim.spans(&["actor"], &[]);
    spans.extend(stretch.map(|s| field("target", s)));
    spans.extend(claim.reading.field("target_actor", claim.role("blamed")));
    let date = claim
        .reading
        .time_of(claim.anchor)
        .and_then(Timex::calendar_value);
    let body = Reaction {
        actor,
        target: stretch.map(|s| claim.text(s)),
        target_actor: blamed,
        stance: claim.pattern.fact("stance")?.to_owned(),
        date,
    };
    Some(claim.record(Body::Reaction(body), spans, m.factuality()))
}

/// Whose act it is: the page's own role, or the target itself.
fn blamed(claim: &Claim<'_>, actor: &[ActorIdx], target: Option<Node<'_>>) -> Option<ActorIdx> {
    let other = |list: Vec<ActorIdx>| list.into_iter().find(|a| !actor.contains(a));
    let stated = other(claim.actors("blamed"));
    stated.or_else(|| other(claim.reading.actors_at(target?)))
}

/// "Chad, which had welcomed the deal, now condemned *it*": a pronoun stands for what the same side reacted to just
/// before, so that a change of stance towards it can be seen.
pub(crate) fn name_targets(reading: &Reading<'_>, records: &mut [Record]) {
    let is_pronoun = |span: Span| {
        let tokens = reading.parsed.tokens();
        let at = tokens.binary_search_by_key(&span.start, |t| t.span.start);
        at.is_ok_and(|t| tokens[t].span == span && tokens[t].upos == Upos::Pron)
    };
    let told = |r: &Record| match &r.body {
        Body::Reaction(body) => Some((
            body.actor.clone(),
            spans_of(r, "target")?,
            r.sentences.last()?.0,
        )),
        _ => None,
    };
    // In text order, so that only those of this sentence and the one before are looked at.
    let reactions: Vec<_> = (0..records.len())
        .filter_map(|i| Some((i, told(&records[i])?)))
        .collect();
    for (at, &(i, (ref actor, target, sentence))) in reactions.iter().enumerate() {
        if !is_pronoun(target) {
            continue;
        }
        let near = reactions[..at].iter().rev().map(|(_, told)| told);
        let before = near
            .take_while(|(_, _, s)| s + 1 >= sentence)
            .filter(|(a, t, _)| a == actor && t.end <= target.start && !is_pronoun(*t));
        let Some(&(_, meant, before)) = before.max_by_key(|(_, t, _)| t.start) else {
            continue;
        };
        if let Body::Reaction(body) = &mut records[i].body {
            body.target = Some(meant.of(reading.parsed.document().text()).to_owned());
            body.target_actor = None;
        }
        records[i]
            .spans
            .retain(|f| f.field != "target" && f.field != "target_actor");
        records[i].spans.push(field("target", meant));
        if before == sentence {
            widen(&mut records[i], meant);
        } else {
            records[i].evidence.insert(0, meant);
            records[i].sentences.insert(0, SentIdx(before));
        }
    }
}

/// Points each reaction to the record that its target names: one at the same place, or the last earlier one that
/// the target's noun repeats ("recognized …" – "the recognition").
pub(crate) fn link_targets(reading: &Reading<'_>, records: &mut [Record]) {
    let text = reading.parsed.document().text();
    let acts: Vec<(usize, Span)> = records
        .iter()
        .enumerate()
        .filter(|(_, r)| matches!(r.body, Body::Tie(_) | Body::Meeting(_) | Body::Event(_)))
        .filter_map(|(i, r)| Some((i, word(r)?)))
        .collect();
    // By the start of their word, so that those inside a target are found without a look at all.
    let mut by_start: Vec<usize> = (0..acts.len()).collect();
    by_start.sort_unstable_by_key(|&i| (acts[i].1.start, i));
    for i in 0..records.len() {
        let Body::Reaction(body) = &records[i].body else {
            continue;
        };
        let Some(target) = spans_of(&records[i], "target") else {
            continue;
        };
        let cue = spans_of(&records[i], CUE);
        let inside = |i: &usize| target.contains(acts[*i].1) && Some(acts[*i].1) != cue;
        let names = |(act, s): &&(usize, Span)| {
            let party = body.target_actor;
            s.end <= target.start
                && party.is_none_or(|a| takes_part(&records[*act], a))
                && repeats(target.of(text), s.of(text))
        };
        let first = by_start.partition_point(|&i| acts[i].1.start < target.start);
        let end = by_start.partition_point(|&i| acts[i].1.start <= target.end);
        let starting = by_start[first..end].iter().copied();
        let found = starting.filter(inside).min().map(|i| acts[i].0);
        // Looking back further than this finds chance likenesses.
        const MOST: usize = 40;
        let until = acts.partition_point(|(_, s)| s.end <= target.start);
        let near = &acts[until.saturating_sub(MOST)..until];
        let found = found.or_else(|| near.iter().rev().find(names).map(|a| a.0));
        if let Some(act) = found {
            records[i].refs.push(("target", vec![act]));
        }
    }
}

/// The word that names the act of a record.
fn word(record: &Record) -> Option<Span> {
    spans_of(record, "value").or_else(|| spans_of(record, "type"))
}

fn spans_of(record: &Record, name: &str) -> Option<Span> {
    let field = record.spans.iter().find(|f| f.field == name)?;
    field.spans.first().copied()
}

fn takes_part(record: &Record, actor: ActorIdx) -> bool {
    let mut found = false;
    crate::record::visit_actors(record, &mut |a| found |= a == actor);
    found
}

/// Whether a word of `target` has the stem of `word`: its first letters but for the ending.
fn repeats(target: &str, word: &str) -> bool {
    const ENDING: usize = 2;
    const SHORTEST: usize = 5;
    let stem: String = {
        let lower = word.to_lowercase();
        let n = lower.chars().count();
        lower
            .chars()
            .take(n.saturating_sub(ENDING).clamp(SHORTEST, 7))
            .collect()
    };
    stem.chars().count() >= SHORTEST
        && target
            .split(|c: char| !c.is_alphabetic())
            .any(|w| w.to_lowercase().starts_with(&stem))
}

#[cfg(test)]
mod tests {
    use crate::record::Body;
    use crate::testing::{name, packs, parse};

    /// Who reacts how to what, and whose act it is said to be.
    fn check(line: &str, expected: &[&str]) {
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).code(parse(line));
        let told = coded.records.iter().filter_map(|r| match &r.body {
            Body::Reaction(body) => {
                let target = body.target.clone().unwrap_or_default();
                let whose = body.target_actor.map(|a| name(&coded, a));
                let who = name(&coded, body.actor[0]);
                Some(format!("{who} {} {target} {whose:?}", body.stance))
            }
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_pronoun_stands_for_what_the_same_side_reacted_to_before() {
        check(
            "Chad/PROPN/nsubj/9//B-LOC ,/PUNCT/punct/4 which/PRON/nsubj/4///PronType=Rel welcomed/VERB/acl:relcl/1/welcome/_/VerbForm=Fin \
             the/DET/det/6 deal/NOUN/obj/4///Number=Sing ,/PUNCT/punct/4 now/ADV/advmod/9 condemned/VERB/root/0/condemn/_/VerbForm=Fin \
             it/PRON/obj/9///Number=Sing|Person=3|PronType=Prs ./PUNCT/punct/9",
            &["Chad welcome the deal None", "Chad condemn the deal None"],
        );
    }

    #[test]
    fn a_pronoun_of_another_side_stands_for_itself() {
        check(
            "Chad/PROPN/nsubj/2//B-LOC welcomed/VERB/root/0/welcome/_/VerbForm=Fin the/DET/det/4 deal/NOUN/obj/2///Number=Sing \
             ./PUNCT/punct/2 || Mali/PROPN/nsubj/2//B-LOC condemned/VERB/root/0/condemn/_/VerbForm=Fin \
             it/PRON/obj/2///Number=Sing|Person=3|PronType=Prs ./PUNCT/punct/2",
            &["Chad welcome the deal None", "Mali condemn it None"],
        );
    }
}
