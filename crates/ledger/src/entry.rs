//! What happens to a ledger, and the chain that shows that nothing was changed afterwards.

use crate::Role;
use serde_json::{Value, json};
use std::fmt;

/// One thing that happened to the ledger.
#[derive(Clone, PartialEq, Debug)]
pub enum Entry {
    /// The ledger was made.
    Opened,
    /// A text came in. The document has the number given; it may replace an earlier version.
    Document {
        /// Its number.
        document: i64,
        /// The earlier version.
        supersedes: Option<i64>,
    },
    /// A document was read. The coding has the number given; it replaces those in `supersedes`.
    Coded {
        /// Its number.
        coding: i64,
        /// Earlier codings of the same text.
        supersedes: Vec<i64>,
        /// Hash of what is kept of the reading beside its records; earlier programs wrote none.
        seal: Option<String>,
    },
    /// Somebody judged a record.
    Reviewed {
        /// The record's id.
        record: String,
        /// The judgement.
        verdict: Verdict,
    },
    /// Somebody linked a commitment, demand or forecast to what came of it.
    Resolved {
        /// Id of the claim.
        claim: String,
        /// What came of it.
        outcome: Outcome,
        /// Ids of the records that show it.
        evidence: Vec<String>,
    },
    /// Two names are one entity.
    Merged {
        /// The entity that stays.
        into: i64,
        /// The one that is taken for it from now on.
        entity: i64,
    },
    /// The merges of an entity are undone, and no machine may repeat them.
    Split {
        /// The entity that stands for itself again.
        entity: i64,
    },
    /// Two records tell of the same thing.
    Joined {
        /// Id of the record that speaks for both.
        into: String,
        /// Id of the other one.
        record: String,
    },
    /// A record is not what the machine or a reviewer held it to be the same as; it stands for itself.
    Parted {
        /// Its id.
        record: String,
    },
    /// A document does not count any more: a correction or withdrawal by its outlet.
    Withdrawn {
        /// Its number.
        document: i64,
        /// Why.
        reason: String,
    },
    /// The records that name somebody were emptied on request. Their hashes stay.
    Removed {
        /// Ids of the records.
        records: Vec<String>,
    },
    /// A person confirmed how a claim is to be tested, before the test ran.
    Indicator {
        /// Id of the claim.
        claim: String,
        /// The query, as [`crate::ask::impact`] takes it.
        query: Value,
    },
    /// Who may use the web app changed.
    Account {
        /// The account's name.
        name: String,
        /// What changed.
        change: AccountChange,
    },
    /// An earlier entry does not hold any more.
    Undone {
        /// Its number.
        seq: i64,
    },
}

/// What happened to an account of the web app.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountChange {
    /// It was made, or has this role from now on.
    Role(Role),
    /// It has another password.
    Password,
    /// It is gone, with its tokens.
    Removed,
    /// It has a token with this number, which may do at most what the role may.
    TokenMade(i64, Role),
    /// Its token with this number opens nothing any more.
    TokenRevoked(i64),
}

impl AccountChange {
    fn body(self, name: &str) -> Value {
        match self {
            AccountChange::Role(role) => {
                json!({"account": name, "change": "role", "role": role.as_str()})
            }
            AccountChange::Password => json!({"account": name, "change": "password"}),
            AccountChange::Removed => json!({"account": name, "change": "removed"}),
            AccountChange::TokenMade(token, scope) => json!({
                "account": name, "change": "token made", "token": token, "scope": scope.as_str()
            }),
            AccountChange::TokenRevoked(token) => {
                json!({"account": name, "change": "token revoked", "token": token})
            }
        }
    }

    fn read(body: &Value) -> Option<Self> {
        let role = |name: &str| Role::parse(body.get(name)?.as_str()?);
        let token = || body.get("token")?.as_i64();
        Some(match body.get("change")?.as_str()? {
            "role" => AccountChange::Role(role("role")?),
            "password" => AccountChange::Password,
            "removed" => AccountChange::Removed,
            "token made" => AccountChange::TokenMade(token()?, role("scope")?),
            "token revoked" => AccountChange::TokenRevoked(token()?),
            _ => return None,
        })
    }
}

/// A reviewer's judgement.
#[derive(Clone, PartialEq, Debug)]
pub enum Verdict {
    /// The record is right.
    Accept,
    /// The record is wrong.
    Reject,
    /// One field had to be changed. The corrected record is the coding with this number.
    Edit {
        /// The field.
        field: String,
        /// What it was.
        old: Value,
        /// What it should be.
        new: Value,
        /// The coding that holds the corrected record.
        coding: i64,
    },
}

