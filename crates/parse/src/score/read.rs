//! CoNLL-U as the scorer sees it: characters without white space, and spans over them.

use super::Error;

/// Universal features that are compared; any other is dropped (CoNLL 2018 evaluation script).
const FEATURES: [&str; 21] = [
    "PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number",
    "Case", "Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident",
    "Polarity", "Person", "Polite",
];

/// One syntactic word.
pub(super) struct Word {
    /// Half-open range of characters, white space not counted.
    pub(super) span: (usize, usize),
    /// Number of its sentence.
    pub(super) sentence: usize,
    pub(super) in_mwt: bool,
    pub(super) form: String,
    pub(super) lemma: String,
    pub(super) upos: String,
    pub(super) xpos: String,
    pub(super) feats: String,
    head_id: usize,
    /// Index into [`Text::words`], or `None` for a root.
    pub(super) head: Option<usize>,
    /// Relation with its subtype.
    pub(super) full_rel: String,
    /// Index of the paired word of the other file.
    pub(super) mate: Option<usize>,
}

impl Word {
    /// Relation without its subtype.
    pub(super) fn rel(&self) -> &str {
        self.full_rel.split(':').next().unwrap_or_default()
    }
}

/// One file.
#[derive(Default)]
pub(super) struct Text {
    chars: Vec<char>,
    /// Line of each character, from 1.
    lines: Vec<usize>,
    pub(super) tokens: Vec<(usize, usize)>,
    pub(super) sentences: Vec<(usize, usize)>,
    pub(super) words: Vec<Word>,
    /// Of each sentence, if the file tells it.
    pub(super) genres: Vec<Option<String>>,
}

/// A file that is being read.
struct Reader<'a> {
    name: &'a str,
    text: Text,
    /// First word and first character of the open sentence.
    first_word: usize,
    first_char: usize,
    /// Last word number and characters of the open multi-word token.
    mwt_last: usize,
    mwt_span: (usize, usize),
    /// What comments say about the open document and sentence.
    document_genre: Option<String>,
    sentence_genre: Option<String>,
}

/// Reads a file; `name` stands in messages.
pub(super) fn read(input: &str, name: &str) -> Result<Text, Error> {
    let mut reader = Reader {
        name,
        text: Text::default(),
        first_word: 0,
        first_char: 0,
        mwt_last: 0,
        mwt_span: (0, 0),
        document_genre: None,
        sentence_genre: None,
    };
    let mut at = 0;
    for line in lines(input) {
        at += 1;
        if line.is_empty() {
            reader.close(at)?;
        } else if let Some(comment) = line.strip_prefix('#') {
            reader.comment(comment.trim());
        } else {
            reader.row(line, at)?;
        }
    }
    reader.close(at + 1)?;
    Ok(reader.text)
}

/// Lines as a text reader with universal newlines yields them: `\n`, `\r\n` and `\r` all end one.
fn lines(input: &str) -> impl Iterator<Item = &str> {
    input.split_terminator('\n').flat_map(|line| {
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.split('\r')
    })
}

/// Characters of a form without those of the general category `Zs`.
fn squeeze(form: &str) -> String {
    form.chars()
        .filter(|c| {
            !matches!(
                c,
                ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'
                    ..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
            )
        })
        .collect()
}

