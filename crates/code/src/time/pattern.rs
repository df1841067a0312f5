//! Pattern lines, and the automaton they become.
//!
//! A line is elements with blanks between: `CLASS`, a word, `:UPOS`, a macro `$NAME`, groups `( a | b )`, each
//! optional with `?` after it. `<` ends what must stand before the expression, `>` begins what must stand after it,
//! `~` leaves a word between two expressions ("6 and 7 July"), `_` says that there is no white space.

use rustc_hash::FxHashMap;

/// A class of pieces: words of the pack, numbers, parts of speech, or one literal word.
pub(crate) type Class = u16;

/// Marks in place of classes.
pub(crate) const LEFT: Class = 0;
pub(crate) const RIGHT: Class = 1;
pub(crate) const SPLIT: Class = 2;
pub(crate) const GLUE: Class = 3;
/// First class that is no mark.
pub(crate) const FIRST_CLASS: Class = 4;

/// A parsed pattern.
#[derive(Clone, Debug)]
pub(crate) enum Ast {
    One(Class),
    /// A class that takes no word.
    Free(Class),
    All(Vec<Ast>),
    Any(Vec<Ast>),
    Maybe(Box<Ast>),
}

/// Groups nest as calls do; no readable line has more.
const MAX_GROUPS: usize = 64;

/// Parses `line`; `class_of` gives the class of an element, or says what is wrong with it.
pub(crate) fn parse(
    line: &str,
    class_of: &mut dyn FnMut(&str) -> Result<Ast, String>,
) -> Result<Ast, String> {
    let mut words = Vec::new();
    for word in line.split_whitespace() {
        let mut rest = word;
        while let Some(r) = rest.strip_prefix('(') {
            words.push("(");
            rest = r;
        }
        let mut tail = Vec::new();
        loop {
            if let Some(r) = rest.strip_suffix(")?") {
                tail.push(")?");
                rest = r;
            } else if let Some(r) = rest.strip_suffix(')') {
                tail.push(")");
                rest = r;
            } else {
                break;
            }
        }
        if !rest.is_empty() {
            words.push(rest);
        }
        words.extend(tail.into_iter().rev());
    }
    if words.iter().filter(|w| **w == "(").count() > MAX_GROUPS {
        return Err("too many groups in one line".into());
    }
    let mut at = 0;
    let ast = alternatives(&words, &mut at, class_of)?;
    if at < words.len() {
        return Err("a `)` closes nothing".into());
    }
    Ok(ast)
}

fn alternatives(
    words: &[&str],
    at: &mut usize,
    class_of: &mut dyn FnMut(&str) -> Result<Ast, String>,
) -> Result<Ast, String> {
    let mut choices = Vec::new();
    let mut sequence = Vec::new();
    while let Some(&word) = words.get(*at) {
        match word {
            ")" | ")?" => break,
            "|" => {
                *at += 1;
                choices.push(Ast::All(std::mem::take(&mut sequence)));
            }
            "(" => {
                *at += 1;
                let inner = alternatives(words, at, class_of)?;
                let closing = words.get(*at).copied();
                *at += 1;
                sequence.push(match closing {
                    Some(")?") => Ast::Maybe(Box::new(inner)),
                    Some(_) => inner,
                    None => return Err("a `(` is not closed".into()),
                });
            }
            _ => {
                *at += 1;
                sequence.push(match word.strip_suffix('?') {
                    Some(name) if !name.is_empty() => Ast::Maybe(Box::new(class_of(name)?)),
                    _ => class_of(word)?,
                });
            }
        }
    }
    choices.push(Ast::All(sequence));
    Ok(match choices.len() {
        1 => choices.swap_remove(0),
        _ => Ast::Any(choices),
    })
}

/// No rule ends here.
pub(crate) const NO_RULE: u16 = u16::MAX;

/// All rules in one trie over classes.
#[derive(Debug, Default)]
pub(crate) struct Automaton {
    edges: FxHashMap<u64, u32>,
    /// First rule (in file order) that ends at each node.
    ends: Vec<u16>,
    /// Which marks and whether parts of speech leave each node.
    flags: Vec<u8>,
}

/// Bits of [`Automaton::flags`] are `1 << mark`; this one is for parts of speech.
pub(crate) const UPOS_FLAG: u8 = 1 << 4;

/// Bit for classes that take no word.
pub(crate) const FREE_FLAG: u8 = 1 << 5;

/// More nodes than this are a mistake in the pack.
const MAX_NODES: usize = 400_000;

impl Automaton {
    pub(crate) fn new() -> Self {
        Self {
            edges: FxHashMap::default(),
            ends: vec![NO_RULE],
            flags: vec![0],
        }
    }

    /// Adds a pattern; false if the automaton becomes too large.
    pub(crate) fn add(&mut self, pattern: &Ast, rule: u16, upos: std::ops::Range<Class>) -> bool {
        for node in self.walk(pattern, &[0], &upos) {
            let end = &mut self.ends[node as usize];
            *end = rule.min(*end);
        }
        self.ends.len() <= MAX_NODES
    }

    fn walk(&mut self, ast: &Ast, from: &[u32], upos: &std::ops::Range<Class>) -> Vec<u32> {
        if self.ends.len() > MAX_NODES {
            return Vec::new();
        }
        match ast {
            Ast::One(class) => from.iter().map(|&n| self.step(n, *class, upos)).collect(),
            Ast::Free(class) => {
                let free = |&n: &u32| {
                    self.flags[n as usize] |= FREE_FLAG;
                    self.step(n, *class, upos)
                };
                from.iter().map(free).collect()
            }
            Ast::All(parts) => parts
                .iter()
                .fold(from.to_vec(), |nodes, part| self.walk(part, &nodes, upos)),
            Ast::Any(choices) => {
                let ends = choices.iter().map(|choice| self.walk(choice, from, upos));
                let mut nodes = ends.collect::<Vec<_>>().concat();
                nodes.sort_unstable();
                nodes.dedup();
                nodes
            }
            Ast::Maybe(inner) => {
                let mut nodes = from.to_vec();
                nodes.extend(self.walk(inner, from, upos));
                nodes.sort_unstable();
                nodes.dedup();
                nodes
            }
        }
    }

    fn step(&mut self, node: u32, class: Class, upos: &std::ops::Range<Class>) -> u32 {
        if class < FIRST_CLASS {
            self.flags[node as usize] |= 1 << class;
        } else if upos.contains(&class) {
            self.flags[node as usize] |= UPOS_FLAG;
        }
        let next = self.ends.len() as u32;
        let to = *self.edges.entry(key(node, class)).or_insert(next);
        if to == next {
            self.ends.push(NO_RULE);
            self.flags.push(0);
        }
        to
    }

    /// The node behind `node` over `class`.
    #[inline]
    pub(crate) fn next(&self, node: u32, class: Class) -> Option<u32> {
        self.edges.get(&key(node, class)).copied()
    }

    /// The rule that ends at `node`.
    #[inline]
    pub(crate) fn end(&self, node: u32) -> Option<u16> {
        let rule = self.ends[node as usize];
        (rule != NO_RULE).then_some(rule)
    }

    /// The flags of `node`.
    #[inline]
    pub(crate) fn flags(&self, node: u32) -> u8 {
        self.flags[node as usize]
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }
}

fn key(node: u32, class: Class) -> u64 {
    (u64::from(node) << 16) | u64::from(class)
}
