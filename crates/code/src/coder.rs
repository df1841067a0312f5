//! From a parsed document to its records.

use crate::claim::{
    Claim, Mirrored, commitment, demand, impacts, implied, link_ultimatums, mirrored, reaction,
};
use crate::conference::{conferences, outcomes};
use crate::event::{absorbs, events, mirror, same_place};
use crate::meeting::meeting;
use crate::pack::{Packs, Range};
use crate::pattern::{Match, Tried};
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Body, Factuality, Meeting, Record};
use crate::relation::relations;
use crate::tie::{Ties, is_same_step, mirror_type};
use crate::view::by_voice;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use verbale_text::{Parsed, SentIdx, Span};

/// Reads parsed documents by packs. Making one is cheap.
#[derive(Clone, Copy, Debug)]
pub struct Coder<'p> {
    packs: &'p Packs,
}

/// What came out of a document.
#[derive(Debug)]
pub struct Coded {
    /// The document with its trees.
    pub parsed: Parsed,
    /// The records in text order. Actors refer to `actors`, references to places in this list.
    pub records: Vec<Record>,
    /// For each [`ActorIdx`], the place of its record in `records`.
    pub actors: Vec<usize>,
    /// For each record, how far each voice of its chain commits to it, outermost first.
    pub views: Vec<Vec<Factuality>>,
    /// What was tried, if it was asked for.
    pub notes: Notes,
}

/// What the coder tried and found, for explanations.
#[derive(Debug, Default)]
pub struct Notes {
    /// Patterns that held, whether or not a record came of it.
    pub matches: Vec<Match>,
    /// Patterns that were tried at an anchor and failed.
    pub tried: Vec<Tried>,
    /// Matches without a record, with the reason's place: index into `matches`.
    pub without_record: Vec<usize>,
    /// For each record, what was seen around it that its confidence may hang on.
    pub signs: Vec<Vec<String>>,
}

impl<'p> Coder<'p> {
    /// A coder that reads by `packs`.
    pub fn new(packs: &'p Packs) -> Self {
        Self { packs }
    }

    /// Codes one document.
    pub fn code(&self, parsed: Parsed) -> Coded {
        self.run(parsed, false)
    }

    /// Codes one document and keeps notes on what was tried.
    pub fn explain(&self, parsed: Parsed) -> Coded {
        self.run(parsed, true)
    }

