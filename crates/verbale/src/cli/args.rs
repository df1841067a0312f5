//! Arguments as typed; what they mean is decided by the commands.

pub(crate) mod act;

pub(crate) mod ask;

mod export;

mod serve;

pub(crate) use export::{ExportArgs, ImportArgs};
pub(crate) use serve::{RoleArg, ServeArgs, ServeCommand, TokenCommand, UserCommand};

use act::{
    ConfirmArgs, JudgeArgs, MergeArgs, RemoveArgs, ResolveArgs, ReviewArgs, SplitArgs, UndoArgs,
    WithdrawArgs,
};
use ask::{AskArgs, AskCommand, Limit};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Reads political text and writes down who did what to whom, who said so, and when,
/// each record with the words that prove it.
#[derive(Parser, Debug)]
#[command(
    name = "verbale",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 done, 1 nothing found, 2 wrong usage or failed, 3 partly done.\n\
                  `verbale COMMAND --help` shows examples."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// When to use colour; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Read texts and print their records, with the proving words beside each
    #[command(after_help = "Examples:\n  \
        verbale read article.txt --date 2025-07-05      a table for people\n  \
        verbale read *.txt --jsonl > records.jsonl      one record a line, for programs\n  \
        verbale read dump.jsonl --kind statement        only the statements\n  \
        pdftotext note.pdf - | verbale read -           from another program\n  \
        verbale read article.txt --explain              what matched, and why nothing did")]
    Read(ReadArgs),
    /// Split, tag and parse texts, and print CoNLL-U
    #[command(after_help = "Examples:\n  \
        verbale parse article.txt > article.conllu\n  \
        verbale parse --input conllu words.conllu       parse words that are already split\n  \
        verbale parse --model german.vmodel text.txt    with a model that you trained\n  \
        verbale read article.conllu                     read records from such trees")]
    Parse(ParseArgs),
    /// Read texts and keep them with their records in a ledger
    #[command(after_help = "Examples:\n  \
        verbale add article.txt --date 2025-07-05           into verbale.db\n  \
        verbale add dump.jsonl --ledger kabul.db            a document a line\n  \
        verbale add dump.jsonl --recode                     read known texts anew with changed packs\n\
        A document that is in the ledger already is skipped, so a run that was stopped goes on where it was.")]
    Add(AddArgs),
    /// Ask a ledger: who recognises whom, which threats fell due, who met whom
    #[command(subcommand)]
    Ask(AskCommand),
    /// Show a record with its sentence, its history and what made it
    #[command(after_help = "Example:\n  verbale show tie-1f0c2a9b7d3e4f50")]
    Show(ShowArgs),
    /// Walk through the records that most need a look, and judge them with single keys
    #[command(after_help = "Examples:\n  \
        verbale review --by anna --kind tie --kind event    in the terminal\n  \
        verbale review --by ben --second                    what anna judged, without her verdicts\n  \
        verbale review --list --limit 20                    the queue, with reasons\n  \
        verbale review --from judgements.csv                id,verdict,field,value,by\n\
        Each judgement is in the ledger before the next record is shown.")]
    Review(ReviewArgs),
    /// List the records that may settle a commitment, demand or forecast, or link it to those that do
    #[command(after_help = "Examples:\n  \
        verbale resolve commitment-1f0c2a9b                 what may settle it\n  \
        verbale resolve commitment-1f0c2a9b --outcome kept --by event-00a1b2c3\n\
        Only a person settles a claim. `verbale undo` takes it back.")]
    Resolve(ResolveArgs),
    /// Write down how a claim is to be tested, before it is tested
    #[command(after_help = "Example:\n  \
        verbale confirm impact-1f0c2a9b7d3e4f50 --type SUPPORT --type AID --recipient \"United Front\" \\\n  \
        \u{20}   --at 2025-07-03 --expect decrease")]
    Confirm(ConfirmArgs),
    /// Say of a record that it is right, wrong, or what should be changed
    #[command(after_help = "Examples:\n  \
        verbale judge event-00a1b2c3d4e5f607 accept\n  \
        verbale judge tie-1f0c2a9b7d3e4f50 edit --field value --to de_facto")]
    Judge(JudgeArgs),
    /// Two names are one actor, or two records tell of the same thing
    #[command(after_help = "Examples:\n  \
        verbale merge \"United Front\" \"the Front\" --dry-run\n  \
        verbale merge meeting-1f0c2a9b meeting-00a1b2c3")]
    Merge(MergeArgs),
    /// An actor or a record stands for itself again, and no machine may join it
    #[command(after_help = "Example:\n  verbale split \"the Front\"")]
    Split(SplitArgs),
    /// A document does not count any more: its outlet withdrew it
    #[command(after_help = "Example:\n  \
        verbale withdraw article --reason \"corrected by the outlet on 8 July\"")]
    Withdraw(WithdrawArgs),
    /// Empty what names somebody, on request; hashes stay, and nothing brings it back
    #[command(after_help = "Examples:\n  \
        verbale remove --actor \"Jane Doe\" --dry-run\n  \
        verbale remove --record statement-1f0c2a9b --yes\n\
        Texts of documents stay as they are.")]
    Remove(RemoveArgs),
    /// Take an act back, by the number of its entry
    Undo(UndoArgs),
    /// Show a ledger in the browser: read texts with their records lit up, search, add, review
    #[command(after_help = "Examples:\n  \
        verbale serve --open                      verbale.db in the browser\n  \
        verbale serve --ledger kabul.db --port 8080\n  \
        verbale serve user add ada --role admin && verbale serve --listen 192.168.1.5\n\
        Only this machine can reach the pages unless --listen says otherwise; Ctrl-C stops the server.")]
    Serve(ServeArgs),
    /// Look after a ledger: check, back up, count
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Write what a ledger holds in the forms of other programs
    #[command(after_help = "Examples:\n  \
        verbale export jsonl --out kabul.jsonl              everything; `verbale import` reads it back\n  \
        verbale export csv --out kabul-csv --as-of 2025-07  a table for each kind, in a folder\n  \
        verbale export --check kabul.jsonl.manifest.json    are the files still those that were exported?\n\
        Beside each export lies a manifest with the state of the ledger and the hashes of the files.")]
    Export(ExportArgs),
    /// Take in what another ledger gave out
    #[command(
        after_help = "Example:\n  verbale import kabul.jsonl --ledger mine.db\n\
        Records keep their ids; what is there already is left out."
    )]
    Import(ImportArgs),
    /// Check packs, and show how their patterns work
    #[command(subcommand)]
    Pack(PackCommand),
    /// Score the program against gold data, and measure its speed
    #[command(subcommand)]
    Eval(EvalCommand),
    /// Train the language model from treebanks
    #[command(after_help = "Example:\n  \
        verbale train --train en_ewt-train.conllu --dev en_ewt-dev.conllu --out models/english.vmodel\n\
        Built with: cargo build --release --features train")]
    Train(TrainArgs),
}

