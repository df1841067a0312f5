//! Files and lines to documents. What cannot be read becomes a failure with its place and a remedy; the rest goes on.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads the files it is given (I4)"
)]

use encoding_rs::Encoding;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use verbale_text::{DateSource, DocId, Document, MAX_TEXT_BYTES, Metadata, Parsed, conllu, sha256};

/// What an input holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One text a file.
    Text,
    /// One object a line: `{"id","text","date","title","source","url"}`.
    Jsonl,
    /// Trees made elsewhere.
    Conllu,
}

/// One thing to read records from.
#[derive(Debug)]
pub enum Item {
    /// A text.
    Document(Document),
    /// A document whose trees were made elsewhere.
    Parsed(Box<Parsed>),
    /// An input that gives no document.
    Failed(Failure),
}

impl Item {
    /// The id of its document.
    pub fn doc(&self) -> &str {
        match self {
            Item::Document(document) => &document.id.0,
            Item::Parsed(parsed) => &parsed.document().id.0,
            Item::Failed(failure) => &failure.doc,
        }
    }

    /// Bytes of its text.
    pub fn size(&self) -> usize {
        match self {
            Item::Document(document) => document.text().len(),
            Item::Parsed(parsed) => parsed.document().text().len(),
            Item::Failed(_) => 0,
        }
    }
}

/// Why an input gives no document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The id that the document would have had.
    pub doc: String,
    /// The file as the user named it.
    pub path: String,
    /// Line of the file, from 1.
    pub line: Option<usize>,
    /// Stable name of the fault.
    pub code: &'static str,
    /// What is wrong and what to do about it.
    pub message: String,
}

impl Failure {
    /// A fault of the program itself.
    pub fn internal(doc: &str) -> Self {
        Self {
            doc: doc.to_owned(),
            path: doc.to_owned(),
            line: None,
            code: "internal",
            message: "the program failed on this document; please report it with the document"
                .into(),
        }
    }

    /// The failure as a line of text: place, fault, remedy.
    pub fn place_and_message(&self) -> String {
        match self.line {
            Some(line) => format!("{}, line {line}: {}", self.path, self.message),
            None => format!("{}: {}", self.path, self.message),
        }
    }
}

/// How to read inputs, checked.
#[derive(Clone, Debug)]
pub struct Reader {
    from: Option<Format>,
    date: Option<String>,
    charset: Option<&'static Encoding>,
    /// Whether only words and sentences of CoNLL-U are wanted.
    words_only: bool,
}

impl Reader {
    /// A reader of inputs that hold `from` (their names say it if it is `None`), were published on `date` where they do not
    /// say it themselves, and are encoded in `charset` (UTF-8 if it is `None`).
    ///
    /// # Errors
    /// If there is no such date or encoding; the message begins with `date` or `charset`.
    pub fn new(
        from: Option<Format>,
        date: Option<&str>,
        charset: Option<&str>,
    ) -> Result<Self, String> {
        let date = date.map(check_date).transpose();
        let charset = charset.map(|label| {
            Encoding::for_label(label.as_bytes()).ok_or_else(|| {
                format!("charset {label}: no such encoding; try utf-8, windows-1252, iso-8859-2, gb18030 …")
            })
        });
        Ok(Self {
            from,
            date: date.map_err(|e| format!("date {e}"))?,
            charset: charset.transpose()?,
            words_only: false,
        })
    }

    /// A reader of UTF-8 that goes by the names of files.
    pub fn plain() -> Self {
        Self {
            from: None,
            date: None,
            charset: None,
            words_only: false,
        }
    }

    /// The reader of CoNLL-U whose trees are made anew and may be missing.
    #[must_use]
    pub fn of_words(self) -> Self {
        Self {
            from: Some(Format::Conllu),
            words_only: true,
            ..self
        }
    }

