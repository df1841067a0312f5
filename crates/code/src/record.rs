//! Records: one envelope, and a body for each kind.
//!
//! Kinds, fields and values are those of the domain model (`docs/records.md`). Actors stand in lists and are
//! referred to by their place in [`crate::Coded::records`] order, see [`ActorRef`].

use crate::time::Timex;
use verbale_text::{SentIdx, Span};

/// Place of an actor in the actors of one document.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ActorIdx(pub u32);

/// Who acts or speaks: an actor of the document, its writer, or the outlet.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ActorRef {
    /// An actor that the text names.
    Actor(ActorIdx),
    /// The writer of the document.
    Author,
    /// The outlet that published it.
    Outlet,
}

/// FactBank value: what a source commits to. `minus` means that the event did not or will not happen.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(
    missing_docs,
    reason = "the names are FactBank's; `docs/records.md` lists them"
)]
pub enum Factuality {
    CertainPlus,
    ProbablePlus,
    PossiblePlus,
    CertainMinus,
    ProbableMinus,
    PossibleMinus,
    CertainUnknown,
    Uncommitted,
}

impl Factuality {
    /// Whether the source says that it happened.
    pub(crate) const fn is_certain_plus(self) -> bool {
        matches!(self, Self::CertainPlus)
    }

    /// FactBank's spelling: `CT+`, `Uu` …
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CertainPlus => "CT+",
            Self::ProbablePlus => "PR+",
            Self::PossiblePlus => "PS+",
            Self::CertainMinus => "CT-",
            Self::ProbableMinus => "PR-",
            Self::PossibleMinus => "PS-",
            Self::CertainUnknown => "CTu",
            Self::Uncommitted => "Uu",
        }
    }
}

/// The words that fill one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldSpans {
    /// Name of the field.
    pub field: &'static str,
    /// Where the words stand, in text order.
    pub spans: Vec<Span>,
}

/// What produced a record: a line of a codebook page, or a named rule of the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Producer {
    /// `plover/ACCUSE.md:12`, or `rule:` and a name.
    pub id: String,
}

/// One reading of one passage.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// What is said to hold.
    pub body: Body,
    /// The characters that prove it.
    pub evidence: Vec<Span>,
    /// Field by field, the words that fill it.
    pub spans: Vec<FieldSpans>,
    /// Who asserts it, outermost voice first. Never empty.
    pub voice_chain: Vec<ActorRef>,
    /// How far the innermost voice commits to it.
    pub factuality: Factuality,
    /// When it held or happened, if the text says so.
    pub time: Option<Timex>,
    /// References to other records of the document, by their index in [`crate::Coded::records`].
    pub refs: Vec<(&'static str, Vec<usize>)>,
    /// The sentences of the evidence.
    pub sentences: Vec<SentIdx>,
    /// What produced it.
    pub producer: Producer,
    /// From 0 to 1: the share of records of this kind and producer that is expected to be right.
    pub confidence: f32,
}

impl Record {
    /// Who asserts the record: the innermost voice.
    pub fn voice(&self) -> ActorRef {
        *self.voice_chain.last().expect("a record has a voice")
    }
}

/// The fields of a record, kind by kind.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// An entity that acts or speaks in public.
    Actor(Actor),
    /// Who holds what post.
    Role(Role),
    /// A step in relations between two governments.
    Tie(Tie),
    /// People of several sides talk to each other.
    Meeting(Meeting),
    /// A PLOVER event.
    Event(Event),
    /// Attributed words.
    Statement(Statement),
}

impl Body {
    /// The kind as the records spell it: `actor`, `role` …
    pub const fn kind(&self) -> &'static str {
        match self {
            Body::Actor(_) => "actor",
            Body::Role(_) => "role",
            Body::Tie(_) => "tie",
            Body::Meeting(_) => "meeting",
            Body::Event(_) => "event",
            Body::Statement(_) => "statement",
        }
    }
}

