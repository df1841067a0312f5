//! The fields of records, kind by kind.

use super::{ActorIdx, ActorRef};

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
    /// How two groups stand to each other.
    Relation(Relation),
    /// The speaker binds itself, or warns.
    Commitment(Commitment),
    /// Somebody wants somebody to act.
    Demand(Demand),
    /// A stance towards what happened.
    Reaction(Reaction),
    /// What leads, or will lead, to what.
    Impact(Impact),
    /// Who is speaking, and how.
    Voice(Voice),
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
            Body::Relation(_) => "relation",
            Body::Commitment(_) => "commitment",
            Body::Demand(_) => "demand",
            Body::Reaction(_) => "reaction",
            Body::Impact(_) => "impact",
            Body::Voice(_) => "voice",
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

/// `relation`: how two groups stand to each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Relation {
    /// The first group; of a directed relation the one who acts.
    pub a: ActorIdx,
    /// The second; the same as the first for a division within.
    pub b: ActorIdx,
    /// `member_of part_of ally coalition rival opposes split_from internal_division supports patron_of tolerates ties`.
    pub relation_type: String,
    /// -1, 0 or 1.
    pub sign: i8,
    /// `increase decrease`.
    pub trend: Option<String>,
    /// When, as TIMEX3 value.
    pub date: Option<String>,
}

/// `commitment`: the speaker binds itself, or warns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Commitment {
    /// `threat promise offer warning`.
    pub commitment_type: String,
    /// Who binds itself.
    pub speaker: ActorRef,
    /// Towards whom.
    pub addressee: Vec<ActorIdx>,
    /// What the speaker will do, in the text's words.
    pub action: Option<String>,
    /// Under what condition, in the text's words.
    pub condition: Option<String>,
    /// By when, in the text's words.
    pub deadline_text: Option<String>,
    /// By when, as TIMEX3 value.
    pub deadline: Option<String>,
    /// `absolute relative fuzzy conditional none`.
    pub deadline_kind: &'static str,
    /// Not before, soft and hard end as ISO days, by the defaults of `time.toml`.
    pub deadline_bounds: [Option<String>; 3],
    /// Whether it is said again and again.
    pub recurrent: bool,
    /// `open kept broken expired undetermined`, as the text says.
    pub status: &'static str,
    /// Who says that it was kept or broken.
    pub status_voice: Option<ActorRef>,
}

/// `demand`: somebody wants somebody to act.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Demand {
    /// Who asks.
    pub asker: ActorRef,
    /// Who asks along.
    pub co_askers: Vec<ActorIdx>,
    /// Who should act.
    pub addressee: Vec<ActorIdx>,
    /// For whom.
    pub beneficiary: Option<ActorIdx>,
    /// What is asked, in the text's words.
    pub ask: Option<String>,
    /// `demand call appeal ultimatum condition advice`.
    pub demand_type: String,
    /// PLOVER's modes of REQUEST: `assist change yield meet`.
    pub mode: Option<String>,
    /// Whether the addressee may choose between two.
    pub alternative: bool,
    /// By when, as TIMEX3 value.
    pub deadline: Option<String>,
}

/// `reaction`: a stance towards what happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reaction {
    /// Who reacts.
    pub actor: Vec<ActorIdx>,
    /// To what, in the text's words.
    pub target: Option<String>,
    /// Whose act it is.
    pub target_actor: Option<ActorIdx>,
    /// `welcome support neutral concern regret warn unspecified_negative reject condemn deny`.
    pub stance: String,
    /// When, as TIMEX3 value.
    pub date: Option<String>,
}

/// `impact`: what leads, or will lead, to what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Impact {
    /// `forecast causal trend`.
    pub claim_type: String,
    /// Whose claim it is.
    pub holder: ActorRef,
    /// What brings it about, in the text's words.
    pub cause: Option<String>,
    /// Who gains or loses.
    pub affected: Option<ActorIdx>,
    /// `increase decrease begin end none`.
    pub direction: String,
    /// What changes, in the text's words.
    pub what: Option<String>,
    /// The words that weaken the claim.
    pub hedge: Option<String>,
    /// Class of these words: `certain almost_certain probable even unlikely almost_certainly_not possible unhedged`.
    pub estimative: String,
    /// Kent's range of the class, in hundredths.
    pub prob_range: Option<[u8; 2]>,
    /// By when, as TIMEX3 value.
    pub horizon: Option<String>,
    /// Under what condition, in the text's words.
    pub condition: Option<String>,
    /// The number that the article gives to the prediction.
    pub number: Option<u32>,
}

/// `voice`: who is speaking, and how.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Voice {
    /// `genre disclaimer editor_note loaded`.
    pub subtype: &'static str,
    /// Whose words they are.
    pub holder: ActorRef,
    /// Whom they are about.
    pub target: Option<ActorIdx>,
    /// `pos neg`.
    pub polarity: Option<&'static str>,
    /// Genre, kind of disclaimer, or `scare_quote`.
    pub label: Option<String>,
}
