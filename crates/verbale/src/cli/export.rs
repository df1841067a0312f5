//! `verbale export`: what a ledger holds, in the forms of other programs, with a manifest beside it.
#![expect(
    clippy::disallowed_methods,
    reason = "the program writes the files it is asked for (I4)"
)]

use super::args::{self, ExportArgs, LedgerArg};
use super::ledger;
use super::outcome::{Ending, Stop};
use super::screen::{self, Half, Progress};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use verbale::wire::export::{self, Export, Format, Question, Single, Sink, Zip};
use verbale_ledger::{Kind, Known, Ledger, Selection, Snapshot};

pub(crate) fn run(args: &ExportArgs) -> Result<Ending, Stop> {
    match (&args.check, args.format) {
        (Some(manifest), _) => check(manifest, args.ledger.as_deref()),
        (None, Some(format)) => write(args, format),
        (None, None) => Err(Stop::Message("which form? name one, such as jsonl".into())),
    }
}

/// Where an export goes.
enum Target {
    Output,
    File(PathBuf),
    Folder(PathBuf),
    Archive(PathBuf),
}

impl Target {
    fn of(args: &ExportArgs, format: Format) -> Result<Self, Stop> {
        let out = args.out.as_deref().filter(|p| *p != Path::new("-"));
        let name = format.as_str();
        match (out, format.is_folder()) {
            (None, false) => Ok(Self::Output),
            (Some(path), false) => Ok(Self::File(path.to_owned())),
            (Some(path), true) if path.extension().is_some_and(|e| e == "zip") => {
                Ok(Self::Archive(path.to_owned()))
            }
            (Some(path), true) if path.exists() => Err(Stop::Message(format!(
                "{}: exists already; name a new folder, or remove it first",
                path.display()
            ))),
            (Some(path), true) => Ok(Self::Folder(path.to_owned())),
            (None, true) => Err(Stop::Message(format!(
                "{name} has several files; name a folder or an archive: --out records-{name}, --out records-{name}.zip"
            ))),
        }
    }
}

fn write(args: &ExportArgs, format: Format) -> Result<Ending, Stop> {
    let target = Target::of(args, format)?;
    let question = question(args);
    let ledger = open(args.ledger.as_deref())?;
    let known = match &args.known_at {
        Some(at) => Known::At(at.clone()),
        None => Known::Now,
    };
    let snapshot = Snapshot::new(&ledger, args.as_of.as_deref(), &known).map_err(ledger::stop)?;
    let export = put(&target, &snapshot, format, &question.selection)?;
    let (Target::File(path) | Target::Archive(path) | Target::Folder(path)) = &target else {
        return Ok(ending(&export));
    };
    let text = export::manifest(&snapshot, &question, &export).map_err(stop)?;
    let manifest = beside(path, "manifest.json");
    let half = half(&manifest);
    let mut file = create(half.path())?;
    file.write_all(text.as_bytes())?;
    close(file, half, &manifest)?;
    screen::print(&format!(
        "{}: {} documents, {} records; {} says from where\n",
        path.display(),
        export.documents,
        export.records,
        manifest.display()
    ))?;
    Ok(ending(&export))
}

/// Writes the export to where it goes, under its name only when it is complete.
fn put(
    target: &Target,
    snapshot: &Snapshot<'_>,
    format: Format,
    selection: &Selection,
) -> Result<Export, Stop> {
    Ok(match target {
        Target::Output => {
            let mut sink = Single::new(io::stdout());
            let export = run_export(snapshot, format, selection, &mut sink)?;
            sink.into_inner().flush()?;
            export
        }
        Target::File(path) => {
            let half = half(path);
            let mut sink = Single::new(create(half.path())?);
            let export = run_export(snapshot, format, selection, &mut sink)?;
            close(sink.into_inner(), half, path)?;
            export.named(&file_name(path))
        }
        Target::Archive(path) => {
            let half = half(path);
            let mut sink = Zip::new(create(half.path())?);
            let export = run_export(snapshot, format, selection, &mut sink)?;
            close(sink.finish()?, half, path)?;
            let bytes = File::open(path).map_err(|e| cannot("read", path, &e))?;
            export.packed(&file_name(path), bytes)?
        }
        Target::Folder(path) => {
            let half = half(path);
            let mut sink = Folder::new(half.path())?;
            let export = run_export(snapshot, format, selection, &mut sink)?;
            sink.close()?;
            half.becomes(path).map_err(|e| cannot("write", path, &e))?;
            export.inside(&file_name(path))
        }
    })
}