/// Where texts come from.
#[derive(Args, Debug)]
pub(crate) struct InputArgs {
    /// Files to read; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What the files hold; without it `.jsonl` and `.conllu` say so themselves, all else is text
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(crate) from: Option<From>,
    /// Day the texts were published (2025-07-05, 2025-07 or 2025), where they do not say it themselves
    #[arg(long, value_name = "DATE")]
    pub(crate) date: Option<String>,
    /// Encoding of the files, such as windows-1252, if it is not UTF-8
    #[arg(long, value_name = "NAME")]
    pub(crate) charset: Option<String>,
    /// Threads to use; the output does not depend on it
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum From {
    /// One text a file
    Text,
    /// One object a line: {"id","text","date","title","source","url"}
    Jsonl,
    /// Trees made elsewhere
    Conllu,
}

#[derive(Args, Debug)]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Print one record a line as JSON
    #[arg(long)]
    pub(crate) jsonl: bool,
    /// Print one line a document as JSON: how much each voice speaks, and who speaks each sentence
    #[arg(long, conflicts_with_all = ["jsonl", "explain", "kind"])]
    pub(crate) voices: bool,
    /// Print for every sentence what matched and, where nothing did, why
    #[arg(long, conflicts_with = "jsonl")]
    pub(crate) explain: bool,
    /// Show weak records too: those of which more than a few are wrong are held back from the table
    #[arg(long)]
    pub(crate) all: bool,
    /// Print only this kind of record; may be given several times
    #[arg(long, value_enum, value_name = "KIND")]
    pub(crate) kind: Vec<Kind>,
    #[command(flatten)]
    pub(crate) packs: PacksArg,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Kind {
    Actor,
    Role,
    Tie,
    Meeting,
    Relation,
    Commitment,
    Demand,
    Reaction,
    Impact,
    Event,
    Statement,
    Voice,
}

impl Kind {
    /// The kind as records spell it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Actor => "actor",
            Kind::Role => "role",
            Kind::Tie => "tie",
            Kind::Meeting => "meeting",
            Kind::Event => "event",
            Kind::Statement => "statement",
            Kind::Relation => "relation",
            Kind::Commitment => "commitment",
            Kind::Demand => "demand",
            Kind::Reaction => "reaction",
            Kind::Impact => "impact",
            Kind::Voice => "voice",
        }
    }
}

