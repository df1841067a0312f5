//! Codebook pages: Markdown with fenced `toml`, `pattern` and `examples` blocks.

use super::place::{Faults, did_you_mean, line_and_column};
use crate::Fault;
use std::collections::BTreeMap;

/// A page as written: sections with their facts, pattern lines and examples.
#[derive(Debug)]
pub(crate) struct RawPage<'a> {
    pub(crate) path: &'a str,
    pub(crate) sections: Vec<RawSection<'a>>,
}

/// What stands under one heading.
#[derive(Debug, Default)]
pub(crate) struct RawSection<'a> {
    /// Heading without its marks; empty before the first.
    pub(crate) title: &'a str,
    /// The section's facts, over the page's.
    pub(crate) facts: Facts,
    /// Patterns, as lines with their number in the file.
    pub(crate) patterns: Vec<Vec<(u32, &'a str)>>,
    /// Examples.
    pub(crate) examples: Vec<Example>,
}

/// Facts of a page or section: name → values, with the place of each.
pub(crate) type Facts = BTreeMap<String, (Vec<String>, (u32, u32))>;

/// What an example claims.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Claim {
    /// `+`: exactly one record of the page's code, with the marked words.
    Yes,
    /// `-`: no record of the page's code.
    No,
    /// `?`: as `+`, but known not to work yet; the test fails when it starts to work.
    Wanted,
}

/// Roles of an example with the byte ranges of their words.
type Marks = Vec<(String, std::ops::Range<usize>)>;

/// A sentence of an `examples` block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// Line of the file, from 1.
    pub line: u32,
    /// What it claims.
    pub claim: Claim,
    /// The sentence without marks.
    pub text: String,
    /// Marked words: role, and byte range in `text`.
    pub marks: Marks,
}

/// Reads a page.
///
/// # Errors
/// Every fault of the page's blocks.
pub(crate) fn read<'a>(path: &'a str, text: &'a str) -> Result<RawPage<'a>, Vec<Fault>> {
    let mut reader = Reader {
        faults: Faults::new(path),
        page_facts: Facts::new(),
        sections: vec![RawSection::default()],
        text,
    };
    let mut block: Option<Block<'a>> = None;
    let mut offset = 0;
    for (i, line) in text.split('\n').enumerate() {
        let number = i as u32 + 1;
        match &mut block {
            Some(open) if line.trim_end() == "```" => {
                reader.close(open);
                block = None;
            }
            Some(open) => open.lines.push((number, offset, line)),
            None => match line.strip_prefix("```") {
                Some(kind) => {
                    block = Some(Block {
                        kind: kind.trim(),
                        line: number,
                        lines: Vec::new(),
                    })
                }
                None if line.starts_with('#') => {
                    let title = line.trim_start_matches('#').trim();
                    reader.sections.push(RawSection {
                        title,
                        facts: reader.page_facts.clone(),
                        ..Default::default()
                    });
                }
                None => {}
            },
        }
        offset += line.len() + 1;
    }
    if let Some(open) = block {
        reader.faults.add(
            (open.line, 1),
            "P020",
            "the block opened here is never closed".into(),
            Some("add a line ```".into()),
        );
    }
    if reader.faults.found.is_empty() {
        Ok(RawPage {
            path,
            sections: reader.sections,
        })
    } else {
        Err(reader.faults.found)
    }
}

struct Block<'a> {
    kind: &'a str,
    line: u32,
    lines: Vec<(u32, usize, &'a str)>,
}

