//! Where a reviewer stands in the queue, and what each key does. Knows no terminal and writes nothing.

use serde_json::Value;
use verbale_ledger::review::Item;
use verbale_ledger::{Judgement, RecordId, Stored};

/// A key as the walk knows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Key {
    Char(char),
    Enter,
    Escape,
    Backspace,
    /// Ctrl-C or the end of the terminal.
    Interrupt,
    /// Anything else, or a new size of the window.
    Other,
}

/// What is to be done after a key.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Act {
    Nothing,
    Judge(RecordId, Judgement),
    /// Take back the entry with this number.
    Undo(i64),
    Leave,
}

/// What the keys mean at the moment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) enum Mode {
    /// a, r, e, s, u, q.
    #[default]
    Judging,
    /// A letter chooses a field.
    Choosing,
    /// A value is being typed.
    Typing { field: String, text: String },
}

/// A judgement that is in the ledger.
struct Done {
    seq: i64,
    at: usize,
    /// The record as it was shown.
    before: Stored,
}

/// A walk through a queue.
pub(super) struct Walk {
    items: Vec<Item>,
    at: usize,
    mode: Mode,
    done: Vec<Done>,
    message: String,
}

/// Letters that choose a field; so many fields a kind never has.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

impl Walk {
    pub(super) fn new(items: Vec<Item>) -> Self {
        Self {
            items,
            at: 0,
            mode: Mode::Judging,
            done: Vec::new(),
            message: String::new(),
        }
    }

    /// The record that is shown; `None` after the last one.
    pub(super) fn item(&self) -> Option<&Item> {
        self.items.get(self.at)
    }

    pub(super) fn mode(&self) -> &Mode {
        &self.mode
    }

    /// What the last act came to.
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    /// Position and length: `3 of 50`.
    pub(super) fn place(&self) -> String {
        format!("{} of {}", self.at + 1, self.items.len())
    }

    /// Fields of the record that is shown, each with its letter.
    pub(super) fn fields(&self) -> Vec<(char, &str)> {
        let fields = self.item().map(|item| &item.stored.row.fields);
        let names = fields.into_iter().flat_map(|f| f.keys());
        LETTERS.chars().zip(names.map(String::as_str)).collect()
    }

    /// What the key does.
    pub(super) fn press(&mut self, key: Key) -> Act {
        if key == Key::Interrupt {
            return Act::Leave;
        }
        match std::mem::take(&mut self.mode) {
            Mode::Judging => self.press_judging(key),
            Mode::Choosing => {
                self.press_choosing(key);
                Act::Nothing
            }
            Mode::Typing { field, text } => self.press_typing(key, field, text),
        }
    }

    fn press_judging(&mut self, key: Key) -> Act {
        let Some(id) = self.item().map(|item| item.stored.id) else {
            return Act::Leave;
        };
        match key {
            Key::Char('a') => Act::Judge(id, Judgement::Accept),
            Key::Char('r') => Act::Judge(id, Judgement::Reject),
            Key::Char('e') => {
                self.message.clear();
                self.mode = Mode::Choosing;
                Act::Nothing
            }
            Key::Char('s' | ' ') | Key::Enter => {
                self.message = "skipped".into();
                self.at += 1;
                Act::Nothing
            }
            Key::Char('u') => match self.done.last() {
                Some(done) => Act::Undo(done.seq),
                None => {
                    self.message = "nothing to take back".into();
                    Act::Nothing
                }
            },
            Key::Char('q') | Key::Escape => Act::Leave,
            _ => Act::Nothing,
        }
    }