/// What came of a commitment, demand or forecast, as a reviewer decided on evidence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the values are those of the domain model")]
pub enum Outcome {
    Kept,
    Late,
    Broken,
    Undetermined,
}

impl Outcome {
    /// As people and the file write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Kept => "kept",
            Outcome::Late => "late",
            Outcome::Broken => "broken",
            Outcome::Undetermined => "undetermined",
        }
    }

    /// The outcome that is written `name`.
    pub fn parse(name: &str) -> Option<Self> {
        [
            Outcome::Kept,
            Outcome::Late,
            Outcome::Broken,
            Outcome::Undetermined,
        ]
        .into_iter()
        .find(|o| o.as_str() == name)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Verdict {
    fn read(body: &Value) -> Option<Self> {
        Some(match body.get("verdict")?.as_str()? {
            "accept" => Verdict::Accept,
            "reject" => Verdict::Reject,
            "edit" => Verdict::Edit {
                field: body.get("field")?.as_str()?.to_owned(),
                old: body.get("old")?.clone(),
                new: body.get("new")?.clone(),
                coding: body.get("coding")?.as_i64()?,
            },
            _ => return None,
        })
    }
}

impl Entry {
    /// The name of the kind of entry in the file.
    pub fn kind(&self) -> &'static str {
        match self {
            Entry::Opened => "opened",
            Entry::Document { .. } => "document",
            Entry::Coded { .. } => "coded",
            Entry::Reviewed { .. } => "reviewed",
            Entry::Resolved { .. } => "resolved",
            Entry::Merged { .. } => "merged",
            Entry::Split { .. } => "split",
            Entry::Joined { .. } => "joined",
            Entry::Parted { .. } => "parted",
            Entry::Withdrawn { .. } => "withdrawn",
            Entry::Removed { .. } => "removed",
            Entry::Indicator { .. } => "indicator",
            Entry::Account { .. } => "account",
            Entry::Undone { .. } => "undone",
        }
    }

    /// The rest of the entry, as the file holds it.
    pub(crate) fn body(&self) -> Value {
        match self {
            Entry::Opened => json!({}),
            Entry::Document {
                document,
                supersedes,
            } => {
                json!({"document": document, "supersedes": supersedes})
            }
            Entry::Coded {
                coding,
                supersedes,
                seal: None,
            } => json!({"coding": coding, "supersedes": supersedes}),
            Entry::Coded {
                coding,
                supersedes,
                seal,
            } => json!({"coding": coding, "supersedes": supersedes, "seal": seal}),
            Entry::Reviewed { record, verdict } => match verdict {
                Verdict::Accept => json!({"record": record, "verdict": "accept"}),
                Verdict::Reject => json!({"record": record, "verdict": "reject"}),
                Verdict::Edit {
                    field,
                    old,
                    new,
                    coding,
                } => json!({
                    "record": record, "verdict": "edit", "field": field, "old": old, "new": new, "coding": coding
                }),
            },
            Entry::Resolved {
                claim,
                outcome,
                evidence,
            } => {
                json!({"claim": claim, "outcome": outcome.as_str(), "evidence": evidence})
            }
            Entry::Merged { into, entity } => json!({"into": into, "entity": entity}),
            Entry::Split { entity } => json!({"entity": entity}),
            Entry::Joined { into, record } => json!({"into": into, "record": record}),
            Entry::Parted { record } => json!({"record": record}),
            Entry::Withdrawn { document, reason } => {
                json!({"document": document, "reason": reason})
            }
            Entry::Removed { records } => json!({"records": records}),
            Entry::Indicator { claim, query } => json!({"claim": claim, "query": query}),
            Entry::Account { name, change } => change.body(name),
            Entry::Undone { seq } => json!({"seq": seq}),
        }
    }

    /// Reads what [`Entry::body`] wrote; `None` if it is no such entry.
    pub(crate) fn read(kind: &str, body: &str) -> Option<Self> {
        let body = Body(serde_json::from_str(body).ok()?);
        let number = |name: &str| body.get(name)?.as_i64();
        let text = |name: &str| Some(body.get(name)?.as_str()?.to_owned());
        let texts = |name: &str| body.texts(name);
        Some(match kind {
            "opened" => Entry::Opened,
            "document" => Entry::Document {
                document: number("document")?,
                supersedes: number("supersedes"),
            },
            "coded" => Entry::Coded {
                coding: number("coding")?,
                supersedes: body.numbers("supersedes")?,
                seal: text("seal"),
            },
            "reviewed" => Entry::Reviewed {
                record: text("record")?,
                verdict: Verdict::read(&body.0)?,
            },
            "resolved" => Entry::Resolved {
                claim: text("claim")?,
                outcome: Outcome::parse(body.get("outcome")?.as_str()?)?,
                evidence: texts("evidence")?,
            },
            "merged" => Entry::Merged {
                into: number("into")?,
                entity: number("entity")?,
            },
            "split" => Entry::Split {
                entity: number("entity")?,
            },
            "joined" => Entry::Joined {
                into: text("into")?,
                record: text("record")?,
            },
            "parted" => Entry::Parted {
                record: text("record")?,
            },
            "withdrawn" => Entry::Withdrawn {
                document: number("document")?,
                reason: text("reason")?,
            },
            "removed" => Entry::Removed {
                records: texts("records")?,
            },
            "indicator" => Entry::Indicator {
                claim: text("claim")?,
                query: body.get("query")?.clone(),
            },
            "account" => Entry::Account {
                name: text("account")?,
                change: AccountChange::read(&body.0)?,
            },
            "undone" => Entry::Undone {
                seq: number("seq")?,
            },
            _ => return None,
        })
    }
}

