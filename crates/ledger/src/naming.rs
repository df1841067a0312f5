//! What users call actors and documents.

use crate::identity::plain;
use crate::{Error, Snapshot};
use rusqlite::params;

/// An actor that a name may mean.
struct Meant {
    entity: i64,
    name: String,
    sort: Option<String>,
    country: Option<String>,
}

impl Snapshot<'_> {
    /// The number of the actor that a user means: by a name, an alias, or the number itself. Merged ones are one.
    ///
    /// # Errors
    /// If nobody is called so, or several are; the message gives their numbers.
    pub fn actor_named(&self, text: &str) -> Result<i64, Error> {
        let mut meant = self.meant(text)?;
        for actor in &mut meant {
            let root = self.merges.of(actor.entity);
            if root != actor.entity {
                actor.entity = root;
                actor.name = self.own_name(root).map_err(|e| self.error(e))?;
            }
        }
        meant.sort_by_key(|m| m.entity);
        meant.dedup_by_key(|m| m.entity);
        one(text, &meant)
    }

    /// Likewise, of actors that are taken for another one or another one for them.
    ///
    /// # Errors
    /// If nobody is called so who is merged, or several are.
    pub fn merged_actor_named(&self, text: &str) -> Result<i64, Error> {
        let mut meant = self.meant(text)?;
        let is_merged = |entity: i64| self.merges.members(entity).len() > 1;
        if meant.iter().any(|m| is_merged(m.entity)) {
            meant.retain(|m| is_merged(m.entity));
        }
        // The one that goes under another's name is the one to be set free.
        if meant.iter().any(|m| self.merges.of(m.entity) != m.entity) {
            meant.retain(|m| self.merges.of(m.entity) != m.entity);
        }
        one(text, &meant)
    }

    fn meant(&self, text: &str) -> Result<Vec<Meant>, Error> {
        let read = || -> rusqlite::Result<Vec<Meant>> {
            let mut select = self.connection.prepare_cached(
                "SELECT entity, name, type, country FROM entities WHERE entity IN (
                     SELECT entity FROM aliases WHERE alias = ?1
                     UNION SELECT entity FROM entities WHERE name_key IN ('= ' || ?1, 'body:: ' || ?1) OR name = ?2
                     UNION SELECT entity FROM entities WHERE entity = ?3)
                 AND EXISTS (SELECT 1 FROM parties p WHERE p.entity = entities.entity) ORDER BY entity",
            )?;
            let number: Option<i64> = text.parse().ok();
            let rows = select.query_map(params![plain(text), text, number], |row| {
                Ok(Meant {
                    entity: row.get(0)?,
                    name: row.get(1)?,
                    sort: row.get(2)?,
                    country: row.get(3)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|e| self.error(e))
    }

    /// The number of the latest document of that name, or with that address, that counts.
    ///
    /// # Errors
    /// If there is none.
    pub fn document_named(&self, name: &str) -> Result<i64, Error> {
        let read = || -> rusqlite::Result<Vec<i64>> {
            self.connection
                .prepare_cached(
                    "SELECT document FROM documents WHERE name = ?1 OR url = ?1 ORDER BY document DESC",
                )?
                .query_map([name], |row| row.get(0))?
                .collect()
        };
        let found = read().map_err(|e| self.error(e))?;
        for document in found {
            let codings = self.codings_of(document).map_err(|e| self.error(e))?;
            if !codings.is_empty() {
                return Ok(document);
            }
        }
        Err(Error::Asked(format!(
            "{name}: no such document in the ledger; `verbale ask search WORDS` finds their names"
        )))
    }
}

fn one(text: &str, meant: &[Meant]) -> Result<i64, Error> {
    match meant {
        [one] => Ok(one.entity),
        [] => Err(Error::Asked(format!(
            "{text}: no actor is called so; `verbale ask search WORDS --kind actor` finds their names"
        ))),
        several => {
            let listed: Vec<String> = several
                .iter()
                .take(10)
                .map(|m| {
                    let known = [Some(&m.name), m.sort.as_ref(), m.country.as_ref()];
                    let known: Vec<&str> =
                        known.into_iter().flatten().map(String::as_str).collect();
                    format!("{} ({})", m.entity, known.join(", "))
                })
                .collect();
            Err(Error::Asked(format!(
                "{text}: {} actors are called so; give the number of one: {}",
                several.len(),
                listed.join("; ")
            )))
        }
    }
}