    fn run(&self, mut parsed: Parsed, keep_notes: bool) -> Coded {
        self.packs.lemmas.correct(&mut parsed);
        let mut notes = Notes::default();
        let (records, actors, views) = {
            let reading = Reading::new(self.packs, &parsed);
            let in_range = |node: verbale_text::Node<'_>, range| match range {
                Range::Any => true,
                Range::Actor => !reading.actors_at(node).is_empty(),
                Range::Place => reading.scene_at(node).is_some(),
            };
            let tried = if keep_notes {
                Some(&mut notes.tried)
            } else {
                None
            };
            let matches = self
                .packs
                .matcher
                .find(&parsed, &self.packs.functions, &in_range, tried);
            let (mut records, made) = self.records(&reading, &matches);
            if keep_notes {
                notes.without_record = (0..matches.len()).filter(|&i| !made[i]).collect();
                notes.matches = matches;
            }
            let signs = self.rate(&reading, &mut records);
            let (mut records, actors, moved) = assemble(records, &reading);
            for &i in &actors {
                let share = self.packs.confidence.share("actor", &[]);
                records[i].confidence = share.unwrap_or(records[i].confidence);
            }
            if keep_notes {
                notes.signs = vec![Vec::new(); records.len()];
                for (to, signs) in moved.into_iter().zip(signs).rev() {
                    notes.signs[to] = signs;
                }
            }
            let views = records.iter().map(|r| by_voice(&reading, r)).collect();
            (records, actors, views)
        };
        Coded {
            parsed,
            records,
            actors,
            views,
            notes,
        }
    }

    /// Gives records the confidence that their signs stand for, if the packs have weights for their kind; the signs of each.
    fn rate(&self, reading: &Reading<'_>, records: &mut [Record]) -> Vec<Vec<String>> {
        let table = &self.packs.confidence;
        let rate = |record: &mut Record| {
            let kind = record.body.kind();
            if !table.has(kind) {
                return Vec::new();
            }
            let signs = crate::confidence::signs(reading, record);
            record.confidence = table.share(kind, &signs).unwrap_or(record.confidence);
            signs
        };
        records.iter_mut().map(rate).collect()
    }

    /// All records but those of actors, and for each match whether one came of it.
    fn records(&self, reading: &Reading<'_>, matches: &[Match]) -> (Vec<Record>, Vec<bool>) {
        let mut records = crate::utterance::statement_records(reading);
        records.extend(conferences(reading));
        let mut made = vec![false; matches.len()];
        let of_kind = |kind: &'static str| {
            let is_kind = move |m: &Match| self.packs.matcher.pattern(m.pattern).kind == kind;
            matches.iter().enumerate().filter(move |(_, m)| is_kind(m))
        };
        // Meetings come before the ties that point back to them, and both before the events that mirror them.
        for (i, found) in of_kind("meeting") {
            let record = meeting(reading, found);
            made[i] = record.is_some();
            records.extend(record);
        }
        let mut ties = Ties::new(reading, &records);
        for (i, found) in of_kind("tie") {
            ties.add(reading, i, found, &records);
        }
        for (i, record) in ties.settled(self.packs) {
            made[i] = true;
            records.push(record);
        }
        for (i, found) in of_kind("relation") {
            let before = records.len();
            records.extend(relations(reading, found));
            made[i] = records.len() > before;
        }
        for (i, record) in claims(reading, matches) {
            made[i] = true;
            records.push(record);
        }
        link_ultimatums(&mut records);
        for i in crate::claim::fates(reading, matches, &mut records) {
            made[i] = true;
        }
        outcomes(reading, &mut records);
        for (i, record) in events(reading, matches) {
            made[i] = true;
            records.push(record);
        }
        crate::claim::name_targets(reading, &mut records);
        crate::claim::link_targets(reading, &mut records);
        mirrors(&mut records, reading);
        records.extend(crate::who::role_records(reading));
        records.extend(crate::voice::voice_records(reading, &records));
        (records, made)
    }
}

/// Commitments, demands, reactions and impacts, each with the index of its match.
fn claims(reading: &Reading<'_>, matches: &[Match]) -> Vec<(usize, Record)> {
    let kind = |m: &Match| reading.packs.matcher.pattern(m.pattern).kind.as_str();
    let is_claim = |m: &Match| matches!(kind(m), "commitment" | "demand" | "reaction" | "impact");
    if !matches.iter().any(is_claim) {
        return Vec::new();
    }
    let uttered = crate::time::uttered(reading.parsed, &reading.packs.time);
    let deadlines = crate::time::deadlines(
        reading.parsed,
        &reading.packs.time,
        &reading.times,
        uttered.as_deref(),
    );
    let mut made: Vec<(usize, Record)> = Vec::new();
    for (i, found) in matches.iter().enumerate() {
        let make: fn(&Claim<'_>) -> Option<Record> = match kind(found) {
            "commitment" => commitment,
            "demand" => demand,
            "reaction" => reaction,
            _ => continue,
        };
        let claim = Claim::new(reading, found, &deadlines);
        let record = if claim.is_asked() { None } else { make(&claim) };
        let ultimatum = record.as_ref().and_then(|r| implied(&claim, r));
        made.extend(record.into_iter().chain(ultimatum).map(|r| (i, r)));
    }
    made.extend(impacts(reading, matches, &deadlines));
    made
}