/// Which ledger.
#[derive(Args, Debug)]
pub(crate) struct LedgerArg {
    /// The ledger's file
    #[arg(long, value_name = "PATH", default_value = "verbale.db")]
    pub(crate) ledger: PathBuf,
}

/// Packs beside those that are built in.
#[derive(Args, Debug, Default)]
pub(crate) struct PacksArg {
    /// Add the packs in this folder to the built-in ones
    #[arg(long = "packs", value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
}

#[derive(Args, Debug)]
pub(crate) struct AddArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// Read documents anew that other packs or another model read; their earlier records stay in recorded time
    #[arg(long)]
    pub(crate) recode: bool,
    #[command(flatten)]
    pub(crate) packs: PacksArg,
}

#[derive(Args, Debug)]
pub(crate) struct ShowArgs {
    /// Ids of records, as questions print them
    #[arg(required = true, value_name = "ID")]
    pub(crate) ids: Vec<String>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Subcommand, Debug)]
pub(crate) enum LedgerCommand {
    /// Look at every entry, text and record; exit code 2 if anything is damaged
    Check {
        #[command(flatten)]
        ledger: LedgerArg,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Copy the ledger while others go on using it
    #[command(after_help = "Example:\n  verbale ledger backup kabul-2025-07.db --ledger kabul.db")]
    Backup {
        /// The new file
        #[arg(value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// Documents, entries and records of each kind
    Stats {
        #[command(flatten)]
        ledger: LedgerArg,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// How far two reviewers agree, per kind: Cohen's kappa and F1
    #[command(after_help = "Example:\n  verbale ledger agreement --by anna --by ben")]
    Agreement {
        /// A reviewer; give two, or none for the two who judged most
        #[arg(long, value_name = "NAME", num_args = 1)]
        by: Vec<String>,
        #[command(flatten)]
        ask: AskArgs,
    },
    /// Who changed what, the latest first
    Changes {
        /// Only what this person did
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
        #[command(flatten)]
        limit: Limit,
        #[command(flatten)]
        ask: AskArgs,
    },
    /// Bring a ledger of an earlier program to the present form; a backup is kept beside it
    Migrate {
        #[command(flatten)]
        ledger: LedgerArg,
        /// Make the tables that are derived from the entries anew, whatever the form
        #[arg(long)]
        anew: bool,
    },
}

#[derive(Args, Debug)]
pub(crate) struct ParseArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// `conllu`: keep the sentences and words of the files and parse those
    #[arg(long = "input", value_enum, value_name = "FORMAT", default_value_t = ParseInput::Text)]
    pub(crate) words: ParseInput,
    #[command(flatten)]
    pub(crate) model: ModelArg,
}

#[derive(Args, Default, Debug)]
pub(crate) struct ModelArg {
    /// Use this model, made by `verbale train`, in place of the built-in English one
    #[arg(long = "model", value_name = "FILE.vmodel")]
    pub(crate) file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum ParseInput {
    Text,
    Conllu,
}

#[derive(Subcommand, Debug)]
pub(crate) enum PackCommand {
    /// Run the examples of codebook pages: on their pinned trees, and through the parser
    #[command(after_help = "Examples:\n  \
        verbale pack test               the built-in packs\n  \
        verbale pack test mypacks       your own, on top of the built-in ones")]
    Test {
        /// Folder that holds packs
        dir: Option<PathBuf>,
    },
    /// Show what a line of a page means: its paths, and the trees it matches
    #[command(after_help = "Example:\n  verbale pack explain plover/ACCUSE.md:12")]
    Explain {
        /// Page and line, such as plover/ACCUSE.md:12
        #[arg(value_name = "PAGE:LINE")]
        at: String,
        #[command(flatten)]
        packs: PacksArg,
    },
}

#[derive(Subcommand, Debug)]
#[command(after_help = "Examples:\n  \
    verbale eval ud en_ewt-test.conllu --raw\n  \
    verbale eval plover gold.json --errors 20\n  \
    verbale eval records gold.json article.txt --date 2025-07-05\n  \
    verbale eval attribution polnear/ --predicted mine.jsonl --json\n  \
    verbale eval speed articles.jsonl\n  \
    verbale eval all data/ > docs/quality.md")]
pub(crate) enum EvalCommand {
    /// Tokens, tags and trees against a treebank
    Ud {
        /// Gold CoNLL-U files
        #[arg(required = true, value_name = "GOLD.conllu")]
        gold: Vec<PathBuf>,
        /// Start from the raw text instead of the gold words
        #[arg(long)]
        raw: bool,
        /// Print a line for each relation
        #[arg(long)]
        relations: bool,
        /// Print which relations are confused, and how it goes by length and genre
        #[arg(long)]
        errors: bool,
        #[command(flatten)]
        model: ModelArg,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Events against PLOVER gold records
    Plover {
        /// Gold records
        #[arg(value_name = "GOLD.json")]
        gold: PathBuf,
        /// Print a line for each type of event
        #[arg(long)]
        types: bool,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Sources, cues and contents against brat annotations
    Attribution {
        /// Folder with text/ and attributions/
        #[arg(value_name = "DIR")]
        gold: PathBuf,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Time expressions and their values against TIMEX2 or MEANTIME files
    Time {
        /// Gold files, or folders with them
        #[arg(required = true, value_name = "GOLD.xml|DIR")]
        gold: Vec<PathBuf>,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// How far a text says that things happened, against UDS factuality
    Factuality {
        /// Scores of predicates: sent_id, token, form, factuality
        #[arg(value_name = "GOLD.tsv")]
        gold: PathBuf,
        /// The treebank that has the sentences; only its text is used
        #[arg(value_name = "TREEBANK.conllu")]
        treebank: PathBuf,
        /// Print this many errors, the worst first
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Names of persons, organisations and places against Universal NER
    Names {
        /// Gold labels
        #[arg(value_name = "GOLD.iob2")]
        gold: PathBuf,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Actors and places against the entities of re3d
    Entities {
        /// Gold documents
        #[arg(value_name = "GOLD.jsonl")]
        gold: PathBuf,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// All kinds of records of an article against its gold
    Records {
        /// Gold records, or a folder of folders with gold.json and article.txt
        #[arg(value_name = "GOLD.json|DIR")]
        gold: PathBuf,
        /// The article
        #[arg(value_name = "ARTICLE.txt")]
        article: Option<PathBuf>,
        /// Day the article was published; without it the gold's own
        #[arg(long, value_name = "DATE")]
        date: Option<String>,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Recognition and diplomatic ties against a guide by country
    Ties {
        /// Folder with gold.json and texts/
        #[arg(value_name = "DIR")]
        gold: PathBuf,
        /// Print this many errors
        #[arg(long, value_name = "N", default_value_t = 0)]
        errors: usize,
        #[command(flatten)]
        options: EvalArgs,
    },
    /// Sentences and words a second, memory and start time
    Speed {
        /// Documents as JSON Lines
        #[arg(value_name = "FILE.jsonl")]
        file: PathBuf,
        /// Documents to use; 0 means all
        #[arg(long, value_name = "N", default_value_t = 0)]
        limit: usize,
        /// Threads to use
        #[arg(long, value_name = "N", default_value_t = 1)]
        threads: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Whether of the records given 0.8 really 80 % are right, on gold events and statements
    Confidence {
        /// Folder with the sets under the names that docs/cli.md lists
        #[arg(value_name = "DIR", required_unless_present = "sheet")]
        data: Option<PathBuf>,
        /// Instead: a sheet with the records of these documents, for a reader who judges them
        #[arg(long, value_name = "FILE.jsonl", conflicts_with_all = ["data", "judged"])]
        sheet: Option<PathBuf>,
        /// Sheets that a reader has filled in
        #[arg(long, value_name = "FILE.tsv")]
        judged: Option<PathBuf>,
        /// Print the table of packs/english/confidence.csv, fitted anew to the sheets
        #[arg(long, requires = "judged")]
        fit: bool,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// All of these against a folder of gold data, as the page docs/quality.md
    All {
        /// Folder with the sets under the names that docs/cli.md lists; sets that are missing are left out
        #[arg(value_name = "DIR")]
        data: PathBuf,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
}

/// What every score has.
#[derive(Args, Debug, Default)]
pub(crate) struct EvalArgs {
    /// Score this file instead of running the program
    #[arg(long, value_name = "FILE")]
    pub(crate) predicted: Option<PathBuf>,
    /// Write the program's own predictions here
    #[arg(long, value_name = "FILE", conflicts_with = "predicted")]
    pub(crate) save: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Print speed beside accuracy
    #[arg(long)]
    pub(crate) speed: bool,
    #[command(flatten)]
    pub(crate) packs: PacksArg,
}

#[derive(Args, Debug)]
pub(crate) struct TrainArgs {
    /// Treebanks to learn from
    #[arg(long, required = true, num_args = 1.., value_name = "FILE.conllu")]
    pub(crate) train: Vec<PathBuf>,
    /// Treebanks to choose by
    #[arg(long, num_args = 1.., value_name = "FILE.conllu")]
    pub(crate) dev: Vec<PathBuf>,
    /// Name labels for sentences of the treebanks (Universal NER's IOB2 files)
    #[arg(long, num_args = 1.., value_name = "FILE.iob2")]
    pub(crate) names: Vec<PathBuf>,
    /// Own sentences with marked cuts, for the segmenter
    #[arg(long, num_args = 1.., value_name = "FILE.txt")]
    pub(crate) cuts: Vec<PathBuf>,
    /// Texts with marked names, `[PER Ann Lee] left [LOC Klow].`, one a line, for the model of names
    #[arg(long, num_args = 1.., value_name = "FILE.txt")]
    pub(crate) marked: Vec<PathBuf>,
    /// Lists of known names, as lines of class and name with a tab between
    #[arg(long, num_args = 1.., value_name = "FILE.tsv")]
    pub(crate) lists: Vec<PathBuf>,
    /// Lists of words that the network knows, as lines of class and form with a tab between; where the class is an XPOS
    /// and a lemma follows, the lemmatizer learns it too
    #[arg(long, num_args = 1.., value_name = "FILE.tsv")]
    pub(crate) words: Vec<PathBuf>,
    /// Models trained on the same treebanks that say what the new one is to learn on raw text
    #[arg(long, num_args = 1.., value_name = "FILE.vmodel", requires = "raw")]
    pub(crate) teachers: Vec<PathBuf>,
    /// Raw text to learn on from the teachers
    #[arg(long, num_args = 1.., value_name = "FILE.txt", requires = "teachers")]
    pub(crate) raw: Vec<PathBuf>,
    /// Go on with the network of this model, trained on the same treebanks, in place of a new one
    #[arg(long, value_name = "FILE.vmodel", conflicts_with = "keep_network")]
    pub(crate) start: Option<PathBuf>,
    /// Parts that the raw text is cut into; each pass takes the next one
    #[arg(long, value_name = "N", requires = "raw")]
    pub(crate) raw_parts: Option<u32>,
    /// Passes, from the first, that take in raw text; without it, all
    #[arg(long, value_name = "N", requires = "raw")]
    pub(crate) raw_epochs: Option<u32>,
    /// Train only the segmenter, the lemmatizer and the model of names, and take the network from this model
    #[arg(long, value_name = "FILE.vmodel")]
    pub(crate) keep_network: Option<PathBuf>,
    /// Go on where a training with the same files and choices was stopped; its state is in OUT.checkpoint
    #[arg(long)]
    pub(crate) resume: bool,
    /// Passes over the treebanks
    #[arg(long, value_name = "N")]
    pub(crate) epochs: Option<u32>,
    /// Start of the pseudo-random numbers
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Where the model goes
    #[arg(long, value_name = "FILE.vmodel")]
    pub(crate) out: PathBuf,
}
