//! Where tokens begin inside a stretch without white space.

use super::atoms::{Atom, mix};
use super::chars::Class;
use super::linear::Features;

/// Number of features of one decision about a token cut.
pub(crate) const N_CUT: usize = 26;

/// What stands around a stretch.
#[derive(Clone, Copy, Default)]
pub(crate) struct Around {
    /// Hash of the token before it.
    pub(crate) before: u32,
    /// First character class and case of what follows.
    pub(crate) next: u32,
    /// Whether single and double quotes are open before it (bits 0 and 1).
    pub(crate) quotes: u32,
}

/// The token being built before a possible cut.
#[derive(Clone, Copy)]
pub(crate) struct Open {
    /// Its first atom.
    pub(crate) from: usize,
    /// Hash of its atoms so far.
    pub(crate) hash: u32,
    /// Hash of the shapes of its atoms so far.
    pub(crate) shape: u32,
}

const EDGE: Atom = Atom {
    start: 0,
    end: 0,
    hash: 1,
    tail: 1,
    class: Class::Space,
    shape: super::chars::Shape::None,
    n_chars: 0,
    sure: super::atoms::Sure::Open,
};

/// Class, case and (for symbols) identity of an atom.
#[inline]
pub(crate) fn look(atom: &Atom) -> u32 {
    match atom.class {
        Class::Symbol => atom.hash | 1,
        Class::Letter => 64 + ((atom.shape as u32) << 1),
        class => (class as u32) << 1,
    }
}

#[inline]
fn length(atom: &Atom) -> u32 {
    u32::from(atom.n_chars.min(6))
}

/// The features of a cut before atom `i` (at least 1) of `atoms`.
pub(crate) fn features(atoms: &[Atom], i: usize, open: Open, around: Around) -> [u32; N_CUT] {
    let at = |k: isize| -> &Atom {
        let k = i as isize + k;
        if k < 0 {
            &EDGE
        } else {
            atoms.get(k as usize).unwrap_or(&EDGE)
        }
    };
    let (l, r) = (at(-1), at(0));
    let (ll, rr) = (at(-2), at(1));
    let (lll, rrr) = (at(-3), at(2));
    let (look_l, look_r, look_ll, look_rr) = (look(l), look(r), look(ll), look(rr));
    let was_cut = u32::from(open.from == i - 1);
    let n_left = (atoms.len() - i).min(3) as u32;
    let next = if n_left < 3 { around.next } else { 99 };
    let sizes = length(l) * 8 + length(r);
    let first = look(&atoms[0]);
    let last = look(&atoms[atoms.len() - 1]);
    let shapes = [look_ll, look_l, look_r, look_rr];
    let mut f = Features::<N_CUT>::new();
    f.add(&[]);
    f.add(&[look_l, look_r, was_cut]);
    f.add(&[l.hash, look_r]);
    f.add(&[look_l, r.hash]);
    f.add(&[l.hash, r.hash]);
    f.add(&[ll.hash, l.hash, look_r]);
    f.add(&[look_l, r.hash, rr.hash]);
    f.add(&[ll.hash, l.hash, r.hash]);
    f.add(&[l.hash, r.hash, rr.hash]);
    f.add(&[look_l, look_r, n_left, next]);
    f.add(&[l.hash, look_r, n_left, next]);
    f.add(&[open.hash, look_r, n_left]);
    f.add(&[open.shape, look_r, look_rr]);
    f.add(&[open.hash, r.hash, n_left, next]);
    f.add(&[shapes[0], shapes[1], shapes[2], was_cut]);
    f.add(&[shapes[0], shapes[1], shapes[2], shapes[3], was_cut]);
    f.add(&[
        look(lll),
        shapes[0],
        shapes[1],
        shapes[2],
        shapes[3],
        look(rrr),
    ]);
    f.add(&[look_l, look_r, look_rr, look(rrr)]);
    f.add(&[look_l, look_r, sizes]);
    f.add(&[look_l, look_r, look_rr, sizes, length(rr)]);
    f.add(&[first, look_l, look_r, last]);
    f.add(&[around.before, l.hash, look_r]);
    f.add(&[look_l, look_r, around.quotes, n_left]);
    f.add(&[l.tail, look_r, r.tail, around.quotes]);
    f.add(&[look_ll, look_l, look_r, look_rr, next, n_left]);
    f.add(&[ll.hash, l.hash, r.hash, rr.hash]);
    f.slots
}

/// The state before the first atom of a token.
pub(crate) fn start_token(atoms: &[Atom], i: usize) -> Open {
    Open {
        from: i,
        hash: mix(3, atoms[i].hash),
        shape: mix(5, look(&atoms[i])),
    }
}

/// The state after atom `i` joined the token.
pub(crate) fn join(open: Open, atoms: &[Atom], i: usize) -> Open {
    Open {
        from: open.from,
        hash: mix(open.hash, atoms[i].hash),
        shape: mix(open.shape, look(&atoms[i])),
    }
}
