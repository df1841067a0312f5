//! Statements that are probably one utterance in two translations: their words differ, so no shingle shows it.
//!
//! Nothing is merged by this, and nothing counted: a reader is told where to look, and a reviewer who is sure merges the two.

use crate::ask::words_of;
use crate::cluster::is_contained;
use crate::reprint::shingles;
use crate::row::{actor_number, day_number};
use crate::stored::{self, Stored};
use crate::{Error, Kind, RecordId, Snapshot};
use rusqlite::params;
use std::collections::BTreeSet;

/// Names and numbers that two have to share, and no others: fewer are shared by much that is said on one day.
const LEAST: usize = 2;
/// A translation is at most so many times as long as another one.
const LONGER: usize = 2;
/// Statements of one speaker on one day that are looked at.
const MOST: usize = 200;

/// What is compared of a statement.
struct Utterance {
    origin: i64,
    channel: String,
    entities: BTreeSet<i64>,
    numbers: BTreeSet<String>,
    words: usize,
    shingles: Vec<u64>,
}

impl Snapshot<'_> {
    /// Ids of the statements of other texts that are probably the same utterance in another translation: same speaker, day and
    /// known channel, the same names and numbers, other words.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn translations(&self, statement: &Stored) -> Result<Vec<RecordId>, Error> {
        let mut found = Vec::new();
        let Some(own) = self.utterance(statement)? else {
            return Ok(found);
        };
        for record in self.said_that_day(statement)? {
            let other = self.record(record)?;
            if let Some(told) = self.utterance(&other)?
                && own.is_translated(&told)
                && self.same_by_hand(statement.id, other.id) != Some(false)
            {
                found.push(other.id);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// What is compared of a record; nothing if it is no statement or its channel is not known.
    fn utterance(&self, stored: &Stored) -> Result<Option<Utterance>, Error> {
        let channel = stored.row.text("channel");
        let channel = channel.filter(|c| !matches!(*c, "unspecified" | "none"));
        let (Kind::Statement, Some(channel)) = (stored.id.kind, channel) else {
            return Ok(None);
        };
        let on_disk = |e| self.error(e);
        let text = self.text(stored.document)?;
        let content = words_of(stored, "content", &text);
        Ok(Some(Utterance {
            origin: self.origin(stored.document).map_err(on_disk)?,
            channel: channel.to_owned(),
            entities: self.named_in(stored).map_err(on_disk)?,
            numbers: numbers(&content),
            words: content.split_whitespace().count(),
            shingles: shingles(&content),
        }))
    }

    /// Numbers of the statements of the same speaker on the same day.
    fn said_that_day(&self, statement: &Stored) -> Result<Vec<i64>, Error> {
        let on_disk = |e| self.error(e);
        let own = statement.row.days();
        let day = match own.and_then(|(first, _)| day_number(&first?)) {
            Some(day) => Some(day),
            None => self.published_on(statement.document).map_err(on_disk)?,
        };
        let parties = self.parties(statement.record).map_err(on_disk)?;
        let speaker = parties.iter().find(|(place, _)| *place == 0);
        let (Some(day), Some(&(_, speaker))) = (day, speaker) else {
            return Ok(Vec::new());
        };
        let read = || -> rusqlite::Result<Vec<i64>> {
            let mut select = self.connection.prepare_cached(
                "SELECT DISTINCT record FROM dyads INDEXED BY dyads_by_a WHERE a = ?1 AND day = ?2 AND kind = ?3 ORDER BY record",
            )?;
            let mut found = Vec::new();
            for entity in self.merges.members(speaker) {
                let of = params![entity, day, Kind::Statement.number()];
                for record in select.query_map(of, |row| row.get(0))? {
                    found.push(record?);
                }
            }
            found.retain(|&r| r != statement.record && self.live(r).is_some());
            found.truncate(MOST);
            Ok(found)
        };
        read().map_err(on_disk)
    }

    /// Whom the words of a statement name, beside the speaker.
    fn named_in(&self, statement: &Stored) -> rusqlite::Result<BTreeSet<i64>> {
        let content = statement.row.spans.get("content").map(stored::spans);
        let content = content.unwrap_or_default();
        let speaker = statement.row.text("speaker").and_then(actor_number);
        let mut select = self.connection.prepare_cached(
            "SELECT r.evidence, p.entity, r.number FROM records r JOIN parties p ON p.record = r.record AND p.place = 0
             WHERE r.record >= ?1 AND r.record < ?2 AND r.kind = 1 AND r.evidence IS NOT NULL",
        )?;
        let mut named = BTreeSet::new();
        for (first, end) in self.codings_of(statement.document)? {
            let mut rows = select.query(params![first, end])?;
            while let Some(row) = rows.next()? {
                let evidence: String = row.get(0)?;
                let mentions = serde_json::from_str(&evidence).map(|v| stored::spans(&v));
                let is_in = |[start, end]: &[u32; 2]| {
                    content.iter().any(|c| c[0] <= *start && *end <= c[1])
                };
                if mentions.unwrap_or_default().iter().any(is_in) && speaker != Some(row.get(2)?) {
                    named.insert(self.merges.of(row.get(1)?));
                }
            }
        }
        Ok(named)
    }
}

impl Utterance {
    fn is_translated(&self, other: &Utterance) -> bool {
        let (short, long) = (self.words.min(other.words), self.words.max(other.words));
        self.origin != other.origin
            && self.channel == other.channel
            && self.entities == other.entities
            && self.numbers == other.numbers
            && self.entities.len() + self.numbers.len() >= LEAST
            && long <= LONGER * short
            && !is_contained(&self.shingles, &other.shingles)
    }
}

/// Numbers in figures, without the marks that group them: `1,200` and `1200` are one.
fn numbers(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let parts = text.split(|c| !is_part(c));
    let figures = parts.map(|part| part.replace(['.', ','], ""));
    figures.filter(|figures| !figures.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Utterance, numbers};
    use crate::reprint::shingles;

    fn utterance(origin: i64, entities: &[i64], text: &str) -> Utterance {
        Utterance {
            origin,
            channel: "speech".into(),
            entities: entities.iter().copied().collect(),
            numbers: numbers(text),
            words: text.split(' ').count(),
            shingles: shingles(text),
        }
    }

    fn check((entities, text): (&[i64], &str), expected: bool) {
        let own = utterance(
            1,
            &[7],
            "Borduria will give back 1,200 prisoners before the feast",
        );
        let other = utterance(2, entities, text);
        assert_eq!(own.is_translated(&other), expected, "{text}");
        assert!(
            !own.is_translated(&utterance(1, entities, text)),
            "a copy is no translation"
        );
    }

    #[test]
    fn names_and_numbers_agree_in_a_translation_and_words_do_not() {
        check(
            (
                &[7],
                "by the holiday, 1200 captives are to be returned by Borduria",
            ),
            true,
        );
        check(
            (
                &[7],
                "by the holiday, 1300 captives are to be returned by Borduria",
            ),
            false,
        );
        check(
            (
                &[8],
                "by the holiday, 1200 captives are to be returned by Syldavia",
            ),
            false,
        );
        check((&[7], "Borduria: 1200"), false);
        check(
            (
                &[7],
                "Borduria will give back 1,200 prisoners before the feast",
            ),
            false,
        );
    }
}
