//! CoNLL-U reading and writing.
//!
//! White space between words is kept in MISC as UDPipe does (`SpaceAfter=No`, `SpacesAfter`, `SpacesBefore`),
//! so that writing and reading give the same text. Further MISC keys: `TokenRange` (code points, half-open)
//! and `NE` (name label). Format: universaldependencies.org/format.html.

use crate::{
    CharOffsets, DocId, Document, Entity, Error, Metadata, Parsed, Rel, Sentence, Span, StrId,
    Strings, Token, TokenIdx, Upos,
};
use std::convert::Infallible;
use std::fmt::Write;

/// Reads the documents of a CoNLL-U file, one per `# newdoc` (one in all if there is none).
///
/// The text is put together from the words and their white space. A document without id gets `default_id`,
/// with `-2`, `-3` … for further ones. Empty nodes (`8.1`) and enhanced dependencies are left out.
///
/// # Errors
/// The first line that is not CoNLL-U.
pub fn read(file: &str, default_id: &str) -> Result<Vec<Parsed>, Error> {
    let reader = Reader {
        default_id,
        ..Reader::default()
    };
    read_all(file, reader)
}

/// As [`read`], for files whose words are wanted and not their trees: tags, HEAD and DEPREL may be `_`. All words of
/// a sentence that lacks a HEAD hang on its first.
///
/// ```
/// let file = "1\tTalks\t_\t_\t_\t_\t_\t_\t_\t_\n2\tfailed\t_\t_\t_\t_\t_\t_\t_\t_\n";
/// let documents = verbale_text::conllu::read_words(file, "note")?;
/// assert_eq!(documents[0].document().text(), "Talks failed");
/// # Ok::<(), verbale_text::Error>(())
/// ```
///
/// # Errors
/// The first line that is not CoNLL-U.
pub fn read_words(file: &str, default_id: &str) -> Result<Vec<Parsed>, Error> {
    let reader = Reader {
        default_id,
        may_lack_trees: true,
        ..Reader::default()
    };
    read_all(file, reader)
}

fn read_all(file: &str, mut reader: Reader<'_>) -> Result<Vec<Parsed>, Error> {
    let mut number = 0;
    for line in file.lines() {
        number += 1;
        reader.line(line, number)?;
    }
    reader.end_sentence(number + 1)?;
    reader.end_document();
    Ok(reader.done)
}

#[derive(Default)]
struct Reader<'a> {
    default_id: &'a str,
    /// Whether a HEAD may be `_`, and whether one of the open sentence is.
    may_lack_trees: bool,
    lacks_tree: bool,
    done: Vec<Parsed>,
    id: Option<String>,
    metadata: Metadata,
    text: String,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    strings: Strings,
    /// Index of the sentence's first word.
    first: usize,
    new_paragraph: bool,
    /// Last word number of the open multi-word token, its form's span, and how much of the form is used up.
    multiword: Option<(usize, Span, u32)>,
    /// White space owed before the next word.
    pending: String,
}

