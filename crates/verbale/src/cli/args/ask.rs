//! Arguments of questions to a ledger.

use super::{Kind, LedgerArg};
use clap::{Args, Subcommand, ValueEnum};

/// What every question has.
#[derive(Args, Debug)]
pub(crate) struct AskArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// As things stood on this day (2025-07-05, 2025-07 or 2025; its last day counts)
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// As the ledger knew it at this day or moment (UTC)
    #[arg(long, value_name = "DATE")]
    pub(crate) known_at: Option<String>,
    /// Only rows that fit: COLUMN=VALUE, COLUMN!=VALUE, COLUMN>=VALUE, COLUMN<=VALUE or COLUMN~WORDS; may be given several times
    #[arg(long = "where", value_name = "CONDITION")]
    pub(crate) conditions: Vec<String>,
    #[command(flatten)]
    pub(crate) form: Form,
}

/// How an answer is printed; as a table without these.
#[derive(Args, Debug)]
pub(crate) struct Form {
    /// Print a list of objects, with the ids of the records behind each row
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print comma-separated values
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum AskCommand {
    /// Who recognises whom and who is represented where
    #[command(after_help = "Examples:\n  \
        verbale ask recognition --of AFG --as-of 2025-07-04\n  \
        verbale ask recognition --by RUS --steps            every step with its first source\n\
        Recognition and exchange of missions are two axes; they are never made into one number.")]
    Recognition(RecognitionArgs),
    /// Threats, promises, demands and forecasts: due, open, kept, expired
    #[command(after_help = "Examples:\n  \
        verbale ask claims --due-from 2025-07-01 --due-to 2025-07-31\n  \
        verbale ask claims --speaker \"Atta Mohammad Noor\" --status expired\n\
        Without --as-of the board stands as of today.")]
    Claims(ClaimsArgs),
    /// One actor: names and who uses them, posts, deeds, words
    #[command(after_help = "Examples:\n  \
        verbale ask actor \"Amir Khan Muttaqi\"\n  \
        verbale ask actor RUS --kind meeting --as-of 2025-07-03")]
    Actor(ActorArgs),
    /// Alliances and divisions, with their sign and whose word they are
    #[command(after_help = "Example:\n  verbale ask network --actor Taliban --as-of 2021-12-31")]
    Network(NetworkArgs),
    /// Who reacted how to one event, act or actor
    #[command(after_help = "Examples:\n  \
        verbale ask reactions --about \"recognition\" --from 2025-07-03\n  \
        verbale ask reactions --about tie-1f0c2a9b7d3e4f50")]
    Reactions(ReactionsArgs),
    /// Whose voice fills a document, with loaded words and disclaimers
    #[command(after_help = "Example:\n  verbale ask voices article")]
    Voices(VoicesArgs),
    /// Who met whom; the same meeting once
    #[command(after_help = "Example:\n  verbale ask meetings --actor RUS --from 2025-01-01")]
    Meetings(MeetingsArgs),
    /// How often who did what to whom
    #[command(after_help = "Example:\n  \
        verbale ask events --actor RUS --type ASSAULT --bin month\n\
        Events are counted, not mentions: the same type, parties and day told by several documents is one.")]
    Events(EventsArgs),
    /// Did what a claim predicts come about: before and after, with placebo dates
    #[command(after_help = "Examples:\n  \
        verbale ask impact                              all claims that have an indicator\n  \
        verbale ask impact impact-1f0c2a9b7d3e4f50\n\
        A claim is tested only after somebody wrote down how: verbale confirm.")]
    Impact(ImpactArgs),
    /// Words in documents and in the evidence of records
    #[command(
        after_help = "Example:\n  verbale ask search '\"foreign minister\" visit' --kind meeting"
    )]
    Search(SearchArgs),
}

#[derive(Args, Debug)]
pub(crate) struct RecognitionArgs {
    /// The receiving state, as ISO 3166 alpha-3 code or name
    #[arg(long, value_name = "ISO3")]
    pub(crate) of: Option<String>,
    /// The sending state
    #[arg(long, value_name = "ISO3")]
    pub(crate) by: Option<String>,
    /// Every step instead of the level
    #[arg(long)]
    pub(crate) steps: bool,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ClaimsArgs {
    /// Only those of this speaker
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    /// Only this kind: commitment, demand or impact
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Option<Kind>,
    /// Only those with this status: open, due, kept, late, broken, expired, undetermined
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,
    /// Only those whose deadline ends on this day or later
    #[arg(long, value_name = "DATE")]
    pub(crate) due_from: Option<String>,
    /// Only those whose deadline ends by this day
    #[arg(long, value_name = "DATE")]
    pub(crate) due_to: Option<String>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ActorArgs {
    /// A name, or the ISO 3166 alpha-3 code of a state
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// Only this kind of record; may be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct NetworkArgs {
    /// Only the relations of this actor
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Only this type, such as ally, rival or split_from
    #[arg(long, value_name = "TYPE")]
    pub(crate) relation: Option<String>,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ReactionsArgs {
    /// Words of the target, an actor's name, or the id of a record
    #[arg(long, value_name = "WORDS|ID")]
    pub(crate) about: Option<String>,
    /// Not before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Not after this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Who spoke of it before --from and has not reacted since
    #[arg(long, requires_all = ["about", "from"])]
    pub(crate) silent: bool,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct VoicesArgs {
    /// Name or URL of the document
    #[arg(value_name = "DOC")]
    pub(crate) document: String,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct MeetingsArgs {
    /// Only those of this actor
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Not before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Not after this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Only those with this status: held, planned, cancelled, proposed
    #[arg(long, value_name = "STATUS")]
    pub(crate) status: Option<String>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct EventsArgs {
    /// Only those that this actor did
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Only those done to this actor
    #[arg(long, value_name = "NAME")]
    pub(crate) recipient: Option<String>,
    /// Only this type, such as ASSAULT or X-POWER
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) event_type: Option<String>,
    /// Instead of what a voice asserts, what is denied (CT-), possible (PS+), left open (Uu) …
    #[arg(long, value_name = "VALUE", value_parser = ["CT-", "PR+", "PR-", "PS+", "PS-", "CTu", "Uu"])]
    pub(crate) factuality: Option<String>,
    /// Not before this day
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// Not after this day
    #[arg(long, value_name = "DATE")]
    pub(crate) to: Option<String>,
    /// Width of a bin
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = Bin::Month)]
    pub(crate) bin: Bin,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct ImpactArgs {
    /// Id of the claim; all that have an indicator if it is left out
    #[arg(value_name = "ID")]
    pub(crate) claim: Option<String>,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

#[derive(Args, Debug)]
pub(crate) struct SearchArgs {
    /// Words that must all occur; a phrase stands in double quotes
    #[arg(value_name = "WORDS")]
    pub(crate) words: String,
    /// Only records of this kind; may be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) ask: AskArgs,
}

/// How much to print.
#[derive(Args, Debug)]
pub(crate) struct Limit {
    /// Rows at most
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(crate) limit: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Bin {
    Day,
    Week,
    Month,
    Year,
    /// All days in one
    All,
}