    fn press_choosing(&mut self, key: Key) {
        let Key::Char(letter) = key else {
            if key == Key::Other {
                self.mode = Mode::Choosing;
            }
            return;
        };
        let chosen = self.fields().into_iter().find(|(l, _)| *l == letter);
        let Some(field) = chosen.map(|(_, field)| field.to_owned()) else {
            self.message = format!("no field has the letter {letter}");
            self.mode = Mode::Choosing;
            return;
        };
        let value = self
            .item()
            .and_then(|item| item.stored.row.fields.get(&field));
        let text = match value {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        self.mode = Mode::Typing { field, text };
    }

    fn press_typing(&mut self, key: Key, field: String, mut text: String) -> Act {
        match key {
            Key::Char(c) => text.push(c),
            Key::Backspace => {
                text.pop();
            }
            Key::Escape => {
                self.message = "not changed".into();
                return Act::Nothing;
            }
            Key::Enter => {
                let Some(item) = self.item() else {
                    return Act::Leave;
                };
                let value = value_of(&text);
                if item.stored.row.fields.get(&field) == Some(&value) {
                    self.message = "not changed".into();
                    return Act::Nothing;
                }
                return Act::Judge(item.stored.id, Judgement::Edit { field, value });
            }
            _ => {}
        }
        self.mode = Mode::Typing { field, text };
        Act::Nothing
    }

    /// The judgement is in the ledger as entry `seq`. A corrected record is shown, so that more of it can be changed.
    pub(super) fn judged(&mut self, seq: i64, corrected: Option<Stored>) {
        let at = self.at;
        let Some(item) = self.items.get_mut(at) else {
            return;
        };
        let before = item.stored.clone();
        match corrected {
            Some(stored) => {
                item.stored = stored;
                self.message = "corrected; e changes another field, s goes on".into();
            }
            None => {
                self.message = format!("entry {seq}; u takes it back");
                self.at += 1;
            }
        }
        self.done.push(Done { seq, at, before });
    }

    /// The last judgement was taken back: its record is shown again as it was.
    pub(super) fn undone(&mut self) {
        if let Some(done) = self.done.pop() {
            self.at = done.at;
            self.items[done.at].stored = done.before;
            self.message = format!("entry {} is taken back", done.seq);
        }
    }

    /// The ledger refused.
    pub(super) fn failed(&mut self, message: &str) {
        self.message = message.to_owned();
    }

    /// What came of the walk.
    pub(super) fn summary(&self, name: &str) -> String {
        match self.done.len() {
            0 => "nothing judged".into(),
            1 => format!("1 judgement by {name} is in the ledger"),
            n => format!("{n} judgements by {name} are in the ledger"),
        }
    }
}

/// A value as typed: JSON where it is some, else text.
pub(super) fn value_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Act, Key, Mode, Walk};
    use serde_json::{Map, Value, json};
    use verbale_ledger::review::Item;
    use verbale_ledger::{Judgement, Kind, Producer, RecordId, Row, Stored};

    fn item(hash: u64) -> Item {
        let Value::Object(fields) = json!({"type": "ally", "sign": 1}) else {
            unreachable!("an object is one");
        };
        Item {
            stored: Stored {
                record: 1,
                id: RecordId {
                    kind: Kind::Relation,
                    hash,
                },
                document: 1,
                coding: 1,
                row: Row {
                    kind: Kind::Relation,
                    number: 1,
                    evidence: vec![[0, 4]],
                    fields,
                    spans: Map::new(),
                    voices: Vec::new(),
                    views: Vec::new(),
                    factuality: "CT+".into(),
                    time: Value::Null,
                    refs: Map::new(),
                    sentences: vec![0],
                    producer: Producer::default(),
                    confidence: 0.5,
                },
            },
            weight: 0.5,
            reasons: Vec::new(),
        }
    }

    fn id(hash: u64) -> RecordId {
        let kind = Kind::Relation;
        RecordId { kind, hash }
    }

    fn walk() -> Walk {
        Walk::new(vec![item(1), item(2)])
    }

    fn press(walk: &mut Walk, keys: &str) -> Act {
        let mut act = Act::Nothing;
        for c in keys.chars() {
            assert_eq!(act, Act::Nothing, "only the last key acts");
            act = walk.press(match c {
                '\n' => Key::Enter,
                '\x08' => Key::Backspace,
                '\x1b' => Key::Escape,
                c => Key::Char(c),
            });
        }
        act
    }

    #[test]
    fn single_keys_judge_skip_and_leave() {
        let mut walk = walk();
        assert_eq!(press(&mut walk, "a"), Act::Judge(id(1), Judgement::Accept));
        assert_eq!(walk.place(), "1 of 2", "it goes on when the ledger has it");
        walk.judged(7, None);
        assert_eq!(press(&mut walk, "xr"), Act::Judge(id(2), Judgement::Reject));
        assert_eq!(press(&mut walk, "q"), Act::Leave);
        assert_eq!(press(&mut walk, "s"), Act::Nothing);
        assert!(walk.item().is_none());
        assert_eq!(walk.summary("anna"), "1 judgement by anna is in the ledger");
    }

    #[test]
    fn a_field_is_chosen_by_letter_and_its_value_typed_over() {
        let mut walk = walk();
        let edit = |field: &str, value: Value| {
            let field = field.to_owned();
            Act::Judge(id(1), Judgement::Edit { field, value })
        };
        assert_eq!(walk.fields().len(), 2);
        let letter = |walk: &Walk, name: &str| {
            let fields = walk.fields();
            let found = fields.iter().find(|(_, field)| *field == name);
            found.map(|(l, _)| *l).unwrap_or_default()
        };
        let sort = letter(&walk, "type");
        let act = press(&mut walk, &format!("e{sort}\x08\x08\x08\x08rival\n"));
        assert_eq!(act, edit("type", json!("rival")));
        let sign = letter(&walk, "sign");
        let act = press(&mut walk, &format!("e{sign}\x08-1\n"));
        assert_eq!(act, edit("sign", json!(-1)), "numbers stay numbers");
        assert_eq!(press(&mut walk, &format!("e{sign}\n")), Act::Nothing);
        assert_eq!(walk.message(), "not changed");
        assert_eq!(press(&mut walk, &format!("e{sign}99\x1b")), Act::Nothing);
        assert_eq!(*walk.mode(), Mode::Judging);
        assert_eq!(press(&mut walk, "ez"), Act::Nothing);
        assert_eq!(*walk.mode(), Mode::Choosing, "no field has that letter");
        assert_eq!(walk.press(Key::Interrupt), Act::Leave);
    }

    #[test]
    fn undo_shows_the_record_again_as_it_was() {
        let mut walk = walk();
        assert_eq!(press(&mut walk, "u"), Act::Nothing);
        walk.judged(7, Some(item(9).stored));
        assert_eq!(walk.place(), "1 of 2", "a corrected record stays in view");
        assert_eq!(press(&mut walk, "a"), Act::Judge(id(9), Judgement::Accept));
        walk.judged(8, None);
        assert_eq!(press(&mut walk, "u"), Act::Undo(8));
        walk.undone();
        assert_eq!(press(&mut walk, "u"), Act::Undo(7));
        walk.undone();
        assert_eq!(walk.item().map(|i| i.stored.id), Some(id(1)));
        assert_eq!(walk.summary("anna"), "nothing judged");
    }
}