    /// The day on which inputs were published that do not say it themselves.
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// The items of the files in their order. JSON Lines are read line by line.
    pub fn items<'a>(&'a self, files: &'a [impl AsRef<Path>]) -> impl Iterator<Item = Item> {
        files.iter().flat_map(|file| self.file(file.as_ref()))
    }

    /// The items of one input that is in memory already, with the name that its file had.
    ///
    /// ```
    /// use verbale::input::{Item, Reader};
    /// let lines = b"{\"id\": \"a\", \"text\": \"Borduria protested.\"}\n{\"id\": \"b\"}\n";
    /// let reader = Reader::plain();
    /// let items: Vec<Item> = reader.bytes("notes.jsonl", lines.to_vec()).collect();
    /// assert!(matches!(&items[..], [Item::Document(_), Item::Failed(_)]));
    /// ```
    pub fn bytes<'a>(&'a self, name: &str, bytes: Vec<u8>) -> Box<dyn Iterator<Item = Item> + 'a> {
        let path = Path::new(name);
        let place = Place::new(path);
        match self.format(path) {
            Format::Jsonl => Box::new(self.lines(place, Box::new(Cursor::new(bytes)))),
            Format::Text => one(self.text(&place, bytes, None)),
            Format::Conllu => self.trees(&place, bytes),
        }
    }

    fn file<'a>(&'a self, path: &Path) -> Box<dyn Iterator<Item = Item> + 'a> {
        let place = Place::new(path);
        if self.format(path) == Format::Jsonl {
            return match open(path) {
                Ok(lines) => Box::new(self.lines(place, lines)),
                Err(e) => one(Item::Failed(place.cannot_read(&e))),
            };
        }
        let bytes = match read(path) {
            Ok(bytes) => bytes,
            Err(e) => return one(Item::Failed(place.cannot_read(&e))),
        };
        match self.format(path) {
            Format::Conllu => self.trees(&place, bytes),
            _ => {
                let known = (path != Path::new("-")).then(|| place.path.clone());
                one(self.text(&place, bytes, known))
            }
        }
    }

    /// Whether the file holds one document, not any number.
    pub fn holds_one(&self, path: &Path) -> bool {
        self.format(path) == Format::Text
    }

    fn format(&self, path: &Path) -> Format {
        let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
        self.from.unwrap_or(match extension {
            "jsonl" | "ndjson" => Format::Jsonl,
            "conllu" => Format::Conllu,
            _ => Format::Text,
        })
    }

    /// The text of a file that lies in `path`, if it lies anywhere.
    fn text(&self, place: &Place, bytes: Vec<u8>, path: Option<String>) -> Item {
        let metadata = Metadata {
            published: self.date.clone(),
            published_from: self.date.as_ref().map(|_| DateSource::Option),
            path,
            source_sha256: Some(sha256(&bytes)),
            ..Metadata::default()
        };
        let text = self.decode(place, bytes);
        match text.and_then(|text| document(place, text, metadata)) {
            Ok(document) => Item::Document(document),
            Err(failure) => Item::Failed(failure),
        }
    }

    fn trees<'a>(&self, place: &Place, bytes: Vec<u8>) -> Box<dyn Iterator<Item = Item> + 'a> {
        let read = if self.words_only {
            conllu::read_words
        } else {
            conllu::read
        };
        let trees = self.decode(place, bytes).and_then(|text| {
            read(&text, &place.doc).map_err(|e| Failure {
                line: Some(e.line),
                ..place.failure("bad_conllu", e.problem)
            })
        });
        match trees {
            Ok(trees) => Box::new(trees.into_iter().map(|p| Item::Parsed(Box::new(p)))),
            Err(failure) => one(Item::Failed(failure)),
        }
    }

    fn decode(&self, place: &Place, bytes: Vec<u8>) -> Result<String, Failure> {
        if let Some(charset) = self.charset {
            let text = charset.decode_without_bom_handling_and_without_replacement(&bytes);
            return text.map(|t| t.into_owned()).ok_or_else(|| {
                place.failure(
                    "bad_charset",
                    format!("is not {}; try another --charset", charset.name()),
                )
            });
        }
        if let Some((charset, bom)) = Encoding::for_bom(&bytes)
            && charset != encoding_rs::UTF_8
        {
            let text = charset.decode_without_bom_handling_and_without_replacement(&bytes[bom..]);
            return text.map(|t| t.into_owned()).ok_or_else(|| {
                place.failure(
                    "bad_charset",
                    format!("says it is {} and is not", charset.name()),
                )
            });
        }
        if let Some(remedy) = no_text(&bytes) {
            return Err(place.failure("not_text", remedy));
        }
        String::from_utf8(bytes).map_err(|e| place.not_utf8(e.utf8_error().valid_up_to()))
    }

    fn lines<'a>(
        &'a self,
        place: Place,
        mut lines: Box<dyn BufRead>,
    ) -> impl Iterator<Item = Item> + 'a {
        let mut number = 0;
        let mut broken = false;
        std::iter::from_fn(move || {
            while !broken {
                let mut line = Vec::new();
                number += 1;
                match lines.read_until(b'\n', &mut line) {
                    Ok(0) => return None,
                    Ok(_) if line.iter().all(u8::is_ascii_whitespace) => {}
                    Ok(_) => return Some(self.line(&place, number, &line)),
                    Err(e) => {
                        broken = true;
                        return Some(Item::Failed(place.cannot_read(&e)));
                    }
                }
            }
            None
        })
    }

    fn line(&self, place: &Place, number: usize, line: &[u8]) -> Item {
        match self.row(place, number, line) {
            Ok(document) => Item::Document(document),
            Err(failure) => Item::Failed(Failure {
                line: Some(number),
                ..failure
            }),
        }
    }

    fn row(&self, place: &Place, number: usize, line: &[u8]) -> Result<Document, Failure> {
        let numbered = Place {
            doc: format!("{}:{number}", place.doc),
            path: place.path.clone(),
        };
        let line = std::str::from_utf8(line).map_err(|e| numbered.not_utf8(e.valid_up_to()))?;
        let row: serde_json::Value = serde_json::from_str(line).map_err(|e| {
            let what = format!(
                "is not a JSON object, at column {}: {}",
                e.column(),
                bare(&e)
            );
            numbered.failure("bad_json", what)
        })?;
        let string = |key: &str| row.get(key).and_then(|v| v.as_str()).map(str::to_owned);
        let known = |key: &str| string(key).filter(|value| !value.trim().is_empty());
        let id = match row.get("id") {
            Some(serde_json::Value::Number(n)) => Some(n.to_string()),
            _ => string("id").filter(|id| !id.is_empty()),
        };
        let own = Place {
            doc: id.unwrap_or_else(|| numbered.doc.clone()),
            path: place.path.clone(),
        };
        let text = string("text").ok_or_else(|| {
            own.failure(
                "no_text",
                "has no \"text\"; a document is {\"id\": …, \"text\": …}".into(),
            )
        })?;
        let date = string("date").filter(|d| !d.is_empty());
        let date = date.as_deref().map(check_date).transpose();
        let date = date.map_err(|e| own.failure("bad_date", format!("\"date\" {e}")))?;
        let metadata = Metadata {
            published_from: match (&date, &self.date) {
                (Some(_), _) => Some(DateSource::Metadata),
                (None, Some(_)) => Some(DateSource::Option),
                (None, None) => None,
            },
            source_sha256: Some(sha256(line.as_bytes())),
            author: known("author"),
            path: None,
            published: date.or_else(|| self.date.clone()),
            title: known("title"),
            source: known("source"),
            url: known("url"),
        };
        document(&own, text, metadata)
    }
}