struct Reader<'a> {
    faults: Faults<'a>,
    page_facts: Facts,
    sections: Vec<RawSection<'a>>,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn close(&mut self, block: &Block<'a>) {
        match block.kind {
            "toml" => self.facts(block),
            "pattern" => {
                let mut pattern = Vec::new();
                for &(number, _, line) in &block.lines {
                    let line = line.split('#').next().unwrap_or("").trim_end();
                    if line.trim().is_empty() {
                        self.end_pattern(&mut pattern);
                    } else {
                        pattern.push((number, line));
                    }
                }
                self.end_pattern(&mut pattern);
            }
            "examples" => {
                for &(number, _, line) in &block.lines {
                    self.example(number, line);
                }
            }
            "" | "text" => {}
            other => {
                let help = did_you_mean(other, ["toml", "pattern", "examples", "text"].into_iter());
                self.faults.add(
                    (block.line, 4),
                    "P021",
                    format!("there is no block `{other}`"),
                    help,
                );
            }
        }
    }

    fn end_pattern(&mut self, pattern: &mut Vec<(u32, &'a str)>) {
        if !pattern.is_empty() {
            self.section().patterns.push(std::mem::take(pattern));
        }
    }

    fn section(&mut self) -> &mut RawSection<'a> {
        self.sections
            .last_mut()
            .expect("the section before the first heading is always there")
    }

    /// Facts before the first second-level heading are the page's, later ones the section's.
    fn facts(&mut self, block: &Block<'a>) {
        let Some(&(_, start, _)) = block.lines.first() else {
            return;
        };
        let end = block
            .lines
            .last()
            .map_or(start, |(_, at, line)| at + line.len());
        let source = &self.text[start..end];
        let table: BTreeMap<String, toml::Spanned<toml::Value>> = match toml::from_str(source) {
            Ok(table) => table,
            Err(e) => {
                let at = line_and_column(self.text, start + e.span().map_or(0, |s| s.start));
                self.faults
                    .add(at, "P001", e.message().trim().replace('\n', "; "), None);
                return;
            }
        };
        let mut facts = Facts::new();
        for (name, value) in table {
            let at = line_and_column(self.text, start + value.span().start);
            match strings(value.as_ref()) {
                Some(values) => {
                    facts.insert(name, (values, at));
                }
                None => self.faults.add(
                    at,
                    "P022",
                    format!("`{name}` must be a string or a list of strings"),
                    None,
                ),
            }
        }
        if self.sections.len() <= 2 {
            self.page_facts.extend(facts.clone());
        }
        self.section().facts.extend(facts);
    }

    fn example(&mut self, number: u32, line: &str) {
        let line = line.trim();
        let mut chars = line.chars();
        let claim = match chars.next() {
            None => return,
            Some('+') => Claim::Yes,
            Some('-') => Claim::No,
            Some('?') => Claim::Wanted,
            Some('#') => return,
            Some(_) => {
                let help = Some("start the line with `+`, `-` or `?`".to_owned());
                self.faults.add(
                    (number, 1),
                    "P023",
                    "this example makes no claim".into(),
                    help,
                );
                return;
            }
        };
        match read_marks(chars.as_str().trim()) {
            Some((text, marks)) => self.section().examples.push(Example {
                line: number,
                claim,
                text,
                marks,
            }),
            None => {
                let help = Some("write `[role words]`".to_owned());
                self.faults.add(
                    (number, 1),
                    "P024",
                    "a bracket of this example is not closed or names no role".into(),
                    help,
                );
            }
        }
    }
}

fn strings(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(s) => Some(vec![s.clone()]),
        toml::Value::Array(list) => list.iter().map(|v| v.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// Takes `[role words]` apart.
fn read_marks(line: &str) -> Option<(String, Marks)> {
    let (mut text, mut marks, mut rest) = (String::new(), Vec::new(), line);
    while let Some(open) = rest.find('[') {
        text.push_str(&rest[..open]);
        let (inside, after) = rest[open + 1..].split_once(']')?;
        let (role, words) = inside.split_once(' ')?;
        let start = text.len();
        text.push_str(words);
        marks.push((role.to_owned(), start..text.len()));
        rest = after;
    }
    text.push_str(rest);
    Some((text, marks))
}

#[cfg(test)]
mod tests {
    use super::{Claim, read};

    #[test]
    fn a_page_comes_apart_into_sections_with_inherited_facts() {
        let page = "# X\n```toml\nkind = \"event\"\n```\n## One\n```toml\nmode = \"a\"\n```\n```pattern\nverb x\n\nverb y\n```\n\
            ## Two\n```examples\n+ [actor Ann] ran.\n- No.\n```\n";
        let page = read("p/X.md", page).unwrap();
        assert_eq!(
            page.sections[2].facts.keys().collect::<Vec<_>>(),
            ["kind", "mode"]
        );
        assert_eq!(page.sections[2].patterns.len(), 2);
        assert_eq!(page.sections[3].facts.keys().collect::<Vec<_>>(), ["kind"]);
        let example = &page.sections[3].examples[0];
        assert_eq!(
            (example.claim, example.text.as_str()),
            (Claim::Yes, "Ann ran.")
        );
        assert_eq!(example.marks, [("actor".to_owned(), 0..3)]);
    }

    #[test]
    fn faults_name_their_line() {
        let faults = read("p/X.md", "# X\n```patern\n```\n```examples\nhm\n```\n").unwrap_err();
        let shown: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            shown[0],
            "p/X.md:2:4: P021: there is no block `patern` (did you mean `pattern`?)"
        );
        assert_eq!(
            shown[1],
            "p/X.md:5:1: P023: this example makes no claim (start the line with `+`, `-` or `?`)"
        );
    }
}