/// `actor`: an entity that acts or speaks in public. Evidence: all its named mentions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Actor {
    /// The fullest name in the text.
    pub name: String,
    /// Its other names in the text.
    pub aliases: Vec<String>,
    /// `person organisation government state group population`; empty if unknown.
    pub actor_type: String,
    /// ISO 3166 alpha-3, or PLOVER's `UNO EUR IGO NGO` …
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// The body that it belongs to.
    pub parent: Option<ActorIdx>,
    /// Its neutral display name in the actor base, if the base knows it.
    pub canonical: Option<String>,
    /// Names by who uses them.
    pub names_by_voice: Vec<(ActorRef, String)>,
}

/// `role`: who holds what post.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// The holder.
    pub person: ActorIdx,
    /// The post in lower case, without modifiers.
    pub title: String,
    /// The body.
    pub org: Option<ActorIdx>,
    /// `head deputy minister head_of_mission …`; `None` if the title list does not say.
    pub rank: Option<String>,
    /// `current acting former designate unknown`.
    pub status: &'static str,
    /// Class of a head of mission (Vienna Convention, art. 14).
    pub hom_class: Option<String>,
}

/// `tie`: a step in relations between two governments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tie {
    /// Who takes the step.
    pub sender: ActorIdx,
    /// Towards whom.
    pub receiver: ActorIdx,
    /// `contact exchange recognition`.
    pub axis: String,
    /// Level on that axis.
    pub value: String,
    /// `begin establish upgrade …`.
    pub change: Option<String>,
    /// When, as TIMEX3 value.
    pub date: Option<String>,
    /// Who conveyed it.
    pub conveyed_by: Option<ActorIdx>,
    /// To whom it was conveyed.
    pub conveyed_to: Option<ActorIdx>,
    /// The representative that is named.
    pub representative: Option<ActorIdx>,
    /// Class of that representative.
    pub hom_class: Option<String>,
    /// `state government belligerent territory`, for recognition.
    pub object: Option<String>,
}

/// `meeting`: people of several sides talk to each other.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meeting {
    /// Name of a conference.
    pub name: Option<String>,
    /// Name of the series that it belongs to.
    pub series: Option<String>,
    /// Who took part.
    pub participants: Vec<ActorIdx>,
    /// Who received the others.
    pub host: Option<ActorIdx>,
    /// Where, in the text's words.
    pub place: Option<String>,
    /// ISO 3166 alpha-3 of the place.
    pub country: Option<String>,
    /// When, as TIMEX3 value.
    pub date: Option<String>,
    /// `bilateral multilateral conference unspecified`.
    pub format: &'static str,
    /// `in_person phone online unspecified`.
    pub channel: &'static str,
    /// `held planned cancelled proposed`.
    pub status: &'static str,
    /// `agreement announcement no_agreement unknown`.
    pub outcome: &'static str,
    /// The outcome in the text's words.
    pub outcome_text: Option<String>,
}

/// `event`: a PLOVER event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// PLOVER type, or `X-POWER`, `X-APPOINT`, `OTHER`.
    pub event_type: String,
    /// Who did it.
    pub actor: Vec<ActorIdx>,
    /// To whom.
    pub recipient: Vec<ActorIdx>,
    /// PLOVER modes.
    pub mode: Vec<String>,
    /// PLOVER contexts and auxiliary values (`historical future hypothetical negation`).
    pub context: Vec<String>,
    /// When, as TIMEX3 value.
    pub date: Option<String>,
    /// Where, in the text's words.
    pub place: Option<String>,
    /// Whether it only repeats a tie or meeting that [`Record::refs`] names.
    pub mirror: bool,
}

impl Event {
    /// Whether it belongs to the events that PLOVER delivers: told as happened or happening, with no auxiliary value.
    /// Promises, demands, refusals and threats are events of their own types and do belong.
    pub fn is_delivered(&self) -> bool {
        let auxiliary = |c: &String| matches!(c.as_str(), "future" | "hypothetical" | "negation");
        !self.context.iter().any(auxiliary)
    }
}

/// `statement`: attributed words (source, cue, content).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    /// Who speaks; `None` where the text names nobody.
    pub speaker: Option<ActorRef>,
    /// For whom.
    pub on_behalf_of: Option<ActorIdx>,
    /// Who speaks along.
    pub co_speakers: Vec<ActorIdx>,
    /// To whom.
    pub addressee: Vec<ActorIdx>,
    /// `x facebook social_media statement speech …`.
    pub channel: String,
    /// `direct indirect mixed reported_act`.
    pub mode: &'static str,
    /// Whether the words are the speaker's own.
    pub verbatim: bool,
    /// `assertive commissive directive expressive declarative`.
    pub illocution: Option<String>,
    /// `expressed belief intention desire perception decree evidence`.
    pub attitude: String,
    /// How many other statements it lies inside.
    pub depth: u32,
    /// The statement that it lies inside, by its index in [`crate::Coded::records`].
    pub parent: Option<usize>,
}

