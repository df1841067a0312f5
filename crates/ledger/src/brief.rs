//! What lists show of a record: kept beside it, so that a list of thousands need not read them.

use crate::derive::NO_DAY;
use crate::row::{VOICE, day_number};
use crate::{Kind, Row, Snapshot};
use rusqlite::{Connection, params};

/// A record with what is known beside its row.
pub(crate) struct Brief<'r> {
    pub(crate) record: i64,
    pub(crate) id: u64,
    pub(crate) row: &'r Row,
    /// Entities by the number of the field.
    pub(crate) parties: &'r [Vec<i64>],
    /// Day of publication.
    pub(crate) said: i64,
}

/// The author, among voices that are entities.
pub(crate) const AUTHOR: i64 = 0;
/// The outlet, among voices that are entities.
pub(crate) const OUTLET: i64 = -1;
/// A voice that the reading has no name for.
const UNNAMED: i64 = -2;

impl Brief<'_> {
    /// Writes what lists show of it.
    pub(crate) fn put(&self, connection: &Connection) -> rusqlite::Result<()> {
        match self.row.kind {
            Kind::Commitment | Kind::Demand => self.put_claim(connection),
            Kind::Impact if self.row.text("claim_type") == Some("forecast") => {
                self.put_claim(connection)
            }
            Kind::Tie => self.put_tie(connection),
            Kind::Relation => self.put_relation(connection),
            Kind::Reaction => self.put_reaction(connection),
            _ => Ok(()),
        }
    }

    fn put_claim(&self, connection: &Connection) -> rusqlite::Result<()> {
        let (soft, hard) = self.row.deadline();
        let day = |day: Option<String>| day.and_then(|d| day_number(&d));
        let kind = self.row.kind.number();
        connection
            .prepare_cached("INSERT OR IGNORE INTO claims VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
            .execute(params![
                self.record,
                self.id.cast_signed(),
                kind,
                day(soft),
                day(hard),
                self.said
            ])?;
        Ok(())
    }

    /// A tie that its own voice does not assert as a fact is no step: planned, denied or doubted. One without any day is none
    /// either.
    fn put_tie(&self, connection: &Connection) -> rusqlite::Result<()> {
        let side = |place: usize| self.parties.get(place)?.last();
        let (Some(sender), Some(receiver)) = (side(0), side(1)) else {
            return Ok(());
        };
        let own = self.row.days().and_then(|(first, _)| day_number(&first?));
        let day = own.unwrap_or(self.said);
        if !self.row.is_asserted() || day == NO_DAY {
            return Ok(());
        }
        let text = |field: &str| self.row.text(field).unwrap_or("");
        connection
            .prepare_cached("INSERT OR IGNORE INTO ties VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")?
            .execute(params![
                self.record,
                self.id.cast_signed(),
                sender,
                receiver,
                text("axis"),
                text("value"),
                text("change"),
                day
            ])?;
        Ok(())
    }

    fn put_relation(&self, connection: &Connection) -> rusqlite::Result<()> {
        let sign = self.row.fields.get("sign").and_then(|s| s.as_i64());
        connection
            .prepare_cached("INSERT OR IGNORE INTO relations VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                self.record,
                self.id.cast_signed(),
                sign,
                self.row.text("trend"),
                self.voice()
            ])?;
        Ok(())
    }

    fn put_reaction(&self, connection: &Connection) -> rusqlite::Result<()> {
        connection
            .prepare_cached("INSERT OR IGNORE INTO reactions VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![
                self.record,
                self.id.cast_signed(),
                self.row.text("target"),
                self.voice()
            ])?;
        Ok(())
    }

    /// The innermost voice: an entity, the author or the outlet.
    fn voice(&self) -> i64 {
        let entity = self.parties.get(VOICE).and_then(|v| v.first());
        match (entity, self.row.voices.last().map(String::as_str)) {
            (Some(&entity), _) => entity,
            (None, Some("outlet")) => OUTLET,
            (None, Some("author")) => AUTHOR,
            _ => UNNAMED,
        }
    }
}

impl Snapshot<'_> {
    /// How lists name a voice.
    pub(crate) fn voice_name(&self, voice: i64) -> rusqlite::Result<String> {
        Ok(match voice {
            AUTHOR => "author".into(),
            OUTLET => "outlet".into(),
            UNNAMED => "unnamed".into(),
            entity => self.entity(entity)?.0,
        })
    }
}
