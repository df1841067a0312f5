//! What each kind of record shows in its row.

use crate::cli::ink::{Ink, Line};
use verbale::wire::Listing;
use verbale_code::ActorIdx;
use verbale_code::record::{
    Actor, ActorRef, Body, Commitment, Demand, Event, Factuality, Impact, Meeting, Reaction,
    Record, Relation, Role, Statement, Tie, Voice,
};

/// The cells of one record.
pub(super) struct Row {
    pub(super) who: Line,
    pub(super) what: Line,
    pub(super) when: String,
    pub(super) voice: Line,
    /// A line of its own under the row.
    pub(super) more: Line,
}

/// Whether a field holds somebody.
pub(super) fn is_party(field: &str) -> bool {
    matches!(
        field,
        "actor"
            | "recipient"
            | "speaker"
            | "source"
            | "addressee"
            | "sender"
            | "receiver"
            | "participants"
            | "host"
            | "person"
            | "org"
            | "conveyed_by"
            | "conveyed_to"
            | "representative"
            | "on_behalf_of"
            | "co_speakers"
            | "a"
            | "b"
            | "asker"
            | "co_askers"
            | "beneficiary"
            | "target_actor"
            | "affected"
            | "holder"
    )
}

impl Row {
    pub(super) fn of(listing: &Listing<'_>, record: &Record) -> Self {
        let names = Names(listing);
        let mut row = Self {
            who: Line::default(),
            what: Line::default(),
            when: record
                .time
                .as_ref()
                .map(|t| shown(&t.value))
                .unwrap_or_default(),
            voice: names.chain(&record.voice_chain),
            more: Line::default(),
        };
        match &record.body {
            Body::Actor(body) => row.actor(body, record),
            Body::Role(body) => row.role(&names, body),
            Body::Tie(body) => row.tie(&names, body),
            Body::Meeting(body) => row.meeting(&names, body),
            Body::Event(body) => row.event(&names, body, record),
            Body::Statement(body) => row.statement(&names, body, record),
            Body::Relation(body) => row.relation(&names, body),
            Body::Commitment(body) => row.commitment(&names, body),
            Body::Demand(body) => row.demand(&names, body),
            Body::Reaction(body) => row.reaction(&names, body),
            Body::Impact(body) => row.impact(&names, body),
            Body::Voice(body) => row.loaded(&names, body),
        }
        if let Some(word) = hedge(record.factuality) {
            row.what
                .push(if row.what.is_empty() { "" } else { ", " }, Ink::Plain);
            row.what.push(word, Ink::Alert);
        }
        row
    }

    fn actor(&mut self, body: &Actor, record: &Record) {
        self.who.push(&body.name, Ink::Party);
        let known = [
            Some(body.actor_type.as_str()),
            body.country.as_deref(),
            body.sector.as_deref(),
        ];
        let known: Vec<&str> = known
            .into_iter()
            .flatten()
            .filter(|k| !k.is_empty())
            .collect();
        self.what.push(&known.join(" "), Ink::Plain);
        self.when.clear();
        let n = record.evidence.len();
        self.voice = Line::new(
            &format!("{n} mention{}", if n == 1 { "" } else { "s" }),
            Ink::Quiet,
        );
        if !body.aliases.is_empty() {
            self.more = Line::new(&format!("also {}", body.aliases.join(", ")), Ink::Quiet);
        }
    }

    fn role(&mut self, names: &Names<'_>, body: &Role) {
        self.who = names.list(&[body.person]);
        if !matches!(body.status, "" | "current" | "unknown") {
            self.what.push(&format!("{} ", body.status), Ink::Plain);
        }
        self.what.push(&body.title, Ink::Plain);
        if let Some(org) = body.org {
            self.what.push(" of ", Ink::Quiet);
            self.what.push(names.one(org), Ink::Plain);
        }
    }

    fn tie(&mut self, names: &Names<'_>, body: &Tie) {
        self.who = names.arrow(&[body.sender], &[body.receiver]);
        self.what.push(
            &format!("{} {}", plain(&body.axis), plain(&body.value)),
            Ink::Plain,
        );
        if let Some(change) = &body.change {
            self.what.push(&format!(" ({change})"), Ink::Quiet);
        }
        self.date(body.date.as_deref());
        for (word, actor) in [
            ("conveyed by ", body.conveyed_by),
            ("to ", body.conveyed_to),
            ("represented by ", body.representative),
        ] {
            if let Some(actor) = actor {
                self.more
                    .push(if self.more.is_empty() { "" } else { " " }, Ink::Quiet);
                self.more.push(word, Ink::Quiet);
                self.more.push(names.one(actor), Ink::Plain);
            }
        }
    }