/// Adds the events that other records also are, and marks the events that a pattern found at the same place.
fn mirrors(records: &mut Vec<Record>, reading: &Reading<'_>) {
    let mut events: FxHashMap<SentIdx, Vec<usize>> = FxHashMap::default();
    for (i, record) in records.iter().enumerate() {
        if let (Body::Event(_), Some(sentence)) = (&record.body, record.sentences.first()) {
            events.entry(*sentence).or_default().push(i);
        }
    }
    for i in 0..records.len() {
        let Some(found) = mirrored_by(&records[i], reading) else {
            continue;
        };
        let is_same = |&&j: &&usize| {
            let Body::Event(event) = &records[j].body else {
                return false;
            };
            let word = word_of(&records[j]);
            let same_word = found.cue.is_some() && word == found.cue
                || word.is_some_and(|w| found.holds(w)) && event.actor == found.actor;
            same_word
                || event.event_type == found.event_type
                    && event.actor == found.actor
                    && same_place(&records[j].evidence, &records[i].evidence)
                || found.cue.is_none()
                    && event.event_type == found.event_type
                    && same_place(&records[j].evidence, &records[i].evidence)
        };
        let near = records[i]
            .sentences
            .first()
            .and_then(|s| events.get(s))
            .map_or(&[][..], Vec::as_slice);
        match near.iter().find(is_same).copied() {
            Some(j) => {
                let kind = records[i].body.kind();
                records[j].refs.push((kind, vec![i]));
                // What is asked is told by the demand.
                let asked = match &records[i].body {
                    Body::Demand(demand) => demand.mode.clone(),
                    _ => None,
                };
                if let Body::Event(event) = &mut records[j].body {
                    event.mirror = true;
                    if event.event_type == found.event_type && asked.is_some() {
                        event.mode = asked.into_iter().collect();
                    }
                }
            }
            // "Students marched, demanding reform": the demand is what their protest is about.
            None if near
                .iter()
                .any(|&j| absorbs(reading.packs, &records[j], found.event_type, &found.actor)) => {}
            None => {
                let event = mirror(&records[i], found, i);
                records.push(event);
            }
        }
    }
}

/// The word that an event starts from.
fn word_of(record: &Record) -> Option<Span> {
    let field = record.spans.iter().find(|f| f.field == "type")?;
    field.spans.first().copied()
}

/// The event that a record also is.
fn mirrored_by(record: &Record, reading: &Reading<'_>) -> Option<Mirrored> {
    let (event_type, actor, recipient) = match &record.body {
        Body::Tie(tie) => (mirror_type(tie), vec![tie.sender], vec![tie.receiver]),
        // A conference that is only named is nobody's deed.
        Body::Meeting(meeting) if meeting.participants.len() < 2 => return None,
        Body::Meeting(meeting) => {
            let event_type = match meeting.status {
                "planned" | "proposed" => "AGREE",
                "cancelled" => "REJECT",
                _ => "CONSULT",
            };
            (event_type, meeting.participants.clone(), Vec::new())
        }
        _ => return mirrored(record, reading),
    };
    Some(Mirrored {
        event_type,
        mode: None,
        actor,
        recipient,
        cue: None,
        deed: None,
    })
}

