//! Writes treebank documents out as text, in the treebank's own style or another.

use super::multiword::Counts;
use crate::segment::chars::{self, Class};
use crate::train::random::Random;
use verbale_text::{Parsed, Span};

/// A text, and where its tokens start and its sentences end (by byte).
#[derive(Default)]
pub(crate) struct Rendered {
    pub(crate) text: String,
    pub(crate) starts: Vec<bool>,
    pub(crate) ends: Vec<bool>,
}

/// How a document is laid out and typed.
#[derive(Clone, Debug)]
pub(crate) struct Style {
    /// Most characters of a line, if lines are wrapped.
    width: Option<usize>,
    /// What parts paragraphs.
    paragraph: &'static str,
    /// Whether a sentence without an end mark ends its line.
    breaks_after_titles: bool,
    /// Curly (`true`) or straight quotes and apostrophes; as they are if `None`.
    curly: Option<bool>,
    /// The dash between blanks, if another one than in the treebank.
    dash: Option<&'static str>,
    /// Whether `...` is one character, and hyphens are short dashes.
    ellipsis: bool,
    short_dashes: bool,
    /// Shares of sentences in capitals, in title case, and that follow the one before without a blank.
    capitals: f32,
    titles: f32,
    squeezed: f32,
    /// Share of blanks that are unbreakable.
    unbreakable: f32,
}

impl Style {
    /// As the scorers of UD lay text out.
    pub(crate) const PLAIN: Style = Style {
        width: None,
        paragraph: "\n\n",
        breaks_after_titles: false,
        curly: None,
        dash: None,
        ellipsis: false,
        short_dashes: false,
        capitals: 0.0,
        titles: 0.0,
        squeezed: 0.0,
        unbreakable: 0.0,
    };

    /// Some style for own sentences, which stand for wire news too: more of them in capitals.
    pub(crate) fn wire(random: &mut Random) -> Style {
        Style {
            capitals: 0.12,
            ..Style::random(random)
        }
    }

    /// Some style.
    pub(crate) fn random(random: &mut Random) -> Style {
        let paragraph = ["\n\n", "\n", "\n", "\r\n\r\n"][random.below(4)];
        let wraps = paragraph != "\n" && random.unit() < 0.5;
        Style {
            width: wraps.then(|| 55 + random.below(35)),
            paragraph,
            breaks_after_titles: random.unit() < 0.5,
            curly: [None, Some(false), Some(true), Some(true)][random.below(4)],
            dash: [None, Some("—"), Some("–"), Some("--")][random.below(4)],
            ellipsis: random.unit() < 0.3,
            short_dashes: random.unit() < 0.15,
            capitals: 0.04,
            titles: 0.04,
            squeezed: 0.02,
            unbreakable: if random.unit() < 0.1 { 0.1 } else { 0.0 },
        }
    }
}

/// A surface token with its words.
pub(crate) struct Token {
    pub(crate) surface: String,
    pub(crate) words: Vec<String>,
    pub(crate) blank_after: bool,
}

/// A sentence to be laid out.
pub(crate) struct Sentence {
    pub(crate) tokens: Vec<Token>,
    pub(crate) opens_paragraph: bool,
    /// Whether it stands on a new line, if it does not open a paragraph.
    pub(crate) breaks_line: bool,
}

/// A treebank document taken apart.
pub(crate) struct Source {
    pub(crate) sentences: Vec<Sentence>,
}

impl Source {
    pub(crate) fn new(doc: &Parsed) -> Source {
        let all = doc.tokens();
        let text = doc.document().text();
        let mut sentences = Vec::new();
        for s in doc.sentences() {
            let mut tokens: Vec<(Span, Vec<String>)> = Vec::new();
            for t in &all[s.first as usize..s.end as usize] {
                let form = doc.strings().get(t.form).to_owned();
                match tokens.last_mut() {
                    Some((span, words)) if t.continues_token => {
                        *span = span.cover(t.span);
                        words.push(form);
                    }
                    _ => tokens.push((t.span, vec![form])),
                }
            }
            let tokens = tokens.into_iter().map(|(span, words)| Token {
                surface: span.of(text).to_owned(),
                words,
                blank_after: text[span.end as usize..].starts_with(char::is_whitespace),
            });
            sentences.push(Sentence {
                tokens: tokens.collect(),
                opens_paragraph: s.opens_paragraph,
                breaks_line: false,
            });
        }
        Source { sentences }
    }

    /// Counts the words of tokens, and the tokens of stretches of letters.
    pub(crate) fn count(&self, counts: &mut Counts) {
        let tokens: Vec<&Token> = self.sentences.iter().flat_map(|s| &s.tokens).collect();
        let is_letters = |t: &Token| t.surface.chars().all(|c| chars::class(c) == Class::Letter);
        let mut i = 0;
        while i < tokens.len() {
            let mut n = 1;
            while is_letters(tokens[i + n - 1])
                && !tokens[i + n - 1].blank_after
                && tokens.get(i + n).is_some_and(|t| is_letters(t))
            {
                n += 1;
            }
            if n > 1 {
                let words: Vec<&str> = tokens[i..i + n]
                    .iter()
                    .map(|t| t.surface.as_str())
                    .collect();
                counts.add(&words.concat(), &words, true);
            } else {
                let words: Vec<&str> = tokens[i].words.iter().map(String::as_str).collect();
                counts.add(&tokens[i].surface, &words, false);
            }
            i += n;
        }
    }