    fn meeting(&mut self, names: &Names<'_>, body: &Meeting) {
        self.who = names.list(&body.participants);
        for name in [&body.name, &body.series].into_iter().flatten().take(1) {
            self.who
                .push(if self.who.is_empty() { "" } else { ": " }, Ink::Quiet);
            self.who.push(name, Ink::Plain);
        }
        let known = [body.status, body.format, body.channel].map(plain);
        let known: Vec<String> = known
            .into_iter()
            .filter(|k| !matches!(k.as_str(), "" | "unspecified" | "unknown"))
            .collect();
        self.what.push(&known.join(", "), Ink::Plain);
        self.date(body.date.as_deref());
        if let Some(place) = &body.place {
            self.what.push(" in ", Ink::Quiet);
            self.what.push(place, Ink::Plain);
        }
        if let Some(outcome) = &body.outcome_text {
            self.more = Line::new(outcome, Ink::Quiet);
        }
    }

    fn event(&mut self, names: &Names<'_>, body: &Event, record: &Record) {
        self.who = names.arrow(&body.actor, &body.recipient);
        self.what.push(&body.event_type, Ink::Plain);
        if !body.mode.is_empty() {
            self.what
                .push(&format!(" {}", body.mode.join(", ")), Ink::Plain);
        }
        if !body.context.is_empty() {
            self.what
                .push(&format!(" ({})", body.context.join(", ")), Ink::Quiet);
        }
        let source = record.refs.first().filter(|_| body.mirror);
        if let Some(source) = source.and_then(|(_, targets)| names.0.id(*targets.first()?)) {
            self.what.push(&format!(", from {source}"), Ink::Quiet);
        }
        self.date(body.date.as_deref());
        if let Some(place) = &body.place {
            self.what.push(" in ", Ink::Quiet);
            self.what.push(place, Ink::Plain);
        }
    }

    fn statement(&mut self, names: &Names<'_>, body: &Statement, record: &Record) {
        let mut speakers: Vec<&str> = body.speaker.map(|s| names.voice(s)).into_iter().collect();
        speakers.extend(body.co_speakers.iter().map(|&s| names.one(s)));
        if speakers.is_empty() {
            let words = record.spans.iter().find(|f| f.field == "speaker");
            let words = words.and_then(|f| f.spans.first());
            let text = names.0.document().text();
            self.who
                .push(words.map_or("not named", |w| w.of(text)), Ink::Quiet);
        }
        self.who.push(&speakers.join(", "), Ink::Party);
        if !body.addressee.is_empty() {
            self.who.push(" to ", Ink::Quiet);
            self.who.push(&names.text(&body.addressee), Ink::Party);
        }
        let attitude = if body.attitude == "expressed" {
            ""
        } else {
            body.attitude.as_str()
        };
        let channel = match body.channel.as_str() {
            "unspecified" | "none" => "",
            "x" => "on X",
            other => other,
        };
        let known = [attitude.into(), plain(body.mode), plain(channel)];
        let known: Vec<String> = known
            .into_iter()
            .filter(|k: &String| !k.is_empty())
            .collect();
        self.what.push(&known.join(", "), Ink::Plain);
    }

    fn relation(&mut self, names: &Names<'_>, body: &Relation) {
        let other: &[ActorIdx] = if body.a == body.b { &[] } else { &[body.b] };
        self.who = names.arrow(&[body.a], other);
        self.what.push(&plain(&body.relation_type), Ink::Plain);
        if let Some(trend) = &body.trend {
            self.what.push(&format!(" ({trend})"), Ink::Quiet);
        }
        self.date(body.date.as_deref());
    }

    fn commitment(&mut self, names: &Names<'_>, body: &Commitment) {
        self.who = names.addressed(body.speaker, &body.addressee);
        self.what.push(&body.commitment_type, Ink::Plain);
        self.what.push(&format!(", {}", body.status), Ink::Quiet);
        if let Some(voice) = body.status_voice {
            self.what
                .push(&format!(", says {}", names.voice(voice)), Ink::Quiet);
        }
        self.date(body.deadline.as_deref());
        let parts = [
            (": ", body.action.as_deref()),
            (" if: ", body.condition.as_deref()),
            (" by: ", body.deadline_text.as_deref()),
        ];
        self.parts(&parts);
    }

    fn demand(&mut self, names: &Names<'_>, body: &Demand) {
        self.who = names.addressed(body.asker, &body.addressee);
        self.what.push(&body.demand_type, Ink::Plain);
        if let Some(mode) = &body.mode {
            self.what.push(&format!(" ({mode})"), Ink::Quiet);
        }
        self.date(body.deadline.as_deref());
        self.parts(&[(": ", body.ask.as_deref())]);
    }

    fn reaction(&mut self, names: &Names<'_>, body: &Reaction) {
        self.who = names.list(&body.actor);
        self.what.push(&plain(&body.stance), Ink::Plain);
        self.date(body.date.as_deref());
        self.parts(&[(" to: ", body.target.as_deref())]);
    }