/// Joins records that say the same, adds the actors that records speak of, and puts all in text order. Also returns where
/// the actors are, and where each old record went.
fn assemble(records: Vec<Record>, reading: &Reading<'_>) -> (Vec<Record>, Vec<usize>, Vec<usize>) {
    let (mut records, place) = join(records);
    for record in &mut records {
        for (_, targets) in &mut record.refs {
            targets.iter_mut().for_each(|t| *t = place[*t]);
            targets.dedup();
        }
        record.refs.dedup();
    }
    // Actors that no record speaks of are left out; numbers close up.
    let used = used_actors(&records, reading);
    let mut renumber = vec![None; reading.actors.list.len()];
    let first_actor = records.len();
    for (new, old) in used.iter().enumerate() {
        renumber[old.0 as usize] = Some(ActorIdx(new as u32));
        records.push(crate::who::actor_record(reading, *old));
    }
    for record in &mut records {
        crate::record::map_actors(record, &mut |a| renumber[a.0 as usize]);
    }
    let mut order: Vec<usize> = (0..records.len()).collect();
    order.sort_by_cached_key(|&i| (start(&records[i]), kind_order(&records[i].body), i));
    let mut at = vec![0; records.len()];
    for (new, &old) in order.iter().enumerate() {
        at[old] = new;
    }
    let actors = (first_actor..records.len()).map(|i| at[i]).collect();
    let mut slots: Vec<Option<Record>> = records.into_iter().map(Some).collect();
    let mut sorted: Vec<Record> = order.iter().filter_map(|&i| slots[i].take()).collect();
    for record in &mut sorted {
        for (_, targets) in &mut record.refs {
            targets.iter_mut().for_each(|t| *t = at[*t]);
        }
        if let Body::Statement(statement) = &mut record.body {
            statement.parent = statement.parent.map(|p| at[place[p]]);
        }
    }
    let moved = place.iter().map(|&p| at[p]).collect();
    (sorted, actors, moved)
}

fn start(record: &Record) -> u32 {
    record.evidence.iter().map(|s| s.start).min().unwrap_or(0)
}

/// Kinds in the order of records that begin at the same place.
const KINDS: [&str; 12] = [
    "actor",
    "role",
    "tie",
    "relation",
    "meeting",
    "statement",
    "commitment",
    "demand",
    "reaction",
    "impact",
    "event",
    "voice",
];

fn kind_order(body: &Body) -> usize {
    KINDS
        .iter()
        .position(|k| *k == body.kind())
        .unwrap_or(usize::MAX)
}