/// The body of an entry as the file holds it.
struct Body(Value);

impl Body {
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.get(name)?.as_array()?.iter();
        list.map(|v| Some(v.as_str()?.to_owned())).collect()
    }

    fn numbers(&self, name: &str) -> Option<Vec<i64>> {
        let list = self.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_i64).collect())
    }
}

/// What the chain covers of one entry.
pub(crate) struct Link<'a> {
    pub(crate) seq: i64,
    pub(crate) recorded: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) author: &'a str,
    pub(crate) body: &'a str,
    /// Hashes of the document or of the records that came in with it.
    pub(crate) content: &'a [u8],
}

impl Link<'_> {
    /// The hash of this entry after the one with hash `previous`.
    pub(crate) fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        for part in [
            previous,
            &self.seq.to_le_bytes(),
            self.recorded.as_bytes(),
            self.kind.as_bytes(),
            self.author.as_bytes(),
            self.body.as_bytes(),
            self.content,
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        *hasher.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::{AccountChange, Entry, Outcome, Verdict};
    use crate::Role;
    use serde_json::json;

    #[test]
    fn changes_of_accounts_come_back_as_they_went_in() {
        for change in [
            AccountChange::Role(Role::Editor),
            AccountChange::Password,
            AccountChange::Removed,
            AccountChange::TokenMade(3, Role::Reviewer),
            AccountChange::TokenRevoked(3),
        ] {
            let name = "ada".to_owned();
            let entry = Entry::Account { name, change };
            let read = Entry::read(entry.kind(), &entry.body().to_string());
            assert_eq!(read.as_ref(), Some(&entry));
        }
    }

    #[test]
    fn entries_come_back_as_they_went_in() {
        let record = "tie-00000000000000ff".to_owned();
        for entry in [
            Entry::Opened,
            Entry::Document {
                document: 3,
                supersedes: Some(1),
            },
            Entry::Coded {
                coding: 2,
                supersedes: vec![1],
                seal: Some("00ff".into()),
            },
            Entry::Reviewed {
                record: record.clone(),
                verdict: Verdict::Reject,
            },
            Entry::Reviewed {
                record: record.clone(),
                verdict: Verdict::Edit {
                    field: "value".into(),
                    old: json!("process"),
                    new: json!("de_jure"),
                    coding: 9,
                },
            },
            Entry::Resolved {
                claim: record.clone(),
                outcome: Outcome::Late,
                evidence: vec![record.clone()],
            },
            Entry::Merged { into: 1, entity: 2 },
            Entry::Split { entity: 2 },
            Entry::Joined {
                into: record.clone(),
                record: "tie-0000000000000001".into(),
            },
            Entry::Parted {
                record: record.clone(),
            },
            Entry::Withdrawn {
                document: 1,
                reason: "corrected".into(),
            },
            Entry::Removed {
                records: vec![record.clone()],
            },
            Entry::Indicator {
                claim: record,
                query: json!({"bin": "month"}),
            },
            Entry::Undone { seq: 4 },
        ] {
            let read = Entry::read(entry.kind(), &entry.body().to_string());
            assert_eq!(read.as_ref(), Some(&entry));
        }
        assert_eq!(Entry::read("undone", "{}"), None);
    }
}