    /// Counts the words of tokens that have several.
    pub(crate) fn count_multiword(&self, counts: &mut Counts) {
        for token in self.sentences.iter().flat_map(|s| &s.tokens) {
            if token.words.len() > 1 {
                let words: Vec<&str> = token.words.iter().map(String::as_str).collect();
                counts.add(&token.surface, &words, false);
            }
        }
    }

    /// The document in `style`.
    pub(crate) fn render(&self, style: &Style, random: &mut Random) -> Rendered {
        let mut out = Rendered::default();
        let mut line_start = 0;
        let mut typist = Typist { style, open: false };
        for (i, sentence) in self.sentences.iter().enumerate() {
            let draw = random.unit();
            let case = if draw < style.capitals {
                Case::Capitals
            } else if draw < style.capitals + style.titles {
                Case::Titles
            } else {
                Case::AsIs
            };
            for (k, token) in sentence.tokens.iter().enumerate() {
                let surface = typist.type_token(&case.of(&token.surface), &out.text);
                let at_line_start = out.text.len() == line_start;
                if let Some(width) = style.width
                    && !at_line_start
                    && out.text.ends_with(' ')
                    && out.text.len() + surface.len() > line_start + width
                {
                    out.text.pop();
                    out.text.push('\n');
                    line_start = out.text.len();
                }
                out.put(&surface);
                let after = sentence.tokens.get(k + 1);
                let mut squeezed =
                    |next| is_squeezable(token, next) && random.unit() < style.squeezed;
                if token.blank_after && after.is_some_and(|next| !squeezed(next)) {
                    out.text.push_str(if random.unit() < style.unbreakable {
                        "\u{A0}"
                    } else {
                        " "
                    });
                }
            }
            out.end();
            let Some(next) = self.sentences.get(i + 1) else {
                break;
            };
            let last = &sentence.tokens[sentence.tokens.len() - 1];
            let gap = gap_after(last, next, style, random);
            out.text.push_str(gap);
            if gap.contains('\n') {
                line_start = out.text.len();
                typist.open &= gap == "\n" && style.width.is_some();
            }
        }
        out.starts.resize(out.text.len() + 1, false);
        out.ends.resize(out.text.len() + 1, false);
        out
    }
}

/// Whether people leave out the blank between two tokens: after a comma, not between digits.
fn is_squeezable(token: &Token, next: &Token) -> bool {
    matches!(token.surface.as_str(), "," | ";" | ":")
        && next.surface.starts_with(char::is_alphabetic)
}

/// What stands between two sentences.
fn gap_after(last: &Token, next: &Sentence, style: &Style, random: &mut Random) -> &'static str {
    let has_mark = last
        .surface
        .chars()
        .all(|c| chars::class(c) == Class::Symbol);
    if next.opens_paragraph {
        style.paragraph
    } else if next.breaks_line {
        "\n"
    } else if !last.blank_after {
        ""
    } else if !has_mark && style.breaks_after_titles {
        "\n"
    } else if has_mark && random.unit() < style.squeezed {
        ""
    } else {
        " "
    }
}

impl Rendered {
    fn put(&mut self, surface: &str) {
        self.starts.resize(self.text.len() + 1, false);
        self.starts[self.text.len()] = true;
        self.text.push_str(surface);
    }

    fn end(&mut self) {
        self.ends.resize(self.text.len() + 1, false);
        self.ends[self.text.len()] = true;
    }
}

#[derive(Clone, Copy)]
enum Case {
    AsIs,
    Capitals,
    Titles,
}

impl Case {
    fn of(self, surface: &str) -> String {
        match self {
            Case::AsIs => surface.to_owned(),
            Case::Capitals => surface.to_uppercase(),
            Case::Titles => {
                let mut chars = surface.chars();
                match chars.next() {
                    Some(c) => c.to_uppercase().chain(chars).collect(),
                    None => String::new(),
                }
            }
        }
    }
}

struct Typist<'a> {
    style: &'a Style,
    /// Whether a double quote is open.
    open: bool,
}

impl Typist<'_> {
    /// The token as this style types it after `before`.
    fn type_token(&mut self, surface: &str, before: &str) -> String {
        let before_gap = before.is_empty() || before.ends_with(char::is_whitespace);
        match (surface, self.style.dash) {
            ("-" | "--" | "—" | "–", Some(dash)) if before_gap => return dash.to_owned(),
            ("-", _) if !before_gap && self.style.short_dashes => return "–".to_owned(),
            ("...", _) if self.style.ellipsis => return "…".to_owned(),
            _ => {}
        }
        match self.style.curly {
            None => surface.to_owned(),
            Some(false) => surface.replace(['“', '”'], "\"").replace(['‘', '’'], "'"),
            Some(true) => match surface {
                "\"" => {
                    self.open = !self.open;
                    if self.open { "“" } else { "”" }.to_owned()
                }
                "'" if before_gap => "‘".to_owned(),
                _ => surface.replace('\'', "’"),
            },
        }
    }
}