    fn impact(&mut self, names: &Names<'_>, body: &Impact) {
        if let Some(affected) = body.affected {
            self.who = names.list(&[affected]);
        }
        let number = body.number.map(|n| format!("{n}. ")).unwrap_or_default();
        let what = format!("{number}{}, {}", body.claim_type, body.direction);
        self.what.push(&what, Ink::Plain);
        if body.estimative != "unhedged" {
            self.what
                .push(&format!(" ({})", plain(&body.estimative)), Ink::Quiet);
        }
        self.voice = Line::new(names.voice(body.holder), Ink::Plain);
        self.date(body.horizon.as_deref());
        let parts = [
            (" cause: ", body.cause.as_deref()),
            (" what: ", body.what.as_deref()),
            (" if: ", body.condition.as_deref()),
        ];
        self.parts(&parts);
    }

    fn loaded(&mut self, names: &Names<'_>, body: &Voice) {
        self.who = Line::new(names.voice(body.holder), Ink::Party);
        if let Some(target) = body.target {
            self.who.push(" on ", Ink::Quiet);
            self.who.push(names.one(target), Ink::Party);
        }
        let known = [Some(body.subtype), body.polarity, body.label.as_deref()];
        let known: Vec<String> = known.into_iter().flatten().map(plain).collect();
        self.what.push(&known.join(", "), Ink::Plain);
    }

    /// The text's words for fields without a column, each after its name.
    fn parts(&mut self, parts: &[(&str, Option<&str>)]) {
        for (name, words) in parts {
            let Some(words) = words else { continue };
            let name = if self.more.is_empty() {
                name.trim_start_matches([':', ' '])
            } else {
                name
            };
            self.more.push(name, Ink::Quiet);
            self.more.push(words, Ink::Plain);
        }
    }

    fn date(&mut self, date: Option<&str>) {
        if let Some(date) = date {
            self.when = shown(date);
        }
    }
}

/// A date as people read it: no time of day, blanks around the bar of an interval. Lengths of time and
/// "once" or "now" have no place in a column of dates.
fn shown(value: &str) -> String {
    let day = |date: &str| date.split('T').next().unwrap_or("").to_owned();
    let is_date = |c: char| c.is_ascii_digit() || c == 'X' || c == '.';
    let days: Vec<String> = value.split('/').map(day).collect();
    let says_something = days
        .iter()
        .any(|d| d.contains(|c: char| c.is_ascii_digit()));
    if value.starts_with(is_date) && says_something {
        days.join("/ ")
    } else {
        String::new()
    }
}

/// Values are spelled for programs; people read blanks.
fn plain(value: &str) -> String {
    value.replace('_', " ")
}

/// What the voice does not hold for certain.
fn hedge(factuality: Factuality) -> Option<&'static str> {
    match factuality {
        Factuality::CertainPlus => None,
        Factuality::ProbablePlus => Some("probable"),
        Factuality::PossiblePlus => Some("possible"),
        Factuality::CertainMinus => Some("denied"),
        Factuality::ProbableMinus => Some("improbable"),
        Factuality::PossibleMinus => Some("possibly not"),
        Factuality::CertainUnknown => Some("not said whether"),
        Factuality::Uncommitted => Some("uncommitted"),
    }
}

/// How a voice is called.
pub(super) fn voice<'a>(listing: &'a Listing<'_>, voice: ActorRef) -> &'a str {
    match voice {
        ActorRef::Actor(actor) => listing.actor(actor).map_or("?", |a| a.name.as_str()),
        ActorRef::Author => "author",
        ActorRef::Outlet => "outlet",
    }
}

struct Names<'a>(&'a Listing<'a>);

impl Names<'_> {
    fn one(&self, actor: ActorIdx) -> &str {
        self.0.actor(actor).map_or("?", |a| a.name.as_str())
    }

    fn voice(&self, voice: ActorRef) -> &str {
        self::voice(self.0, voice)
    }

    fn text(&self, actors: &[ActorIdx]) -> String {
        let names: Vec<&str> = actors.iter().map(|&a| self.one(a)).collect();
        names.join(", ")
    }

    fn list(&self, actors: &[ActorIdx]) -> Line {
        Line::new(&self.text(actors), Ink::Party)
    }

    fn arrow(&self, from: &[ActorIdx], to: &[ActorIdx]) -> Line {
        let mut line = self.list(from);
        if !to.is_empty() {
            line.push(" → ", Ink::Quiet);
            line.push(&self.text(to), Ink::Party);
        }
        line
    }

    fn addressed(&self, speaker: ActorRef, to: &[ActorIdx]) -> Line {
        let mut line = Line::new(self.voice(speaker), Ink::Party);
        if !to.is_empty() {
            line.push(" to ", Ink::Quiet);
            line.push(&self.text(to), Ink::Party);
        }
        line
    }

    /// The author is everybody's outermost voice; it is shown only where it is the only one.
    fn chain(&self, chain: &[ActorRef]) -> Line {
        let inner: Vec<&str> = chain
            .iter()
            .filter(|v| **v != ActorRef::Author)
            .map(|&v| self.voice(v))
            .collect();
        if inner.is_empty() {
            Line::new("author", Ink::Quiet)
        } else {
            Line::new(&inner.join(" › "), Ink::Plain)
        }
    }
}
