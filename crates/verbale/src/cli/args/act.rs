//! Arguments of what people do to a ledger.

use super::ask::{Form, Limit};
use super::{Kind, LedgerArg};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Who acts, on which ledger.
#[derive(Args, Debug)]
pub(crate) struct By {
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// Your name in the ledger; without it the name you are logged in under
    #[arg(long, value_name = "NAME")]
    pub(crate) reviewer: Option<String>,
    /// Say what would change, and change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ReviewArgs {
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// Your name in the ledger; without it the name you are logged in under
    #[arg(long = "by", value_name = "NAME")]
    pub(crate) reviewer: Option<String>,
    /// Only this kind of record; may be given several times; all but actors and voices if left out
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    /// Records at most
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(crate) limit: usize,
    /// Walk what others judged and you did not, without showing what they said
    #[arg(long)]
    pub(crate) second: bool,
    /// Print the queue with its reasons instead of walking it
    #[arg(long)]
    pub(crate) list: bool,
    /// Take judgements from a CSV file with the columns id, verdict, field, value, by; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with = "list")]
    pub(crate) from: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Args, Debug)]
pub(crate) struct MergeArgs {
    /// The actor or record that stays: a name, the number of an actor, or the id of a record
    #[arg(value_name = "A")]
    pub(crate) into: String,
    /// The one that is the same
    #[arg(value_name = "B")]
    pub(crate) other: String,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Args, Debug)]
pub(crate) struct SplitArgs {
    /// A name, the number of an actor, or the id of a record
    #[arg(value_name = "A")]
    pub(crate) of: String,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Args, Debug)]
pub(crate) struct WithdrawArgs {
    /// Name or URL of the document
    #[arg(value_name = "DOC")]
    pub(crate) document: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false, args = ["actor", "record"])]
pub(crate) struct RemoveArgs {
    /// Every record that this actor is party to, and its name: a name, or the number of an actor
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// One record
    #[arg(long, value_name = "ID")]
    pub(crate) record: Option<String>,
    /// Really do it: what is removed is gone
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Args, Debug)]
pub(crate) struct UndoArgs {
    /// Number of the entry, as `verbale show` and `verbale ledger changes` print it
    #[arg(value_name = "ENTRY")]
    pub(crate) entry: i64,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Args, Debug)]
pub(crate) struct ResolveArgs {
    /// Id of the claim
    #[arg(value_name = "ID")]
    pub(crate) claim: String,
    /// What came of it; without it the records that may settle the claim are listed
    #[arg(long, value_enum, value_name = "OUTCOME")]
    pub(crate) outcome: Option<Outcome>,
    /// Id of a record that shows it; may be given several times
    #[arg(long = "by", value_name = "ID", requires = "outcome")]
    pub(crate) evidence: Vec<String>,
    #[command(flatten)]
    pub(crate) limit: Limit,
    #[command(flatten)]
    pub(crate) form: Form,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Outcome {
    Kept,
    Late,
    Broken,
    Undetermined,
}

#[derive(Args, Debug)]
pub(crate) struct ConfirmArgs {
    /// Id of the claim
    #[arg(value_name = "ID")]
    pub(crate) claim: String,
    /// Type of event that is counted, such as SUPPORT; may be given several times; all if left out
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<String>,
    /// Only events that this actor did
    #[arg(long, value_name = "NAME")]
    pub(crate) actor: Option<String>,
    /// Only events done to this actor
    #[arg(long, value_name = "NAME")]
    pub(crate) recipient: Option<String>,
    /// Only documents of this outlet; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Vec<String>,
    /// Day from which the change is expected
    #[arg(long, value_name = "DATE")]
    pub(crate) at: String,
    /// Width of a bin: week or month
    #[arg(long, value_enum, value_name = "UNIT", default_value_t = TestBin::Month)]
    pub(crate) bin: TestBin,
    /// Bins on each side of the day
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) window: usize,
    /// What the claim says of the counts
    #[arg(long, value_enum, value_name = "CHANGE")]
    pub(crate) expect: Expected,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum TestBin {
    Week,
    Month,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Expected {
    Increase,
    Decrease,
}

#[derive(Args, Debug)]
pub(crate) struct JudgeArgs {
    /// Id of the record
    #[arg(value_name = "ID")]
    pub(crate) record: String,
    /// The judgement
    #[arg(value_enum, value_name = "JUDGEMENT")]
    pub(crate) judgement: JudgementArg,
    /// The field to change
    #[arg(long, value_name = "FIELD", required_if_eq("judgement", "edit"))]
    pub(crate) field: Option<String>,
    /// Its value: text, or JSON such as null or ["actor-03"]
    #[arg(long, value_name = "VALUE", required_if_eq("judgement", "edit"))]
    pub(crate) to: Option<String>,
    #[command(flatten)]
    pub(crate) who: By,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum JudgementArg {
    Accept,
    Reject,
    Edit,
}