impl Reader<'_> {
    fn fail<T>(&self, line: usize, problem: String) -> Result<T, Error> {
        Err(Error {
            line,
            problem: format!("{} file: {problem}", self.name),
        })
    }

    fn comment(&mut self, comment: &str) {
        if comment.starts_with("newdoc") {
            self.document_genre = None;
        }
        let Some((name, value)) = comment.split_once('=') else {
            return;
        };
        match name.trim() {
            "meta::genre" => self.document_genre = Some(value.trim().to_owned()),
            "sent_id" => {
                let prefix = value
                    .trim()
                    .split_once(['-', '_'])
                    .map(|(prefix, _)| prefix);
                let is_word = |p: &&str| !p.is_empty() && p.chars().all(char::is_alphabetic);
                self.sentence_genre = prefix.filter(is_word).map(str::to_owned);
            }
            _ => {}
        }
    }

    fn sentence_len(&self) -> usize {
        self.text.words.len() - self.first_word
    }

    fn push_chars(&mut self, form: &str, line: usize) -> (usize, usize) {
        let start = self.text.chars.len();
        self.text.chars.extend(form.chars());
        let end = self.text.chars.len();
        self.text.lines.resize(end, line);
        (start, end)
    }

    fn row(&mut self, line: &str, at: usize) -> Result<(), Error> {
        let columns: Vec<&str> = line.split('\t').collect();
        let Ok(columns) = <[&str; 10]>::try_from(columns.as_slice()) else {
            let n = columns.len();
            return self.fail(
                at,
                format!("{n} columns, 10 wanted; separate columns with tabs and fill with _"),
            );
        };
        let ident = columns[0];
        if ident.contains('.') {
            return Ok(());
        }
        let form = squeeze(columns[1]);
        if form.is_empty() {
            return self.fail(at, "empty form; give the word in column 2".into());
        }
        if ident.contains('-') {
            return self.range(ident, &form, at);
        }
        self.word(&columns, form, at)
    }

    /// A line such as `2-3`, which opens a multi-word token.
    fn range(&mut self, ident: &str, form: &str, at: usize) -> Result<(), Error> {
        let bounds = ident
            .split_once('-')
            .and_then(|(a, b)| Some((a.parse::<usize>().ok()?, b.parse::<usize>().ok()?)));
        let n = self.sentence_len();
        match bounds {
            Some((first, last)) if first == n + 1 && last >= first && n >= self.mwt_last => {
                self.mwt_span = self.push_chars(form, at);
                self.text.tokens.push(self.mwt_span);
                self.mwt_last = last;
                Ok(())
            }
            _ => self.fail(
                at,
                format!("bad token range {ident}; it must start at word {}", n + 1),
            ),
        }
    }

    fn word(&mut self, columns: &[&str; 10], form: String, at: usize) -> Result<(), Error> {
        let next = self.sentence_len() + 1;
        if columns[0].parse() != Ok(next) {
            return self.fail(
                at,
                format!("word {} out of order; {next} is the next", columns[0]),
            );
        }
        let Ok(head_id) = columns[6].parse() else {
            return self.fail(
                at,
                format!("head {:?} is not a word number or 0", columns[6]),
            );
        };
        let in_mwt = next <= self.mwt_last;
        let span = if in_mwt {
            self.mwt_span
        } else {
            let span = self.push_chars(&form, at);
            self.text.tokens.push(span);
            span
        };
        let mut feats: Vec<&str> = columns[5]
            .split('|')
            .filter(|f| FEATURES.contains(&f.split('=').next().unwrap_or_default()))
            .collect();
        feats.sort_unstable();
        self.text.words.push(Word {
            span,
            sentence: self.text.sentences.len(),
            in_mwt,
            form: form.to_lowercase(),
            lemma: columns[2].into(),
            upos: columns[3].into(),
            xpos: columns[4].into(),
            feats: feats.join("|"),
            head_id,
            head: None,
            full_rel: columns[7].into(),
            mate: None,
        });
        Ok(())
    }

    /// Ends the open sentence at line `at`: heads become indices, and the tree is checked.
    fn close(&mut self, at: usize) -> Result<(), Error> {
        let n = self.sentence_len();
        if n == 0 {
            return Ok(());
        }
        if n < self.mwt_last {
            let last = self.mwt_last;
            return self.fail(
                at,
                format!("the sentence stops inside a token; word {last} is missing"),
            );
        }
        let mut n_roots = 0;
        for i in self.first_word..self.text.words.len() {
            let head_id = self.text.words[i].head_id;
            if head_id > n {
                return self.fail(
                    at,
                    format!("head {head_id} is outside the sentence of {n} words"),
                );
            }
            self.text.words[i].head = head_id.checked_sub(1).map(|h| self.first_word + h);
            n_roots += usize::from(head_id == 0);
        }
        if n_roots != 1 {
            return self.fail(
                at,
                format!("the sentence has {n_roots} roots; exactly one word must have head 0"),
            );
        }
        if has_cycle(&self.text.words, self.first_word) {
            return self.fail(
                at,
                "the sentence has a cycle; every word must reach head 0".into(),
            );
        }
        let end = self.text.chars.len();
        self.text.sentences.push((self.first_char, end));
        let sentence_genre = self.sentence_genre.take();
        self.text
            .genres
            .push(self.document_genre.clone().or(sentence_genre));
        self.first_char = end;
        self.first_word = self.text.words.len();
        self.mwt_last = 0;
        Ok(())
    }
}

/// Whether the words from `first` on have a cycle among their heads.
fn has_cycle(words: &[Word], first: usize) -> bool {
    // per word: 0 = new, otherwise the walk that saw it first
    let mut walk_of = vec![0_usize; words.len() - first];
    for start in first..words.len() {
        let walk = start - first + 1;
        let mut node = Some(start);
        while let Some(i) = node {
            match walk_of[i - first] {
                0 => walk_of[i - first] = walk,
                seen if seen == walk => return true,
                _ => break,
            }
            node = words[i].head;
        }
    }
    false
}

/// Checks that both files hold the same characters.
pub(super) fn same_text(gold: &Text, system: &Text) -> Result<(), Error> {
    if gold.chars == system.chars {
        return Ok(());
    }
    let same = gold.chars.iter().zip(&system.chars);
    let k = same.take_while(|(g, s)| g == s).count();
    let ahead = |text: &Text| text.chars[k..].iter().take(30).collect::<String>();
    let line = |text: &Text| text.lines.get(k).or(text.lines.last()).copied();
    Err(Error {
        line: line(system).unwrap_or(1),
        problem: format!(
            "system file: the texts differ at character {k}: gold {:?} (line {} of the gold file), \
             system {:?}; parse the gold text itself",
            ahead(gold),
            line(gold).unwrap_or(1),
            ahead(system)
        ),
    })
}