impl Reader<'_> {
    fn line(&mut self, line: &str, number: usize) -> Result<(), Error> {
        if line.trim().is_empty() {
            return self.end_sentence(number);
        }
        if let Some(comment) = line.strip_prefix('#') {
            return self.comment(comment.trim(), number);
        }
        let mut columns = [""; 10];
        let mut n = 0;
        for column in line.split('\t') {
            if n < 10 {
                columns[n] = column;
            }
            n += 1;
        }
        if n != 10 {
            return Err(fault(
                number,
                format!("{n} columns where CoNLL-U has 10, separated by tabs"),
            ));
        }
        if columns[0].contains('.') {
            return Ok(());
        }
        if columns[1].is_empty() {
            return Err(fault(number, "the FORM column is empty".into()));
        }
        match columns[0].split_once('-') {
            Some((_, last)) => {
                let last = last
                    .parse()
                    .map_err(|_| fault(number, format!("bad token range `{}`", columns[0])))?;
                let span = self.put(columns[1], columns[9]);
                self.multiword = Some((last, span, span.start));
                Ok(())
            }
            None => self.word(&columns, number),
        }
    }

    fn comment(&mut self, comment: &str, number: usize) -> Result<(), Error> {
        let (key, value) = comment
            .split_once('=')
            .map_or((comment, ""), |(k, v)| (k.trim(), v.trim()));
        if key == "newdoc" || key == "newdoc id" {
            // Some writers leave out the empty line after a document's last sentence.
            self.end_sentence(number)?;
            self.end_document();
            self.id = (!value.is_empty()).then(|| value.to_owned());
            self.new_paragraph = true;
        } else if key == "newpar" || key == "newpar id" {
            self.new_paragraph = true;
        } else if let Some(field) = key.strip_prefix("meta::") {
            let value = Some(value.to_owned());
            match field {
                "published" | "dateCreated" => self.metadata.published = value,
                "title" => self.metadata.title = value,
                "source" => self.metadata.source = value,
                "url" | "sourceURL" => self.metadata.url = value,
                _ => {}
            }
        }
        Ok(())
    }

    /// Appends `form` to the text, after the white space that is owed.
    fn put(&mut self, form: &str, misc: &str) -> Span {
        let starts_sentence = self.first == self.tokens.len() && self.multiword.is_none();
        if starts_sentence && self.new_paragraph && self.pending == " " && !self.text.is_empty() {
            self.pending = "\n\n".into();
        }
        if let Some(before) = misc_value(misc, "SpacesBefore") {
            self.pending = unescape(before);
        }
        self.text.push_str(&self.pending);
        let start = self.text.len() as u32;
        self.text.push_str(form);
        self.pending = match misc_value(misc, "SpacesAfter") {
            Some(after) => unescape(after),
            None if misc_value(misc, "SpaceAfter") == Some("No") => String::new(),
            None => " ".into(),
        };
        Span::new(start, self.text.len() as u32)
    }

    fn word(&mut self, c: &[&str; 10], number: usize) -> Result<(), Error> {
        let id: usize = c[0]
            .parse()
            .map_err(|_| fault(number, format!("bad word number `{}`", c[0])))?;
        let at = self.tokens.len() - self.first + 1;
        if id != at {
            return Err(fault(number, format!("word {id} where word {at} is due")));
        }
        let head = self.head(c[6], number)?;
        let (rel, subtype) = c[7].split_once(':').unwrap_or((c[7], ""));
        let (span, continues_token) = match self.multiword {
            Some((last, whole, used)) if id <= last => {
                (self.part(c[1], whole, used, id == last), used > whole.start)
            }
            _ => {
                self.multiword = None;
                (self.put(c[1], c[9]), false)
            }
        };
        let lemma = if c[1] == "_" { c[2] } else { blank(c[2]) };
        let token = Token {
            span,
            form: self.strings.intern(c[1]),
            lemma: self.strings.intern(lemma),
            upos: Upos::parse(c[3]).unwrap_or_default(),
            xpos: self.strings.intern(blank(c[4])),
            feats: self.strings.intern(blank(c[5])),
            head: if head == 0 {
                TokenIdx::NONE
            } else {
                TokenIdx(self.first as u32 + head - 1)
            },
            rel: Rel::parse(rel).unwrap_or_default(),
            subtype: self.strings.intern(subtype),
            entity: misc_value(c[9], "NE")
                .and_then(Entity::parse)
                .unwrap_or_default(),
            continues_token,
        };
        self.tokens.push(token);
        Ok(())
    }

    /// The number in the HEAD column; 0 where it may be missing and is.
    fn head(&mut self, column: &str, number: usize) -> Result<u32, Error> {
        if column == "_" && self.may_lack_trees {
            self.lacks_tree = true;
            return Ok(0);
        }
        column
            .parse()
            .map_err(|_| fault(number, format!("HEAD `{column}` is not a number")))
    }

    /// Hangs the open sentence's words on its first.
    fn flatten(&mut self) {
        let root = TokenIdx(self.first as u32);
        for (i, token) in self.tokens[self.first..].iter_mut().enumerate() {
            (token.head, token.rel) = match i {
                0 => (TokenIdx::NONE, Rel::Root),
                _ => (root, Rel::Dep),
            };
            token.subtype = StrId::EMPTY;
        }
    }

    /// The part of a multi-word token that a word takes: its own characters where the forms add up.
    fn part(&mut self, form: &str, whole: Span, used: u32, is_last: bool) -> Span {
        let end = used + form.len() as u32;
        let fits = self.text.get(used as usize..end as usize) == Some(form)
            && (!is_last || end == whole.end);
        let next = if fits {
            end
        } else {
            used.max(whole.start + 1).min(whole.end)
        };
        if let Some(open) = &mut self.multiword {
            open.2 = next;
        }
        if fits { Span::new(used, end) } else { whole }
    }

    fn end_sentence(&mut self, number: usize) -> Result<(), Error> {
        let n = self.tokens.len() - self.first;
        if self.multiword.take().is_some_and(|(last, ..)| last > n) {
            return Err(fault(
                number,
                "the sentence above ends before its last token range does".into(),
            ));
        }
        if n == 0 {
            return Ok(());
        }
        if std::mem::take(&mut self.lacks_tree) {
            self.flatten();
        }
        let words = &self.tokens[self.first..];
        if words
            .iter()
            .any(|t| t.head != TokenIdx::NONE && t.head.get() >= self.tokens.len())
        {
            return Err(fault(
                number,
                "a HEAD of the sentence above lies outside it".into(),
            ));
        }
        if words.iter().filter(|t| t.head == TokenIdx::NONE).count() != 1 {
            return Err(fault(
                number,
                "the sentence above does not have exactly one root (HEAD 0)".into(),
            ));
        }
        let span = words[0].span.cover(words[n - 1].span);
        let opens_paragraph = self.new_paragraph || self.sentences.is_empty();
        self.sentences.push(Sentence {
            first: self.first as u32,
            end: self.tokens.len() as u32,
            span,
            opens_paragraph,
        });
        self.first = self.tokens.len();
        self.new_paragraph = false;
        Ok(())
    }

    fn end_document(&mut self) {
        if self.tokens.is_empty() {
            return;
        }
        let id = self.id.take().unwrap_or_else(|| match self.done.len() {
            0 => self.default_id.to_owned(),
            n => format!("{}-{}", self.default_id, n + 1),
        });
        let mut text = std::mem::take(&mut self.text);
        if self.pending != " " {
            text.push_str(&self.pending);
        }
        let document = Document::with_metadata(DocId(id), text, std::mem::take(&mut self.metadata));
        let tokens = std::mem::take(&mut self.tokens);
        let sentences = std::mem::take(&mut self.sentences);
        self.done.push(Parsed::new(
            document,
            tokens,
            sentences,
            std::mem::take(&mut self.strings),
        ));
        self.pending.clear();
        self.first = 0;
    }
}