fn one<'a>(item: Item) -> Box<dyn Iterator<Item = Item> + 'a> {
    Box::new(std::iter::once(item))
}

fn document(place: &Place, text: String, metadata: Metadata) -> Result<Document, Failure> {
    if text.len() >= MAX_TEXT_BYTES {
        return Err(place.failure("too_large", "has 4 GiB or more; cut it into parts".into()));
    }
    Ok(Document::with_metadata(
        DocId(place.doc.clone()),
        text,
        metadata,
    ))
}

/// A file as the user named it, and the id that its document has.
struct Place {
    doc: String,
    path: String,
}

impl Place {
    fn new(path: &Path) -> Self {
        if path == Path::new("-") {
            return Self {
                doc: "stdin".into(),
                path: "standard input".into(),
            };
        }
        let name = path.file_stem().unwrap_or(path.as_os_str());
        Self {
            doc: name.to_string_lossy().into_owned(),
            path: path.display().to_string(),
        }
    }

    fn failure(&self, code: &'static str, message: String) -> Failure {
        Failure {
            doc: self.doc.clone(),
            path: self.path.clone(),
            line: None,
            code,
            message,
        }
    }

    fn cannot_read(&self, error: &io::Error) -> Failure {
        let remedy = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file; check the name".to_owned(),
            io::ErrorKind::IsADirectory => {
                format!("is a folder; name its files, such as {}/*.txt", self.path)
            }
            io::ErrorKind::PermissionDenied => {
                "may not be read by you; change its permissions".to_owned()
            }
            _ => format!("cannot be read: {error}"),
        };
        self.failure("cannot_read", remedy)
    }

    fn not_utf8(&self, at: usize) -> Failure {
        let message = format!(
            "byte {at} is not UTF-8; name the encoding, such as --charset windows-1252, or convert the file"
        );
        self.failure("invalid_utf8", message)
    }
}