/// Calls `visit` with every actor that a record speaks of.
pub fn visit_actors(record: &Record, visit: &mut dyn FnMut(ActorIdx)) {
    for voice in &record.voice_chain {
        visit_reference(*voice, visit);
    }
    match &record.body {
        Body::Actor(actor) => {
            actor.parent.into_iter().for_each(&mut *visit);
            actor
                .names_by_voice
                .iter()
                .for_each(|(user, _)| visit_reference(*user, visit));
        }
        Body::Role(role) => [Some(role.person), role.org]
            .into_iter()
            .flatten()
            .for_each(visit),
        Body::Tie(tie) => {
            let named = [
                Some(tie.sender),
                Some(tie.receiver),
                tie.conveyed_by,
                tie.conveyed_to,
                tie.representative,
            ];
            named.into_iter().flatten().for_each(visit);
        }
        Body::Meeting(meeting) => meeting
            .participants
            .iter()
            .copied()
            .chain(meeting.host)
            .for_each(visit),
        Body::Event(event) => event
            .actor
            .iter()
            .chain(&event.recipient)
            .copied()
            .for_each(visit),
        Body::Statement(statement) => {
            statement
                .speaker
                .into_iter()
                .for_each(|s| visit_reference(s, visit));
            let others = statement
                .co_speakers
                .iter()
                .chain(&statement.addressee)
                .copied();
            others.chain(statement.on_behalf_of).for_each(visit);
        }
    }
}

fn visit_reference(reference: ActorRef, visit: &mut dyn FnMut(ActorIdx)) {
    if let ActorRef::Actor(actor) = reference {
        visit(actor);
    }
}

/// Gives every actor of a record another number; an actor without one is taken out of lists and optional fields.
pub(crate) fn map_actors(record: &mut Record, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>) {
    let mut reference = |r: ActorRef| match r {
        ActorRef::Actor(a) => map(a).map(ActorRef::Actor),
        other => Some(other),
    };
    record.voice_chain = record
        .voice_chain
        .iter()
        .filter_map(|r| reference(*r))
        .collect();
    let keep = |list: &mut Vec<ActorIdx>, map: &mut dyn FnMut(ActorIdx) -> Option<ActorIdx>| {
        *list = list.iter().filter_map(|a| map(*a)).collect();
    };
    match &mut record.body {
        Body::Actor(actor) => {
            actor.parent = actor.parent.and_then(&mut *map);
            for (user, _) in &mut actor.names_by_voice {
                if let ActorRef::Actor(a) = user {
                    *user = map(*a).map_or(ActorRef::Author, ActorRef::Actor);
                }
            }
        }
        Body::Role(role) => {
            role.person = map(role.person).unwrap_or(role.person);
            role.org = role.org.and_then(&mut *map);
        }
        Body::Tie(tie) => {
            tie.sender = map(tie.sender).unwrap_or(tie.sender);
            tie.receiver = map(tie.receiver).unwrap_or(tie.receiver);
            for field in [
                &mut tie.conveyed_by,
                &mut tie.conveyed_to,
                &mut tie.representative,
            ] {
                *field = field.and_then(&mut *map);
            }
        }
        Body::Meeting(meeting) => {
            keep(&mut meeting.participants, map);
            meeting.host = meeting.host.and_then(&mut *map);
        }
        Body::Event(event) => {
            keep(&mut event.actor, map);
            keep(&mut event.recipient, map);
        }
        Body::Statement(statement) => {
            if let Some(ActorRef::Actor(a)) = statement.speaker {
                statement.speaker = map(a).map(ActorRef::Actor);
            }
            statement.on_behalf_of = statement.on_behalf_of.and_then(&mut *map);
            keep(&mut statement.co_speakers, map);
            keep(&mut statement.addressee, map);
        }
    }
}
