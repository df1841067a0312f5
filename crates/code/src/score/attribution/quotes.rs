//! Which characters stand in quotation marks.

use crate::score::chars::is_word;

/// Per character: inside quotation marks, the marks included. Marks never reach over a line end; an
/// unclosed one runs to it.
pub(super) fn inside(chars: &[char]) -> Vec<bool> {
    let mut inside = vec![false; chars.len()];
    let mut start = 0;
    for line in chars.split(|&c| c == '\n') {
        let marks = &mut inside[start..start + line.len()];
        double(line, marks);
        single(line, marks);
        start += line.len() + 1;
    }
    inside
}

/// Double marks; two apostrophes or two backquotes are one.
fn double(line: &[char], inside: &mut [bool]) {
    let mut open = None;
    let mut i = 0;
    while i < line.len() {
        let pair = matches!(line[i..], ['\'', '\'', ..] | ['`', '`', ..]);
        let c = line[i];
        i += usize::from(pair);
        let (opens, closes) = match c {
            '\u{201c}' | '\u{ab}' | '\u{201e}' => (true, false),
            '\u{201d}' | '\u{bb}' => (false, true),
            _ => (c == '"' || pair, c == '"' || pair),
        };
        match open {
            Some(start) if closes => {
                inside[start..=i].fill(true);
                open = None;
            }
            None if opens => open = Some(i),
            _ => (),
        }
        i += 1;
    }
    if let Some(start) = open {
        inside[start..].fill(true);
    }
}

/// Single marks outside double ones, around more than one word: opened at a word start, closed before
/// a non-word.
fn single(line: &[char], inside: &mut [bool]) {
    let closing = closings(line);
    let mut i = 0;
    while i < line.len() {
        let end = match opens(line, i) {
            true => closing[i + 1],
            false => None,
        };
        let Some(end) = end else {
            i += 1;
            continue;
        };
        let marked = &mut inside[i..end];
        if !marked.contains(&true) && line[i..end].contains(&' ') {
            marked.fill(true);
        }
        i = end;
    }
}

fn opens(line: &[char], i: usize) -> bool {
    let apart = i == 0 || !(is_word(line[i - 1]) || matches!(line[i - 1], '\u{2019}' | '\''));
    apart && matches!(line[i], '\u{2018}' | '\'') && line.get(i + 1).is_some_and(|&c| is_word(c))
}

/// Per place: the end of the first closing mark from there on with no opening one before it.
fn closings(line: &[char]) -> Vec<Option<usize>> {
    let mut out = vec![None; line.len() + 1];
    for i in (0..line.len()).rev() {
        let last = is_word(line[i]) || matches!(line[i], '.' | ',' | '!' | '?');
        let mark = matches!(line.get(i + 1), Some('\u{2019}' | '\''));
        let free = line.get(i + 2).is_none_or(|&c| !is_word(c));
        out[i] = if last && mark && free {
            Some(i + 2)
        } else if line[i] == '\u{2018}' {
            None
        } else {
            out[i + 1]
        };
    }
    out
}
