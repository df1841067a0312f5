//! Ledgers of any size from invented texts: the same seed gives the same documents, records and moments.
//!
//! States have their real names and codes, so that maps can be drawn; whatever the texts say of them is drawn by lot, and each
//! text says so. Persons, bodies, groups and outlets are made up. Shares of kinds, lengths and dates are near those of a
//! ledger of real news.

mod record;

mod text;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use record::Writer;
use serde_json::{Value, json};
use verbale_ledger::{NewDocument, Row, Stamp};

/// Whoever acts in the texts.
#[derive(Clone, Debug)]
pub(crate) struct Player {
    pub(crate) name: String,
    /// Short form that texts use after the first mention.
    pub(crate) alias: String,
    pub(crate) sort: &'static str,
    pub(crate) country: Option<&'static str>,
    pub(crate) sector: Option<&'static str>,
}

/// One document to add, with the moment at which it is recorded.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) document: NewDocument,
    pub(crate) rows: Vec<Row>,
    pub(crate) recorded: String,
}

/// How much is to be made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) documents: usize,
    pub(crate) records: usize,
    pub(crate) seed: u64,
}

/// What is said to have read the texts.
pub(crate) fn stamp() -> Stamp {
    Stamp {
        packs: "invented".into(),
        model: "invented".into(),
    }
}

/// SplitMix64 (Steele et al. 2014).
#[derive(Clone, Debug)]
pub(crate) struct Lot(u64);

impl Lot {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A number below `n`, small ones far more often: few are much in the news.
    pub(crate) fn famous(&mut self, n: usize) -> usize {
        let share = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        ((share.powi(3) * n as f64) as usize).min(n - 1)
    }
}

/// Documents in the order in which they come in.
pub(crate) struct Items {
    plan: Plan,
    lot: Lot,
    states: Vec<Player>,
    others: Vec<Player>,
    /// The last documents, of which some are printed again.
    recent: Vec<Item>,
    made: usize,
    n_rows: usize,
}

/// First day of publication.
const FIRST: Date = date(2015, 1, 1);
/// Days on which documents are published.
const DAYS: usize = 3900;
/// Of a hundred documents so many are copies, and of a thousand so many new versions.
const COPIES: usize = 8;
const VERSIONS: usize = 10;

impl Items {
    pub(crate) fn new(plan: Plan) -> Self {
        let mut lot = Lot::new(plan.seed);
        Self {
            states: text::states(),
            others: text::players(&mut lot),
            plan,
            lot,
            recent: Vec::new(),
            made: 0,
            n_rows: 0,
        }
    }

    /// The day of publication of the next document: later ones are later, and more a year.
    fn day(&mut self) -> Date {
        let share = (self.made as f64 / self.plan.documents.max(1) as f64).sqrt();
        let days = (share * DAYS as f64) as i64;
        FIRST.saturating_add(Span::new().days(days))
    }

    /// Records of the next document: what is left over documents that are left, more or less.
    fn n_next(&mut self) -> usize {
        let left = self.plan.records.saturating_sub(self.n_rows);
        let documents = self.plan.documents - self.made;
        if documents <= 1 {
            return left;
        }
        let mean = left / documents;
        let spread = mean / 2 + self.lot.below(mean + 1);
        spread.min(left)
    }

    /// A copy of a document that came in lately, in another outlet; the records stand a line further down.
    fn copy(&mut self, day: Date) -> Item {
        let at = self.lot.below(self.recent.len());
        let mut item = self.recent[at].clone();
        let line = format!("({})\n", text::outlet(&mut self.lot));
        let shift = line.chars().count() as u32;
        let text = format!("{line}{}", item.document.text);
        for row in &mut item.rows {
            record::shift(row, shift);
        }
        item.document = self.document(&text, day);
        item
    }

    /// A document with one sentence more, in place of an earlier one.
    fn version(&mut self, day: Date) -> Item {
        let at = self.lot.below(self.recent.len());
        let mut item = self.recent[at].clone();
        let published = Some(day.to_string());
        let text = format!(
            "{}Correction no. {}: a figure was mended.\n",
            item.document.text, self.made
        );
        item.document = NewDocument {
            sha256: verbale_text::sha256(text.as_bytes()),
            text,
            published,
            ..item.document
        };
        item
    }

    fn document(&mut self, text: &str, day: Date) -> NewDocument {
        let name = format!("invented-{:06}", self.made + 1);
        let outlet = text::outlet(&mut self.lot);
        let address = outlet.to_lowercase().replace(' ', "-");
        let url = format!("https://{address}.invalid/{day}/{name}");
        NewDocument {
            title: text.lines().next().map(str::to_owned),
            source_key: url.clone(),
            url: Some(url),
            outlet: Some(outlet),
            published: Some(day.to_string()),
            published_from: "metadata".into(),
            ..NewDocument::new(&name, text)
        }
    }

    fn fresh(&mut self, day: Date, n: usize) -> Item {
        let n_actors = (n * 22 / 100).clamp(2.min(n), 9);
        let mut cast: Vec<Player> = Vec::new();
        while cast.len() < n_actors {
            let from = match self.lot.chance(40) {
                true => &self.states,
                false => &self.others,
            };
            let player = &from[self.lot.famous(from.len())];
            if cast.iter().all(|p| p.name != player.name) {
                cast.push(player.clone());
            }
        }
        let mut writer = Writer::new(&cast, day);
        writer.headline(&mut self.lot);
        for _ in n_actors..n {
            writer.record(&mut self.lot);
            if self.lot.chance(45) {
                writer.filler(&mut self.lot);
            }
        }
        let (text, rows) = writer.finish();
        let document = self.document(&text, day);
        Item {
            document,
            rows,
            recorded: String::new(),
        }
    }
}

impl Iterator for Items {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.made == self.plan.documents {
            return None;
        }
        let (day, n) = (self.day(), self.n_next());
        let is_last = self.made + 1 == self.plan.documents;
        let may_repeat = self.recent.len() > 40 && !is_last;
        let mut item = match may_repeat {
            true if self.lot.below(1000) < VERSIONS => self.version(day),
            true if self.lot.chance(COPIES) => self.copy(day),
            _ => self.fresh(day, n),
        };
        let second = self.made % 86_400;
        let moment = day.at(0, 0, 0, 0) + (second as i64).seconds();
        item.recorded = moment.strftime("%Y-%m-%dT%H:%M:%S.000000Z").to_string();
        self.made += 1;
        self.n_rows += item.rows.len();
        if self.recent.len() < 200 {
            self.recent.push(item.clone());
        } else {
            let at = self.made % 200;
            self.recent[at] = item.clone();
        }
        Some(item)
    }
}

/// The object of a list of pairs.
pub(crate) fn object(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => [("value".to_owned(), other)].into_iter().collect(),
    }
}

/// A list with one pair.
pub(crate) fn span(at: [u32; 2]) -> Value {
    json!([at])
}
