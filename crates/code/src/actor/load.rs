//! Reads the files of an actor pack.

use super::base::{
    ActorBase, ActorType, BaseActor, BaseRole, Code, Day, Gender, Honorific, Name, NameKind,
    SectorWord, Title,
};
use super::grammar::{load_grammar, load_pronouns};
use super::identity::GOVERNMENT;
use super::table::{Row, Table, Text};
use super::words::{Phrases, pieces};
use crate::Fault;
use crate::error::nearest;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

const RANKS: [&str; 11] = [
    "head",
    "deputy",
    "minister",
    "head_of_mission",
    "diplomat",
    "official",
    "member",
    "representative",
    "spokesperson",
    "candidate",
    "commander",
];

const STATUSES: [&str; 4] = ["current", "acting", "former", "designate"];

const HOM_CLASSES: [&str; 4] = ["ambassador", "envoy", "charge", "charge_ai"];

impl ActorBase {
    /// Reads an actor base from its files, given as path and text; a file that is not there leaves its list empty.
    ///
    /// # Errors
    /// Every fault of every file (codes P100 to P106).
    pub fn load(files: &[(&str, Cow<'static, str>)]) -> Result<ActorBase, Vec<Fault>> {
        let mut base = ActorBase::default();
        let mut faults = Vec::new();
        let find = |name: &str| {
            files.iter().find(|(path, _)| {
                path.strip_suffix(name)
                    .is_some_and(|dir| dir.is_empty() || dir.ends_with('/'))
            })
        };
        let loaders: [(&str, Loader); 9] = [
            ("actors.csv", load_actors),
            ("names.csv", load_names),
            ("sectors.csv", load_sectors),
            ("titles.csv", load_titles),
            ("roles.csv", load_roles),
            ("honorifics.csv", load_honorifics),
            ("status.csv", load_statuses),
            ("pronouns.toml", |b, p, t, f| load_pronouns(b, p, t, f)),
            ("grammar.toml", |b, p, t, f| load_grammar(b, p, t, f)),
        ];
        for (name, load) in loaders {
            if let Some((path, text)) = find(name) {
                load(&mut base, path, text, &mut faults);
            }
        }
        base.ids = FxHashMap::default();
        if faults.is_empty() {
            Ok(base)
        } else {
            Err(faults)
        }
    }

    /// The display names and ids of all known actors, in file order.
    pub fn actors(&self) -> impl Iterator<Item = (&str, &str)> {
        self.actors.iter().map(|a| (&*a.id, &*a.name))
    }
}

type Loader = fn(&mut ActorBase, &str, &Text, &mut Vec<Fault>);

fn code(row: &Row<'_>, n: usize, faults: &mut Vec<Fault>) -> Option<Code> {
    let value = row.get(n);
    if value.is_empty() {
        return None;
    }
    let code = Code::parse(value);
    if code.is_none() {
        let problem = format!("`{value}` is not a code of three capitals");
        faults.push(row.fault(n, "P102", problem, None));
    }
    code
}

fn date(row: &Row<'_>, n: usize, faults: &mut Vec<Fault>) -> Day {
    let value = row.get(n);
    let day = Day::parse(value);
    if day.is_none() {
        let problem = format!("`{value}` is not a day");
        let help = Some("write 2021-08-15, or nothing for an open end".to_owned());
        faults.push(row.fault(n, "P106", problem, help));
    }
    day.unwrap_or_default()
}

fn load_actors(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let columns = [
        "actor", "name", "type", "country", "sector", "parent", "from", "to",
    ];
    let Some(table) = Table::open_lasting(path, text, &columns, faults) else {
        return;
    };
    let mut parents = Vec::new();
    let n_rows = table.n_rows();
    base.ids.reserve(n_rows);
    base.actors.reserve(n_rows);
    table.rows(faults, |row, faults| {
        let Some(kind) = row.choice(2, "type", &ActorType::NAMES, faults) else {
            return;
        };
        let number = base.actors.len() as u32;
        if base.ids.insert(row.keep(0), number).is_some() {
            let problem = format!("the actor `{}` is listed twice", row.get(0));
            faults.push(row.fault(0, "P103", problem, None));
        }
        let parent = row.get(5);
        if !parent.is_empty() {
            let problem = format!("unknown parent `{parent}`");
            parents.push((
                number,
                parent.to_owned(),
                row.fault(5, "P103", problem, None),
            ));
        }
        let country = code(row, 3, faults);
        if let ("state", Some(country)) = (kind, country) {
            base.states.entry(country).or_insert(number);
        }
        base.actors.push(BaseActor {
            id: row.keep(0),
            name: row.keep(1),
            actor_type: ActorType::parse(kind).expect("a type of the list"),
            country,
            sector: code(row, 4, faults),
            parent: None,
            from: date(row, 6, faults),
            to: date(row, 7, faults),
        });
    });
    for (number, parent, mut fault) in parents {
        match base.ids.get(parent.as_str()) {
            Some(&p) => base.actors[number as usize].parent = Some(p),
            None => {
                fault.help = nearest_actor(base, &parent);
                faults.push(fault);
            }
        }
    }
}

fn nearest_actor(base: &ActorBase, id: &str) -> Option<String> {
    nearest(id, base.actors.iter().map(|a| &*a.id)).map(|n| format!("did you mean `{n}`?"))
}

/// The number of the actor in column `n`.
fn actor(base: &ActorBase, row: &Row<'_>, n: usize, faults: &mut Vec<Fault>) -> Option<u32> {
    let id = row.get(n);
    let found = base.ids.get(id).copied();
    if found.is_none() {
        let problem = format!("unknown actor `{id}`");
        faults.push(row.fault(n, "P103", problem, nearest_actor(base, id)));
    }
    found
}

fn load_names(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let Some(table) = Table::open_lasting(path, text, &["actor", "name", "kind"], faults) else {
        return;
    };
    let mut buffer = String::new();
    let mut words = Vec::new();
    let n_rows = table.n_rows();
    base.vocabulary.reserve(n_rows);
    base.names.reserve(n_rows);
    table.rows(faults, |row, faults| {
        let Some(kind) = row.choice(2, "kind", &NameKind::NAMES, faults) else {
            return;
        };
        let Some(actor) = actor(base, row, 0, faults) else {
            return;
        };
        words.clear();
        let mut initials = 0u32;
        let mut capitals = true;
        let vocabulary = &mut base.vocabulary;
        pieces(row.get(1), &mut buffer, |piece, case| {
            if case.initial && words.len() < 32 {
                initials |= 1 << words.len();
            }
            capitals &= case.all;
            words.push(vocabulary.intern(piece));
        });
        if words.is_empty() {
            let problem = "the name is empty".to_owned();
            faults.push(row.fault(1, "P105", problem, None));
            return;
        }
        let name = Name {
            actor,
            kind: NameKind::parse(kind).expect("a kind of the list"),
            initials,
            capitals,
        };
        base.names.insert(&words, name);
    });
}

fn load_roles(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let columns = ["actor", "role", "body", "from", "to"];
    let Some(table) = Table::open_lasting(path, text, &columns, faults) else {
        return;
    };
    // Sector of each title, and whether it governs: a few titles stand in thousands of rows.
    let mut known: FxHashMap<Text, (Option<Code>, bool)> = FxHashMap::default();
    base.roles.reserve(table.n_rows());
    table.rows(faults, |row, faults| {
        let Some(person) = actor(base, row, 0, faults) else {
            return;
        };
        let body = match row.get(2) {
            "" => None,
            _ => actor(base, row, 2, faults),
        };
        let (from, to) = (date(row, 3, faults), date(row, 4, faults));
        let title = row.keep(1);
        let codes = known.get(&title).copied();
        let (sector, governs) = codes.unwrap_or_else(|| codes_of(base, &title));
        known.entry(title.clone()).or_insert((sector, governs));
        base.roles.push(BaseRole {
            person,
            governs,
            title,
            sector,
            body,
            from,
            to,
        });
    });
    base.roles.sort_by_key(|r| r.person);
}

/// The sector of a post, and whether it is one that governs.
fn codes_of(base: &mut ActorBase, title: &str) -> (Option<Code>, bool) {
    let words = base.words(title);
    let as_body = phrase_values(&base.sectors, &words)
        .filter(|s| s.actor_type != ActorType::Person)
        .and_then(|s| s.sector);
    let as_post = phrase_values(&base.titles, &words).and_then(|t| t.sector);
    let governs = as_body.is_some_and(|s| s.as_str() == GOVERNMENT);
    (as_body.or(as_post), governs)
}

fn phrase_values<'p, V>(phrases: &'p Phrases<V>, words: &[super::words::Word]) -> Option<&'p V> {
    let mut node = Phrases::<V>::ROOT;
    for &word in words {
        node = phrases.step(node, word)?;
    }
    phrases.values(node).next()
}

