//! Addresses, handles and tags: stretches of atoms that are one token whatever the model thinks.

use super::atoms::{Atom, Sure};
use super::chars::{Class, Shape};

/// Marks the cuts in and around addresses in one stretch of atoms.
pub(crate) fn mark(text: &str, atoms: &mut [Atom]) {
    let mut i = 0;
    while i < atoms.len() {
        let end = match byte(text, &atoms[i]) {
            b':' => address(text, atoms, i),
            b'@' => mail(text, atoms, i).or_else(|| handle(text, atoms, i)),
            b'#' => handle(text, atoms, i),
            b'/' => path(text, atoms, i),
            _ if i == 0 || atoms[i].class == Class::Letter => site(text, atoms, i),
            _ => None,
        };
        match end {
            Some((from, to)) => {
                settle(atoms, from, to);
                i = to.max(i + 1);
            }
            None => i += 1,
        }
    }
}

fn settle(atoms: &mut [Atom], from: usize, to: usize) {
    for atom in &mut atoms[from + 1..to] {
        atom.sure = Sure::Join;
    }
    if from > 0 && atoms[from].sure == Sure::Open {
        atoms[from].sure = Sure::Split;
    }
    if to < atoms.len() {
        atoms[to].sure = Sure::Split;
    }
}

/// The first byte of an atom; 0 if it is not a symbol of ASCII.
fn byte(text: &str, atom: &Atom) -> u8 {
    match text.as_bytes()[atom.start as usize] {
        b if b.is_ascii() && atom.class == Class::Symbol => b,
        _ => 0,
    }
}

fn is_word(atom: &Atom) -> bool {
    matches!(atom.class, Class::Letter | Class::Digit | Class::Ideograph)
}

/// `scheme://…` around the colon at `colon`.
fn address(text: &str, atoms: &[Atom], colon: usize) -> Option<(usize, usize)> {
    let slashes = atoms.get(colon + 1..colon + 3)?;
    if colon == 0 || atoms[colon - 1].class != Class::Letter || atoms.len() < colon + 4 {
        return None;
    }
    if slashes.iter().any(|a| byte(text, a) != b'/') || atoms[colon - 1].n_chars > 12 {
        return None;
    }
    Some((colon - 1, address_end(text, atoms, colon + 3)))
}

/// `www.…` at the letters `first`.
fn site(text: &str, atoms: &[Atom], first: usize) -> Option<(usize, usize)> {
    let word = text.get(atoms[first].start as usize..atoms[first].end as usize)?;
    if !word.eq_ignore_ascii_case("www")
        || byte(text, atoms.get(first + 1)?) != b'.'
        || !is_word(atoms.get(first + 2)?)
        || first > 0 && is_word(&atoms[first - 1])
    {
        return None;
    }
    Some((first, address_end(text, atoms, first + 2)))
}

/// `site.org/…` around the slash at `slash`.
fn path(text: &str, atoms: &[Atom], slash: usize) -> Option<(usize, usize)> {
    let mut from = slash;
    let mut n_dots = 0;
    while from > 0 && slash - from < 12 {
        let atom = &atoms[from - 1];
        match byte(text, atom) {
            b'.' => n_dots += 1,
            b'-' => {}
            _ if matches!(atom.shape, Shape::Small) || atom.class == Class::Digit => {}
            _ => break,
        }
        from -= 1;
    }
    let ends_in_letters = slash > from && atoms[slash - 1].class == Class::Letter;
    let is_site = n_dots > 0 && ends_in_letters && (2..=6).contains(&atoms[slash - 1].n_chars);
    let starts_in_word = is_site && is_word(&atoms[from]) && is_word(atoms.get(slash + 1)?);
    let ends_in_dot = is_site && byte(text, &atoms[slash - 2]) == b'.';
    (starts_in_word && ends_in_dot).then(|| (from, address_end(text, atoms, slash + 1)))
}

/// Where an address ends that goes on at least to `from`: before white space, angle brackets or double quotes,
/// less the punctuation that belongs to the sentence.
fn address_end(text: &str, atoms: &[Atom], from: usize) -> usize {
    let mut end = from;
    let mut open = 0i32;
    while let Some(atom) = atoms.get(end) {
        match byte(text, atom) {
            b'<' | b'>' | b'"' | b'|' | b'{' | b'}' => break,
            b'(' | b'[' => open += 1,
            b')' | b']' if open == 0 => break,
            b')' | b']' => open -= 1,
            0 if atom.class == Class::Symbol && is_quote(text, atom) => break,
            _ => {}
        }
        end += 1;
    }
    while end > from
        && matches!(
            byte(text, &atoms[end - 1]),
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*'
        )
    {
        end -= 1;
    }
    end
}

fn is_quote(text: &str, atom: &Atom) -> bool {
    text[atom.start as usize..].starts_with(['“', '”', '‘', '’', '«', '»', '„', '…'])
}

/// `name@site.org` around the sign at `at`.
fn mail(text: &str, atoms: &[Atom], at: usize) -> Option<(usize, usize)> {
    let inner = |a: &Atom| is_word(a) || matches!(byte(text, a), b'.' | b'-' | b'_' | b'+');
    let mut from = at;
    while from > 0 && inner(&atoms[from - 1]) && at - from < 24 {
        from -= 1;
    }
    while from < at && !is_word(&atoms[from]) {
        from += 1;
    }
    let mut to = at + 1;
    let mut n_dots = 0;
    while to < atoms.len() && inner(&atoms[to]) && to - at < 24 {
        n_dots += usize::from(byte(text, &atoms[to]) == b'.' && to > at + 1);
        to += 1;
    }
    while to > at + 1 && !is_word(&atoms[to - 1]) {
        n_dots -= usize::from(byte(text, &atoms[to - 1]) == b'.').min(n_dots);
        to -= 1;
    }
    (from < at && to > at + 1 && n_dots > 0).then_some((from, to))
}

/// `@name` or `#tag` where it does not follow a word.
fn handle(text: &str, atoms: &[Atom], sign: usize) -> Option<(usize, usize)> {
    if sign > 0 && (is_word(&atoms[sign - 1]) || byte(text, &atoms[sign - 1]) == b'&') {
        return None;
    }
    if atoms.get(sign + 1)?.class != Class::Letter && byte(text, &atoms[sign + 1]) != b'_' {
        return None;
    }
    let mut to = sign + 2;
    while to < atoms.len() && (is_word(&atoms[to]) || byte(text, &atoms[to]) == b'_') {
        to += 1;
    }
    Some((sign, to))
}