/// One record per document for the same kind, key fields, date and voice: later ones give their evidence to the first.
/// Also returns where each old record went.
fn join(records: Vec<Record>) -> (Vec<Record>, Vec<usize>) {
    let mut kept: Vec<Record> = Vec::with_capacity(records.len());
    let mut place = Vec::with_capacity(records.len());
    // Records that can be the same share kind, first parties and voice; only these are compared.
    let mut alike: FxHashMap<(&'static str, Vec<ActorIdx>, ActorRef), Vec<usize>> =
        FxHashMap::default();
    let mut gathered: Vec<Option<Gathered>> = Vec::with_capacity(records.len());
    for record in records {
        let bucket = alike
            .entry((record.body.kind(), parties(&record.body), record.voice()))
            .or_default();
        match bucket
            .iter()
            .copied()
            .find(|&i| says_the_same(&kept[i], &record))
        {
            Some(i) => {
                place.push(i);
                let all = gathered[i].get_or_insert_with(|| Gathered::of(&kept[i]));
                all.take(&record);
                // What is told twice is as sure as its surer mention.
                kept[i].confidence = kept[i].confidence.max(record.confidence);
                fill_gaps(&mut kept[i], record);
            }
            None => {
                place.push(kept.len());
                if bucket.len() < MOST_ALIKE {
                    bucket.push(kept.len());
                }
                kept.push(record);
                gathered.push(None);
            }
        }
    }
    for (record, all) in kept.iter_mut().zip(gathered) {
        if let Some(all) = all {
            (record.evidence, record.sentences) = all.sorted();
        }
    }
    (kept, place)
}

/// Of records between the same parties no more than this many are compared with a later one, which keeps the time
/// linear in texts that say one thing ten thousand times.
const MOST_ALIKE: usize = 64;

fn parties(body: &Body) -> Vec<ActorIdx> {
    match body {
        Body::Role(role) => vec![role.person],
        Body::Tie(tie) => vec![tie.sender.min(tie.receiver), tie.sender.max(tie.receiver)],
        // Later mentions name some of those who met, in another order.
        Body::Meeting(_) => Vec::new(),
        Body::Event(event) => event
            .actor
            .iter()
            .chain(&event.recipient)
            .copied()
            .collect(),
        Body::Relation(relation) => vec![relation.a, relation.b],
        Body::Reaction(reaction) => reaction.actor.clone(),
        Body::Impact(impact) => impact.affected.into_iter().collect(),
        Body::Commitment(commitment) => commitment.addressee.clone(),
        Body::Demand(demand) => demand.addressee.clone(),
        Body::Actor(_) | Body::Statement(_) | Body::Voice(_) => Vec::new(),
    }
}

/// The evidence of a record that is told more than once; a later mention adds the stretches that share no byte with it.
struct Gathered {
    evidence: Vec<Span>,
    sentences: Vec<SentIdx>,
    /// Stretches of text that hold evidence, apart from each other: end by start.
    covered: BTreeMap<u32, u32>,
}

impl Gathered {
    fn of(first: &Record) -> Gathered {
        let mut all = Gathered {
            evidence: first.evidence.clone(),
            sentences: first.sentences.clone(),
            covered: BTreeMap::new(),
        };
        first.evidence.iter().for_each(|&span| all.cover(span));
        all
    }

    fn take(&mut self, later: &Record) {
        let n_before = self.evidence.len();
        for &span in &later.evidence {
            if !self.overlaps(span) {
                self.evidence.push(span);
            }
        }
        for i in n_before..self.evidence.len() {
            self.cover(self.evidence[i]);
        }
        self.sentences.extend(&later.sentences);
    }

    fn overlaps(&self, span: Span) -> bool {
        let before = self.covered.range(..span.end).next_back();
        before.is_some_and(|(&start, &end)| Span::new(start, end).overlaps(span))
    }

    fn cover(&mut self, mut span: Span) {
        while let Some((&start, &end)) = self.covered.range(..span.end).next_back() {
            if !Span::new(start, end).overlaps(span) {
                break;
            }
            self.covered.remove(&start);
            span = span.cover(Span::new(start, end));
        }
        self.covered.insert(span.start, span.end);
    }

    /// Evidence and sentences in text order.
    fn sorted(mut self) -> (Vec<Span>, Vec<SentIdx>) {
        self.evidence.sort_unstable();
        self.sentences.sort_unstable();
        self.sentences.dedup();
        (self.evidence, self.sentences)
    }
}

fn says_the_same(a: &Record, b: &Record) -> bool {
    let same_date = |x: &Option<String>, y: &Option<String>| x.is_none() || y.is_none() || x == y;
    if a.voice_chain != b.voice_chain {
        return false;
    }
    match (&a.body, &b.body) {
        (Body::Role(x), Body::Role(y)) => {
            (x.person, &x.title, x.status) == (y.person, &y.title, y.status)
        }
        (Body::Tie(x), Body::Tie(y)) => is_same_step(x, y),
        (Body::Meeting(x), Body::Meeting(y)) => {
            x.status == y.status && same_date(&x.date, &y.date) && same_meeting(x, y)
        }
        (Body::Relation(x), Body::Relation(y)) => {
            let key = |r: &crate::record::Relation| (r.a, r.b, r.relation_type.clone(), r.sign);
            let same_trend = x.trend.is_none() || y.trend.is_none() || x.trend == y.trend;
            key(x) == key(y) && same_trend && same_date(&x.date, &y.date)
        }
        (Body::Event(x), Body::Event(y)) => {
            let key = |e: &crate::record::Event| {
                (
                    e.event_type.clone(),
                    e.actor.clone(),
                    e.recipient.clone(),
                    e.mode.clone(),
                )
            };
            key(x) == key(y) && same_date(&x.date, &y.date) && a.factuality == b.factuality
        }
        (Body::Commitment(x), Body::Commitment(y)) => {
            (&x.commitment_type, x.speaker, &x.action, x.status)
                == (&y.commitment_type, y.speaker, &y.action, y.status)
        }
        (Body::Demand(x), Body::Demand(y)) => (x.asker, &x.ask) == (y.asker, &y.ask),
        (Body::Reaction(x), Body::Reaction(y)) => {
            (&x.stance, x.target_actor, &x.target) == (&y.stance, y.target_actor, &y.target)
                && same_date(&x.date, &y.date)
        }
        (Body::Impact(x), Body::Impact(y)) => {
            let key = |i: &crate::record::Impact| {
                (
                    i.claim_type.clone(),
                    i.direction.clone(),
                    i.what.clone(),
                    i.cause.clone(),
                )
            };
            key(x) == key(y)
        }
        _ => false,
    }
}

/// Whether two meetings have the same name, or one's participants are among the other's.
fn same_meeting(x: &Meeting, y: &Meeting) -> bool {
    let same_name = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    match (&x.name, &y.name) {
        (Some(a), Some(b)) => same_name(a, b),
        (None, None) => {
            let (few, many) = if x.participants.len() < y.participants.len() {
                (&x.participants, &y.participants)
            } else {
                (&y.participants, &x.participants)
            };
            let place = |m: &Meeting| m.place.as_deref().map(str::to_lowercase);
            let places = (place(x), place(y));
            let same_place = matches!(places, (None, _) | (_, None)) || places.0 == places.1;
            few.len() > 1 && same_place && few.iter().all(|p| many.contains(p))
        }
        _ => false,
    }
}

/// Fields that only the later mention states.
fn fill_gaps(first: &mut Record, later: Record) {
    let time = later.time.clone();
    if first.time.is_none() {
        first.time = later.time;
    }
    match (&mut first.body, later.body) {
        (Body::Tie(x), Body::Tie(y)) => {
            let finer = |d: &Option<String>| d.as_ref().map_or(0, String::len);
            if finer(&y.date) > finer(&x.date) {
                x.date = y.date;
                first.time = time;
            }
            x.conveyed_by = x.conveyed_by.or(y.conveyed_by);
            x.conveyed_to = x.conveyed_to.or(y.conveyed_to);
            x.representative = x.representative.or(y.representative);
            x.hom_class = x.hom_class.take().or(y.hom_class);
        }
        (Body::Meeting(x), Body::Meeting(y)) => {
            x.date = x.date.take().or(y.date);
            x.place = x.place.take().or(y.place);
            x.country = x.country.take().or(y.country);
            x.host = x.host.or(y.host);
            x.series = x.series.take().or(y.series);
            if y.participants.len() > x.participants.len() {
                x.participants = y.participants;
            }
            if x.outcome == "unknown" {
                x.outcome = y.outcome;
                x.outcome_text = y.outcome_text;
            }
            if x.channel == "unspecified" {
                x.channel = y.channel;
            }
        }
        (Body::Event(x), Body::Event(y)) => {
            x.date = x.date.take().or(y.date);
            x.place = x.place.take().or(y.place);
        }
        (Body::Relation(x), Body::Relation(y)) => {
            x.date = x.date.take().or(y.date);
            x.trend = x.trend.take().or(y.trend);
        }
        (Body::Role(x), Body::Role(y)) => x.org = x.org.or(y.org),
        _ => {}
    }
}

/// The actors that records speak of, with the bodies they belong to, in the order of the document.
fn used_actors(records: &[Record], reading: &Reading<'_>) -> Vec<ActorIdx> {
    let mut used = vec![false; reading.actors.list.len()];
    for record in records {
        crate::record::visit_actors(record, &mut |a| used[a.0 as usize] = true);
    }
    for i in 0..used.len() {
        if used[i]
            && let Some(parent) = reading.actors.list[i].actor.parent
        {
            used[parent.0 as usize] = true;
        }
    }
    (0..used.len() as u32)
        .map(ActorIdx)
        .filter(|a| used[a.0 as usize])
        .collect()
}