/// What a file is that a text reader must not guess at, with the way to its text.
fn no_text(bytes: &[u8]) -> Option<String> {
    if bytes.starts_with(b"%PDF-") {
        Some("is a PDF; take its text first: pdftotext FILE.pdf - | verbale read -".into())
    } else if bytes.starts_with(b"PK\x03\x04") {
        Some("is a packed document (docx, odt, epub or zip); save it as plain text first".into())
    } else if bytes.starts_with(&[0x1f, 0x8b]) {
        Some("is compressed; unpack it first: gunzip -c FILE.gz | verbale read -".into())
    } else {
        None
    }
}

/// The message of `error` without its place, which is the line's, not the file's.
fn bare(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    if fs::metadata(path)?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(Box::new(BufReader::with_capacity(
        1 << 16,
        File::open(path)?,
    )))
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A date as TIMEX3 writes it: year, month or day; a time of day after it is left out.
fn check_date(date: &str) -> Result<String, String> {
    let wrong = || format!("{date:?} is no date; write 2025-07-05, 2025-07 or 2025");
    let day = date.split(['T', ' ']).next().unwrap_or("");
    let digits = |part: &str, n: usize| {
        let fits = part.len() == n && part.bytes().all(|b| b.is_ascii_digit());
        fits.then(|| part.parse::<u32>().ok()).flatten()
    };
    let mut parts = day.split('-');
    let year = parts.next().and_then(|p| digits(p, 4)).ok_or_else(wrong)?;
    let month = parts
        .next()
        .map(|p| digits(p, 2).ok_or_else(wrong))
        .transpose()?;
    let day_of_month = parts
        .next()
        .map(|p| digits(p, 2).ok_or_else(wrong))
        .transpose()?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let n_days = match month {
        None => 31,
        Some(2) => 28 + u32::from(leap),
        Some(4 | 6 | 9 | 11) => 30,
        Some(1..=12) => 31,
        Some(_) => 0,
    };
    let fits = n_days > 0 && day_of_month.is_none_or(|d| (1..=n_days).contains(&d));
    (fits && parts.next().is_none())
        .then(|| day.to_owned())
        .ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::check_date;

    #[test]
    fn dates_are_years_months_or_days_that_exist() {
        for (date, day) in [
            ("2025", "2025"),
            ("2025-07", "2025-07"),
            ("2024-02-29", "2024-02-29"),
            ("2025-07-05T10:00:00Z", "2025-07-05"),
        ] {
            assert_eq!(check_date(date), Ok(day.to_owned()));
        }
        for date in [
            "",
            "5 July",
            "2025-7-5",
            "2025-13",
            "2025-02-29",
            "2025-07-05-1",
        ] {
            assert!(check_date(date).is_err(), "{date}");
        }
    }
}
