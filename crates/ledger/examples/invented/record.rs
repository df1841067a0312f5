//! One invented text: each sentence carries a record.

use super::text::{PLACES, TOPICS, filler};
use super::{Lot, Player, object, span};
use jiff::Span;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use verbale_ledger::{Kind, Producer, Row};

/// Kinds of record, and how often each comes in a thousand; actors come by themselves.
const SHARES: &[(Kind, usize)] = &[
    (Kind::Statement, 420),
    (Kind::Event, 265),
    (Kind::Role, 85),
    (Kind::Voice, 55),
    (Kind::Meeting, 40),
    (Kind::Commitment, 35),
    (Kind::Impact, 30),
    (Kind::Reaction, 28),
    (Kind::Tie, 20),
    (Kind::Demand, 12),
    (Kind::Relation, 10),
];

/// Types of event, with the words that tell them.
const EVENTS: &[(&str, &str)] = &[
    ("CONSULT", "met envoys of"),
    ("AGREE", "signed a protocol with"),
    ("SUPPORT", "backed"),
    ("COOPERATE", "held exercises with"),
    ("AID", "sent supplies to"),
    ("ACCUSE", "blamed"),
    ("REJECT", "turned down a plan of"),
    ("REQUEST", "asked for help from"),
    ("THREATEN", "warned of measures against"),
    ("PROTEST", "marched against"),
    ("SANCTION", "froze the accounts of"),
    ("COERCE", "detained members of"),
    ("MOBILIZE", "moved units towards"),
    ("ASSAULT", "shot at posts of"),
];

const TIES: &[(&str, &str, &str, &str)] = &[
    (
        "recognition",
        "de_jure",
        "establish",
        "formally recognized the government of",
    ),
    (
        "recognition",
        "de_facto",
        "establish",
        "dealt as with a government with that of",
    ),
    (
        "exchange",
        "ambassador",
        "establish",
        "sent an ambassador to",
    ),
    (
        "exchange",
        "charge",
        "establish",
        "sent a head of mission to",
    ),
    ("exchange", "relations", "sever", "cut relations with"),
    (
        "exchange",
        "ambassador",
        "recall",
        "called its ambassador home from",
    ),
    ("contact", "contact", "establish", "opened talks with"),
];

const RELATIONS: &[(&str, i8, &str)] = &[
    ("ally", 1, "is an ally of"),
    ("rival", -1, "is a rival of"),
    ("supports", 1, "stands behind"),
    ("opposes", -1, "stands against"),
    ("coalition", 1, "sits in a coalition with"),
];

const STANCES: &[(&str, &str)] = &[
    ("welcome", "welcomed"),
    ("condemn", "condemned"),
    ("concern", "was uneasy about"),
    ("support", "stood up for"),
    ("reject", "dismissed"),
];

/// Writes a text and its records.
pub(crate) struct Writer<'c> {
    cast: &'c [Player],
    day: Date,
    text: String,
    n_chars: u32,
    n_sentences: u32,
    rows: Vec<Row>,
    numbers: [u32; 13],
    mentions: Vec<Vec<[u32; 2]>>,
}

/// Where the words of a sentence stand.
struct Said {
    evidence: [u32; 2],
    spans: Map<String, Value>,
}

/// What a sentence is made of.
struct Draft<'c> {
    own: &'c str,
    other: &'c str,
    own_id: Value,
    other_id: Value,
    topic: &'static str,
    place: &'static str,
    n: usize,
    date: Option<String>,
    on: String,
    until: String,
}

impl<'c> Writer<'c> {
    pub(crate) fn new(cast: &'c [Player], day: Date) -> Self {
        Self {
            cast,
            day,
            text: String::new(),
            n_chars: 0,
            n_sentences: 0,
            rows: Vec::new(),
            numbers: [0; 13],
            mentions: vec![Vec::new(); cast.len()],
        }
    }