fn ending(export: &Export) -> Ending {
    match export.documents {
        0 => Ending::NothingFound,
        _ => Ending::Done,
    }
}

fn question(args: &ExportArgs) -> Question {
    let of = |kind: &args::Kind| Kind::parse(kind.as_str());
    Question {
        as_of: args.as_of.clone(),
        known_at: args.known_at.clone(),
        selection: Selection {
            kinds: args.kind.iter().filter_map(of).collect(),
            documents: args.doc.clone(),
        },
    }
}

fn open(path: Option<&Path>) -> Result<Ledger, Stop> {
    let ledger = path.unwrap_or(Path::new("verbale.db")).to_owned();
    ledger::open_to_read(&LedgerArg { ledger })
}

fn stop(error: export::Error) -> Stop {
    match error {
        export::Error::Write(e) => Stop::Output(e),
        other => Stop::Message(other.to_string()),
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Stop {
    Stop::Message(format!("{}: cannot {what} it: {error}", path.display()))
}

/// A sink that shows progress.
struct Shown<'s>(&'s mut dyn Sink, Progress);

impl Sink for Shown<'_> {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.0.begin(name)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.put(bytes)
    }

    fn step(&mut self) {
        self.1.step();
    }
}

fn run_export(
    snapshot: &Snapshot<'_>,
    format: Format,
    selection: &Selection,
    sink: &mut dyn Sink,
) -> Result<Export, Stop> {
    let mut shown = Shown(sink, Progress::new(None));
    export::write(snapshot, format, selection, &mut shown).map_err(stop)
}

/// The path with one more ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    PathBuf::from(name)
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// What is not finished stands beside under a name that no other program uses.
fn half(path: &Path) -> Half {
    let ending = format!("{}.partial", std::process::id());
    Half::new(beside(path, &ending))
}

fn create(path: &Path) -> Result<BufWriter<File>, Stop> {
    let file = File::create(path).map_err(|e| cannot("write", path, &e))?;
    Ok(BufWriter::new(file))
}

/// Writes the rest of a file and gives it its name.
fn close(file: BufWriter<File>, half: Half, path: &Path) -> Result<(), Stop> {
    let written = file.into_inner().map_err(|e| e.into_error());
    let synced = written.and_then(|file| file.sync_all());
    let named = synced.and_then(|()| half.becomes(path));
    named.map_err(|e| cannot("write", path, &e))
}

/// A sink for a new folder.
struct Folder {
    path: PathBuf,
    open: Option<BufWriter<File>>,
}

impl Folder {
    fn new(path: &Path) -> Result<Self, Stop> {
        fs::create_dir(path).map_err(|e| cannot("make", path, &e))?;
        Ok(Self {
            path: path.to_owned(),
            open: None,
        })
    }

    fn close(&mut self) -> io::Result<()> {
        match self.open.take() {
            Some(file) => file.into_inner().map_err(|e| e.into_error())?.sync_all(),
            None => Ok(()),
        }
    }
}

impl Sink for Folder {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.close()?;
        self.open = Some(BufWriter::new(File::create(self.path.join(name))?));
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.open {
            Some(file) => file.write_all(bytes),
            None => Err(io::Error::other("no file was begun")),
        }
    }
}

fn check(path: &Path, ledger: Option<&Path>) -> Result<Ending, Stop> {
    let text = fs::read_to_string(path).map_err(|e| cannot("read", path, &e))?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let ledger = ledger.map(|path| open(Some(path))).transpose()?;
    let entry = |seq: i64| {
        let snapshot = Snapshot::new(ledger.as_ref()?, None, &Known::Seq(seq)).ok()?;
        let head = snapshot.head().ok()??;
        (head.seq == seq).then_some(head.hash)
    };
    let entry: Option<&dyn Fn(i64) -> Option<String>> = match ledger {
        Some(_) => Some(&entry),
        None => None,
    };
    let checked = export::check(&text, |name| File::open(folder.join(name)), entry);
    let (n_files, wrong) =
        checked.map_err(|what| Stop::Message(format!("{}: {what}", path.display())))?;
    let mut report: String = wrong.iter().map(|line| format!("{line}\n")).collect();
    let noun = if n_files == 1 { "file" } else { "files" };
    match wrong.is_empty() {
        true => report.push_str(&format!("{n_files} {noun} as exported\n")),
        false => report.push_str("DIFFERENT from what was exported\n"),
    }
    screen::print(&report)?;
    Ok(match wrong.is_empty() {
        true => Ending::Done,
        false => Ending::Failed,
    })
}