fn fault(line: usize, problem: String) -> Error {
    Error { line, problem }
}

fn blank(column: &str) -> &str {
    if column == "_" { "" } else { column }
}

fn misc_value<'a>(misc: &'a str, key: &str) -> Option<&'a str> {
    misc.split('|')
        .find_map(|item| item.strip_prefix(key)?.strip_prefix('='))
}

/// UDPipe's escapes of white space.
const ESCAPES: [(char, &str); 7] = [
    (' ', "\\s"),
    ('\n', "\\n"),
    ('\t', "\\t"),
    ('\r', "\\r"),
    ('|', "\\p"),
    ('\u{A0}', "\\u00A0"),
    ('\\', "\\\\"),
];

fn escape(space: &str) -> String {
    let mut out = String::new();
    for c in space.chars() {
        match ESCAPES.iter().find(|(plain, _)| *plain == c) {
            Some((_, escaped)) => out.push_str(escaped),
            None => out.push(c),
        }
    }
    out
}

fn unescape(escaped: &str) -> String {
    let mut out = String::new();
    let mut rest = escaped;
    while let Some(c) = rest.chars().next() {
        match ESCAPES.iter().find(|(_, e)| rest.starts_with(e)) {
            Some((plain, e)) => {
                out.push(*plain);
                rest = &rest[e.len()..];
            }
            None => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// Writes a document as CoNLL-U, ready to be read back by [`read`] or any UD tool.
pub fn write(parsed: &Parsed) -> String {
    let mut all = String::new();
    let Ok(()) = write_pieces(parsed, |piece| {
        all.push_str(piece);
        Ok::<(), Infallible>(())
    });
    all
}

/// Writes a document as [`write`] does, sentence by sentence: nothing but one of them is held.
///
/// # Errors
/// The first one of `sink`.
pub fn write_pieces<E>(
    parsed: &Parsed,
    mut sink: impl FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    let mut out = String::new();
    let document = parsed.document();
    let offsets = CharOffsets::new(document.text());
    line(
        &mut out,
        format_args!("# newdoc id = {}", one_line(&document.id.0)),
    );
    let m = &document.metadata;
    for (key, value) in [
        ("published", &m.published),
        ("title", &m.title),
        ("source", &m.source),
        ("url", &m.url),
    ] {
        if let Some(value) = value {
            line(
                &mut out,
                format_args!("# meta::{key} = {}", one_line(value)),
            );
        }
    }
    for (i, sentence) in parsed.sentences().iter().enumerate() {
        if sentence.opens_paragraph {
            out.push_str("# newpar\n");
        }
        line(
            &mut out,
            format_args!("# sent_id = {}-{}", one_line(&document.id.0), i + 1),
        );
        line(
            &mut out,
            format_args!("# text = {}", one_line(sentence.span.of(document.text()))),
        );
        write_words(&mut out, parsed, *sentence, &offsets);
        out.push('\n');
        sink(&out)?;
        out.clear();
    }
    sink(&out) // the head of a document without sentences
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing to a string cannot fail");
    out.push('\n');
}

fn one_line(s: &str) -> String {
    s.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write_words(out: &mut String, parsed: &Parsed, sentence: Sentence, offsets: &CharOffsets<'_>) {
    let tokens = parsed.tokens();
    let text = parsed.document().text();
    let mut i = sentence.first as usize;
    while i < sentence.end as usize {
        let group_end = (i + 1..sentence.end as usize)
            .find(|&j| !tokens[j].continues_token)
            .unwrap_or(sentence.end as usize);
        let span = tokens[i].span.cover(tokens[group_end - 1].span);
        let next = tokens
            .get(group_end)
            .map_or(text.len(), |t| t.span.start as usize);
        let misc = token_misc(text, span, next, i == 0, offsets);
        if group_end - i > 1 {
            let (from, to) = (
                i + 1 - sentence.first as usize,
                group_end - sentence.first as usize,
            );
            line(
                out,
                format_args!(
                    "{from}-{to}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}",
                    span.of(text)
                ),
            );
        }
        for (j, token) in tokens.iter().enumerate().take(group_end).skip(i) {
            let mut items = String::new();
            if token.entity != Entity::O {
                items = format!("NE={}", token.entity);
            }
            if group_end - i == 1 {
                items = if items.is_empty() {
                    misc.clone()
                } else {
                    format!("{items}|{misc}")
                };
            }
            let id = j - sentence.first as usize + 1;
            write_word(out, parsed.strings(), (sentence.first, id), token, &items);
        }
        i = group_end;
    }
}

fn token_misc(
    text: &str,
    span: Span,
    next: usize,
    is_first: bool,
    offsets: &CharOffsets<'_>,
) -> String {
    let (from, to) = offsets.to_chars(span);
    let mut misc = String::new();
    if is_first && span.start > 0 {
        misc = format!("SpacesBefore={}|", escape(&text[..span.start as usize]));
    }
    match &text[span.end as usize..next.max(span.end as usize)] {
        "" => misc.push_str("SpaceAfter=No|"),
        " " => {}
        space => misc.push_str(&format!("SpacesAfter={}|", escape(space))),
    }
    misc + &format!("TokenRange={from}:{to}")
}

fn write_word(
    out: &mut String,
    strings: &Strings,
    (first, id): (u32, usize),
    t: &Token,
    misc: &str,
) {
    let or_blank = |id: StrId| {
        if id == StrId::EMPTY {
            "_"
        } else {
            strings.get(id)
        }
    };
    let head = if t.head == TokenIdx::NONE {
        0
    } else {
        t.head.0 - first + 1
    };
    let (colon, subtype) = if t.subtype == StrId::EMPTY {
        ("", "")
    } else {
        (":", strings.get(t.subtype))
    };
    let misc = if misc.is_empty() { "_" } else { misc };
    line(
        out,
        format_args!(
            "{id}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}{colon}{subtype}\t_\t{misc}",
            strings.get(t.form),
            or_blank(t.lemma),
            t.upos,
            or_blank(t.xpos),
            or_blank(t.feats),
            t.rel
        ),
    );
}

#[cfg(test)]
mod tests {
    use super::{read, read_words, write};
    use expect_test::{Expect, expect};

    fn check(file: &str, expected: Expect) {
        let shown = match read(file, "t") {
            Ok(docs) => docs
                .iter()
                .map(|d| format!("{:?}\n{}", d.document().text(), write(d)))
                .collect(),
            Err(e) => e.to_string(),
        };
        expected.assert_eq(&shown);
    }

    const TWO: &str = "# newdoc id = a\n# newpar\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n\
        1\tdo\tdo\tAUX\tVBP\t_\t3\taux\t_\t_\n2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n\
        3\tgo\tgo\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No\n4\t!\t!\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\n\
        # newpar\n1\tKabul\tKabul\tPROPN\tNNP\t_\t0\troot:x\t_\tNE=B-LOC\n\n";

    #[test]
    fn words_of_a_multiword_token_get_their_own_characters() {
        check(
            TWO,
            expect![[r#"
                "don't go!\n\nKabul"
                # newdoc id = a
                # newpar
                # sent_id = a-1
                # text = don't go!
                1-2	don't	_	_	_	_	_	_	_	TokenRange=0:5
                1	do	do	AUX	VBP	_	3	aux	_	_
                2	n't	not	PART	RB	_	3	advmod	_	_
                3	go	go	VERB	VB	VerbForm=Inf	0	root	_	SpaceAfter=No|TokenRange=6:8
                4	!	!	PUNCT	.	_	3	punct	_	SpacesAfter=\n\n|TokenRange=8:9

                # newpar
                # sent_id = a-2
                # text = Kabul
                1	Kabul	Kabul	PROPN	NNP	_	0	root	_	NE=B-LOC|SpaceAfter=No|TokenRange=11:16

            "#]],
        );
    }

    #[test]
    fn written_files_read_back_the_same() {
        let once = write(&read(TWO, "t").unwrap()[0]);
        let again = read(&once, "t").unwrap();
        assert_eq!(write(&again[0]), once);
        assert_eq!(again[0].document().text(), "don't go!\n\nKabul");
    }

    #[test]
    fn a_new_document_ends_the_sentence_before_it() {
        let file =
            "1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n# newdoc id = b\n1\tb\tb\tX\t_\t_\t0\troot\t_\t_\n";
        assert_eq!(read(file, "t").unwrap().len(), 2);
    }

    #[test]
    fn a_bad_file_names_line_and_fault() {
        check(
            "1\ta\n",
            expect!["line 1: 2 columns where CoNLL-U has 10, separated by tabs"],
        );
        check(
            "1\ta\t_\tX\t_\t_\t2\tdep\t_\t_\n2\tb\t_\tX\t_\t_\t1\tdep\t_\t_\n",
            expect!["line 3: the sentence above does not have exactly one root (HEAD 0)"],
        );
        check(
            "2\ta\t_\tX\t_\t_\t0\troot\t_\t_\n",
            expect!["line 1: word 2 where word 1 is due"],
        );
    }

    #[test]
    fn words_without_trees_are_read_where_no_tree_is_wanted() {
        let bare = "1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n1\tdo\t_\t_\t_\t_\t_\t_\t_\t_\n\
                    2\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n3\tgo\t_\tVERB\t_\t_\t_\t_\t_\t_\n\n\
                    1\tTalks\t_\tNOUN\t_\t_\t2\tnsubj\t_\t_\n2\tfailed\t_\tVERB\t_\t_\t0\troot\t_\t_\n";
        assert!(read(bare, "t").is_err());
        let documents = read_words(bare, "t").unwrap();
        let heads: Vec<_> = documents[0]
            .trees()
            .flat_map(|t| t.nodes())
            .map(|n| (n.form(), n.head().map_or("-", |h| h.form())))
            .collect();
        assert_eq!(
            heads,
            [
                ("do", "-"),
                ("n't", "do"),
                ("go", "do"),
                ("Talks", "failed"),
                ("failed", "-")
            ]
        );
        assert_eq!(documents[0].document().text(), "don't go Talks failed");
    }
}