fn load_sectors(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let columns = ["lemma", "sector", "type", "named"];
    let Some(table) = Table::open_lasting(path, text, &columns, faults) else {
        return;
    };
    table.rows(faults, |row, faults| {
        let Some(kind) = row.choice(2, "type", &ActorType::NAMES, faults) else {
            return;
        };
        let value = SectorWord {
            sector: code(row, 1, faults),
            actor_type: ActorType::parse(kind).expect("a type of the list"),
            named: matches!(row.get(3), "yes" | "true" | "1"),
        };
        let words = base.words(row.get(0));
        base.sectors.insert(&words, value);
    });
}

fn load_titles(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let columns = ["title", "rank", "sector", "hom_class"];
    let Some(table) = Table::open_lasting(path, text, &columns, faults) else {
        return;
    };
    table.rows(faults, |row, faults| {
        let optional = |n: usize, what: &str, allowed: &[&'static str], faults: &mut Vec<Fault>| {
            if row.get(n).is_empty() {
                None
            } else {
                row.choice(n, what, allowed, faults)
            }
        };
        let value = Title {
            rank: optional(1, "rank", &RANKS, faults),
            sector: code(row, 2, faults),
            hom_class: optional(3, "class", &HOM_CLASSES, faults),
        };
        let words = base.words(row.get(0));
        base.titles.insert(&words, value);
    });
}

fn load_honorifics(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let Some(table) = Table::open_lasting(path, text, &["word", "sector", "gender"], faults) else {
        return;
    };
    table.rows(faults, |row, faults| {
        let value = Honorific {
            sector: code(row, 1, faults),
            gender: Gender::parse(row.get(2)),
        };
        let words = base.words(row.get(0));
        base.honorifics.insert(&words, value);
    });
}

fn load_statuses(base: &mut ActorBase, path: &str, text: &Text, faults: &mut Vec<Fault>) {
    let Some(table) = Table::open_lasting(path, text, &["word", "status"], faults) else {
        return;
    };
    table.rows(faults, |row, faults| {
        if let Some(status) = row.choice(1, "status", &STATUSES, faults) {
            let words = base.words(row.get(0));
            base.statuses.insert(&words, status);
        }
    });
}