    /// The name of a player, and where it stands once it is written.
    fn name(&self, at: usize) -> &'c str {
        match self.mentions[at].is_empty() {
            true => &self.cast[at].name,
            false => &self.cast[at].alias,
        }
    }

    pub(crate) fn headline(&mut self, lot: &mut Lot) {
        let topic = lot.pick(TOPICS);
        self.push(&format!(
            "Invented text no. {} on {topic}\n",
            lot.below(1 << 40)
        ));
        // Everybody is named in full once, so that each actor has words behind it.
        self.push("With ");
        for at in 0..self.cast.len() {
            let name = self.cast[at].name.clone();
            let start = self.n_chars;
            self.push(&name);
            self.mentions[at].push([start, self.n_chars]);
            self.push(if at + 1 == self.cast.len() {
                ".\n"
            } else {
                ", "
            });
        }
    }

    pub(crate) fn filler(&mut self, lot: &mut Lot) {
        self.push(&filler(lot));
        self.push("\n");
        self.n_sentences += 1;
    }

    fn push(&mut self, words: &str) {
        self.text.push_str(words);
        self.n_chars += words.chars().count() as u32;
    }

    /// A sentence, in which `[field words]` are the words that fill a field, and where they stand.
    fn say(&mut self, sentence: &str) -> Said {
        let (first, mut spans) = (self.n_chars, Map::new());
        for part in sentence.split_inclusive(['[', ']']) {
            match part.strip_suffix(']').and_then(|p| p.split_once(' ')) {
                Some((field, words)) => {
                    let start = self.n_chars;
                    self.push(words);
                    spans.insert(field.into(), span([start, self.n_chars]));
                }
                None => self.push(part.trim_end_matches('[')),
            }
        }
        let evidence = [first, self.n_chars];
        self.push("\n");
        self.n_sentences += 1;
        Said { evidence, spans }
    }

    fn local(at: usize) -> Value {
        json!(format!("actor-{:02}", at + 1))
    }

    fn put(&mut self, kind: Kind, said: Said, fields: Value, lot: &mut Lot) {
        let Said { evidence, spans } = said;
        let number = &mut self.numbers[kind as usize];
        *number += 1;
        let date = fields.get("date").cloned().unwrap_or(Value::Null);
        let voices = match lot.chance(35) {
            true => vec![
                "author".into(),
                format!("actor-{:02}", lot.below(self.cast.len()) + 1),
            ],
            false => vec!["author".to_owned()],
        };
        let factuality = [
            "CT+", "CT+", "CT+", "CT+", "CT+", "CT+", "PR+", "PS+", "CT-", "Uu",
        ];
        self.rows.push(Row {
            kind,
            number: *number,
            evidence: vec![evidence],
            fields: object(fields),
            spans,
            voices,
            views: Vec::new(),
            factuality: (*lot.pick(&factuality)).into(),
            time: match date {
                Value::String(value) => {
                    json!({"value": value, "type": "DATE", "granularity": "day", "mod": null,
                    "anchor": "dct", "span": evidence})
                }
                _ => Value::Null,
            },
            refs: Map::new(),
            sentences: vec![self.n_sentences - 1],
            producer: Producer {
                producer_type: "rule".into(),
                id: format!("invented/{kind}.md:{}", lot.below(40) + 1),
                version: "0.1.0".into(),
            },
            confidence: (400 + lot.below(600)) as f64 / 1000.0,
        });
    }

    /// A day near that of publication, or none.
    fn date(&self, lot: &mut Lot) -> Option<String> {
        let back = lot.below(6) as i64;
        let day = self.day.saturating_sub(Span::new().days(back));
        lot.chance(70).then(|| day.to_string())
    }

    fn later(&self, lot: &mut Lot) -> String {
        let ahead = lot.below(400) as i64 + 5;
        self.day.saturating_add(Span::new().days(ahead)).to_string()
    }

    /// One sentence with one record of a kind drawn by lot.
    pub(crate) fn record(&mut self, lot: &mut Lot) {
        let all: usize = SHARES.iter().map(|(_, n)| n).sum();
        let mut at = lot.below(all);
        let mut kind = Kind::Statement;
        for &(one, n) in SHARES {
            kind = one;
            if at < n {
                break;
            }
            at -= n;
        }
        let a = lot.below(self.cast.len());
        let b = (a + 1 + lot.below(self.cast.len().max(2) - 1)) % self.cast.len();
        let (a, b) = match (kind, self.states()) {
            (Kind::Tie, Some(states)) => states,
            _ => (a, b),
        };
        // Only states have ties.
        let kind = match kind {
            Kind::Tie if self.states().is_none() => Kind::Statement,
            kind => kind,
        };
        let draft = self.draft((a, b), lot);
        match kind {
            Kind::Event => self.event(&draft, lot),
            Kind::Tie => self.tie(&draft, lot),
            Kind::Meeting => self.meeting(&draft, lot),
            Kind::Role => self.role(&draft, lot),
            Kind::Relation => self.relation(&draft, lot),
            Kind::Commitment => self.commitment(&draft, lot),
            Kind::Demand => self.demand(&draft, lot),
            Kind::Reaction => self.reaction(&draft, lot),
            Kind::Impact => self.impact(&draft, lot),
            Kind::Voice => self.voice(&draft, lot),
            _ => self.statement(&draft, lot),
        }
    }

    fn draft(&self, (a, b): (usize, usize), lot: &mut Lot) -> Draft<'c> {
        let date = self.date(lot);
        let (topic, place) = (*lot.pick(TOPICS), *lot.pick(PLACES));
        Draft {
            own: self.name(a),
            other: self.name(b),
            own_id: Self::local(a),
            other_id: Self::local(b),
            topic,
            place,
            n: lot.below(9000) + 100,
            on: date
                .clone()
                .map_or_else(|| "lately".to_owned(), |d| format!("on {d}")),
            date,
            until: self.later(lot),
        }
    }

    /// Two states of the text, if it has two.
    fn states(&self) -> Option<(usize, usize)> {
        let mut states = (0..self.cast.len()).filter(|&p| self.cast[p].sort == "state");
        Some((states.next()?, states.next()?))
    }

    fn event(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let (sort, verb) = *lot.pick(EVENTS);
        let said = self.say(&format!(
            "[actor {}] [type {verb}] [recipient {}] in [place {}] [date {}] (file {}).",
            d.own, d.other, d.place, d.on, d.n
        ));
        let fields = json!({"type": sort, "actor": [d.own_id], "recipient": [d.other_id], "mode": null, "also": [],
            "context": ["diplomatic"], "date": d.date, "place": d.place, "mirror": lot.chance(50)});
        self.put(Kind::Event, said, fields, lot);
    }

    fn tie(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let (axis, value, change, verb) = *lot.pick(TIES);
        let said = self.say(&format!(
            "[sender {}] [value {verb}] [receiver {}] [date {}] under note {}.",
            d.own, d.other, d.on, d.n
        ));
        let fields = json!({"sender": d.own_id, "receiver": d.other_id, "axis": axis, "value": value, "change": change,
            "date": d.date, "conveyed_by": null, "conveyed_to": null, "representative": null, "hom_class": null, "object": null});
        self.put(Kind::Tie, said, fields, lot);
    }

    fn meeting(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let status = *lot.pick(&["held", "held", "held", "planned", "cancelled"]);
        let said = self.say(&format!(
            "[participants {} and {}] sat down in [place {}] [date {}] over {} {}.",
            d.own, d.other, d.place, d.on, d.topic, d.n
        ));
        let fields = json!({"name": null, "series": null, "participants": [d.own_id, d.other_id], "host": null,
            "place": d.place, "country": null, "date": d.date, "format": "bilateral", "channel": "in_person", "status": status,
            "outcome": "unknown", "outcome_text": null});
        self.put(Kind::Meeting, said, fields, lot);
    }

    fn role(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let title = *lot.pick(&["foreign minister", "envoy", "speaker", "chief negotiator"]);
        let said = self.say(&format!(
            "[person {}] spoke as [title {title}] for [org {}] in session {}.",
            d.own, d.other, d.n
        ));
        let fields = json!({"person": d.own_id, "title": title, "org": d.other_id, "rank": "minister", "status": "current", "hom_class": null});
        self.put(Kind::Role, said, fields, lot);
    }

    fn relation(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let (sort, sign, verb) = *lot.pick(RELATIONS);
        let said = self.say(&format!(
            "[a {}] [type {verb}] [b {}] [date {}] in paper {}.",
            d.own, d.other, d.on, d.n
        ));
        let fields = json!({"a": d.own_id, "b": d.other_id, "type": sort, "sign": sign, "trend": null, "date": d.date});
        self.put(Kind::Relation, said, fields, lot);
    }

    fn commitment(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let sort = *lot.pick(&["promise", "threat", "offer", "warning"]);
        let until = lot.chance(70).then_some(&d.until);
        let by = until.map_or_else(|| "in time".to_owned(), |day| format!("by {day}"));
        let action = format!("settle {} in {} steps", d.topic, d.n);
        let said = self.say(&format!(
            "[speaker {}] [cue vowed] to [addressee {}] to [action {action}] [deadline {by}].",
            d.own, d.other
        ));
        let fields = json!({"type": sort, "speaker": d.own_id, "addressee": [d.other_id], "action": action, "condition": null,
            "deadline_text": by, "deadline": until, "deadline_kind": if until.is_some() { "absolute" } else { "none" },
            "deadline_bounds": {"not_before": null, "soft": until, "hard": until}, "recurrent": false, "status": "open", "status_voice": null});
        self.put(Kind::Commitment, said, fields, lot);
    }

    fn demand(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let ask = format!("publish {} pages on {}", d.n, d.topic);
        let until = lot.chance(40).then_some(&d.until);
        let said = self.say(&format!(
            "[asker {}] [cue called on] [addressee {}] to [ask {ask}].",
            d.own, d.other
        ));
        let fields = json!({"asker": d.own_id, "co_askers": [], "addressee": [d.other_id], "beneficiary": null, "ask": ask,
            "type": "call", "mode": "change", "alternative": false, "deadline": until});
        self.put(Kind::Demand, said, fields, lot);
    }

    fn reaction(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let (stance, verb) = *lot.pick(STANCES);
        let target = format!("the step of {} on {}", d.other, d.topic);
        let said = self.say(&format!(
            "[actor {}] [cue {verb}] [target {target}] in note {}.",
            d.own, d.n
        ));
        let fields = json!({"actor": [d.own_id], "target": target, "target_ref": null, "target_actor": d.other_id, "stance": stance, "date": d.date});
        self.put(Kind::Reaction, said, fields, lot);
    }

    fn impact(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let horizon = lot.chance(60).then_some(&d.until);
        let said = self.say(&format!(
            "[holder {}] [cue expects] [what less trade] for [affected {}] from [cause {}] {}.",
            d.own, d.other, d.topic, d.n
        ));
        let fields = json!({"claim_type": if horizon.is_some() { "forecast" } else { "causal" }, "holder": d.own_id, "cause": d.topic,
            "affected": d.other_id, "direction": "decrease", "what": "less trade", "hedge": null, "estimative": "unhedged",
            "prob_range": null, "horizon": horizon, "condition": null, "number": null});
        self.put(Kind::Impact, said, fields, lot);
    }

    fn voice(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let said = self.say(&format!(
            "{} put {} in so-called order {}.",
            d.own, d.topic, d.n
        ));
        let polarity = *lot.pick(&["pos", "neg"]);
        let fields = json!({"subtype": "loaded", "holder": "author", "target": d.own_id, "polarity": polarity, "label": null});
        self.put(Kind::Voice, said, fields, lot);
    }

    fn statement(&mut self, d: &Draft<'_>, lot: &mut Lot) {
        let content = format!(
            "the work on {} would take {} days and {} more",
            d.topic,
            d.n,
            lot.below(900) + 2
        );
        let said = self.say(&format!(
            "[speaker {}] [cue told] [addressee {}] that [content {content}].",
            d.own, d.other
        ));
        let fields = json!({"speaker": d.own_id, "on_behalf_of": null, "co_speakers": [], "addressee": [d.other_id],
            "channel": "unspecified", "mode": "indirect", "verbatim": false, "illocution": "assertive", "about": null,
            "attitude": "expressed", "depth": 0, "parent": null});
        self.put(Kind::Statement, said, fields, lot);
    }

    /// The text, and its records with those of the actors in front.
    pub(crate) fn finish(mut self) -> (String, Vec<Row>) {
        self.push("This text is invented; nothing in it happened.\n");
        let mut rows = Vec::with_capacity(self.cast.len() + self.rows.len());
        for (at, player) in self.cast.iter().enumerate() {
            let number = at as u32 + 1;
            let canonical = (player.sort == "state").then_some(&player.name);
            let fields = json!({"actor_id": format!("actor-{number:02}"), "name": player.name, "aliases": [player.alias], "type": player.sort,
                "country": player.country, "sector": player.sector, "parent": null, "canonical": canonical,
                "names_by_voice": {"author": [player.name, player.alias]}});
            rows.push(Row {
                kind: Kind::Actor,
                number,
                evidence: self.mentions[at].clone(),
                fields: object(fields),
                spans: Map::new(),
                voices: vec!["author".into()],
                views: Vec::new(),
                factuality: "CT+".into(),
                time: Value::Null,
                refs: Map::new(),
                sentences: vec![0],
                producer: Producer {
                    producer_type: "rule".into(),
                    id: "actors/actors.csv".into(),
                    version: "0.1.0".into(),
                },
                confidence: 0.95,
            });
        }
        rows.append(&mut self.rows);
        (self.text, rows)
    }
}

/// Moves all positions of a record.
pub(crate) fn shift(row: &mut Row, by: u32) {
    for [start, end] in &mut row.evidence {
        *start += by;
        *end += by;
    }
    for spans in row.spans.values_mut().filter_map(Value::as_array_mut) {
        for span in spans.iter_mut().filter_map(Value::as_array_mut) {
            for at in span {
                *at = json!(at.as_u64().unwrap_or(0) + u64::from(by));
            }
        }
    }
}
