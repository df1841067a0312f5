//! Who may use the web app: accounts and personal tokens, in a small file of their own beside the ledger.
//!
//! A ledger is copied, given away and kept for years; what opens doors is not. Passwords and tokens come here as hashes only.

use crate::Error;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What an account may do; each may do what those before it may.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// See everything.
    Reader,
    /// Judge records and settle claims.
    Reviewer,
    /// Add and withdraw texts, join and part actors.
    Editor,
    /// Look after accounts.
    Admin,
}

impl Role {
    /// All of them, from the least to the most.
    pub const ALL: [Role; 4] = [Role::Reader, Role::Reviewer, Role::Editor, Role::Admin];

    /// As people and the file write it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Reviewer => "reviewer",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }

    /// The role that is written `name`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Somebody who may come in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// The name, which entries of the ledger carry.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// Hash of its password; without one it comes in by token or proxy only.
    pub password: Option<String>,
    /// When it was made, UTC.
    pub made: String,
}

/// A token of an account, for programs. The token itself is kept nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// Its number.
    pub token: i64,
    /// Whose it is.
    pub account: String,
    /// What it is for, in the words of its owner.
    pub label: String,
    /// The most it may do; never more than its account.
    pub scope: Role,
    /// When it was made, UTC.
    pub made: String,
}

/// The open file of accounts.
#[derive(Debug)]
pub struct Accounts {
    connection: Connection,
    path: PathBuf,
}

/// Says in the file's header what it is: `verA`.
const APPLICATION: i64 = 0x7665_7241;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS accounts (
    name TEXT PRIMARY KEY, role TEXT NOT NULL, password TEXT, made TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tokens (
    token INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, label TEXT NOT NULL, scope TEXT NOT NULL,
    hash BLOB NOT NULL UNIQUE, made TEXT NOT NULL
) STRICT;";

/// Characters of the longest name of an account, and of the longest label of a token.
const MAX_NAME: usize = 64;

impl Accounts {
    /// The file of accounts that belongs to the ledger in `ledger`: its name with `.accounts` at the end.
    pub fn beside(ledger: &Path) -> PathBuf {
        let mut name = ledger.as_os_str().to_owned();
        name.push(".accounts");
        name.into()
    }

    /// Opens the accounts in `path`, and makes the file if there is none; on Unix only its owner may read it.
    ///
    /// # Errors
    /// If the file is something else, or may not be written.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let of = |e| Error::of(path, e);
        make_private(path);
        let connection = Connection::open(path).map_err(of)?;
        connection
            .busy_timeout(Duration::from_secs(5))
            .map_err(of)?;
        let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let tables = "SELECT count(*) FROM sqlite_schema";
        let n_tables: i64 = connection
            .query_row(tables, [], |row| row.get(0))
            .map_err(of)?;
        match (pragma("application_id").map_err(of)?, n_tables) {
            (APPLICATION, _) => {}
            (0, 0) => {
                connection.execute_batch(SCHEMA).map_err(of)?;
                let set = connection.pragma_update(None, "application_id", APPLICATION);
                set.map_err(of)?;
            }
            _ => {
                return Err(Error::Asked(format!(
                    "{}: is no file of accounts; move it away, and add accounts with `verbale serve user add`",
                    path.display()
                )));
            }
        }
        Ok(Self {
            connection,
            path: path.to_owned(),
        })
    }

    /// Whether an account may be called so.
    ///
    /// # Errors
    /// If the name is empty, too long, or has other signs than letters, digits and `. _ - @`.
    pub fn check_name(name: &str) -> Result<(), Error> {
        let is_known = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
        if name.is_empty() || name.chars().count() > MAX_NAME || !name.chars().all(is_known) {
            return Err(Error::Asked(format!(
                "{name:?}: a name is made of up to {MAX_NAME} letters, digits and . _ - @"
            )));
        }
        Ok(())
    }

    /// Adds an account, or gives one that is there another role and, if `password` is one, another password.
    ///
    /// # Errors
    /// If the name is none, or the file cannot be written.
    pub fn put(
        &mut self,
        name: &str,
        (role, password): (Role, Option<&str>),
        now: &str,
    ) -> Result<(), Error> {
        Self::check_name(name)?;
        let sql = "INSERT INTO accounts VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name)
             DO UPDATE SET role = excluded.role, password = coalesce(excluded.password, password)";
        let values = params![name, role.as_str(), password, now];
        let done = self.connection.execute(sql, values);
        done.map(|_| ()).map_err(|e| self.error(e))
    }

    /// Removes an account with its tokens; false if there is none.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn remove(&mut self, name: &str) -> Result<bool, Error> {
        let mut run = || {
            let transaction = self.connection.transaction()?;
            transaction.execute("DELETE FROM tokens WHERE account = ?1", [name])?;
            let n = transaction.execute("DELETE FROM accounts WHERE name = ?1", [name])?;
            transaction.commit()?;
            Ok(n > 0)
        };
        run().map_err(|e| Error::of(&self.path, e))
    }

    /// The account of that name.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn get(&self, name: &str) -> Result<Option<Account>, Error> {
        let sql = "SELECT name, role, password, made FROM accounts WHERE name = ?1";
        let found = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([name], account).optional());
        found.map_err(|e| self.error(e))
    }

    /// All accounts by name.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn list(&self) -> Result<Vec<Account>, Error> {
        let sql = "SELECT name, role, password, made FROM accounts ORDER BY name";
        let read = || {
            let mut select = self.connection.prepare_cached(sql)?;
            select
                .query_map([], account)?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// Keeps the hash of a new token of an account, and gives its number.
    ///
    /// # Errors
    /// If there is no such account, the label is too long, or the file cannot be written.
    pub fn add_token(
        &mut self,
        account: &str,
        (label, scope): (&str, Role),
        hash: &[u8],
        now: &str,
    ) -> Result<i64, Error> {
        if self.get(account)?.is_none() {
            return Err(Error::Asked(format!("there is no account {account:?}")));
        }
        if label.trim().is_empty() || label.chars().count() > MAX_NAME {
            return Err(Error::Asked(format!(
                "say in up to {MAX_NAME} characters what the token is for"
            )));
        }
        let sql =
            "INSERT INTO tokens (account, label, scope, hash, made) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![account, label.trim(), scope.as_str(), hash, now];
        let done = self.connection.execute(sql, values);
        done.map_err(|e| self.error(e))?;
        Ok(self.connection.last_insert_rowid())
    }

    /// The tokens of an account, the first that was made first.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn tokens(&self, account: &str) -> Result<Vec<Token>, Error> {
        let sql = "SELECT token, account, label, scope, made FROM tokens WHERE account = ?1 ORDER BY token";
        let read = || {
            let mut select = self.connection.prepare_cached(sql)?;
            select
                .query_map([account], token)?
                .collect::<rusqlite::Result<_>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// The token with that hash.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn token(&self, hash: &[u8]) -> Result<Option<Token>, Error> {
        let sql = "SELECT token, account, label, scope, made FROM tokens WHERE hash = ?1";
        let found = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([hash], token).optional());
        found.map_err(|e| self.error(e))
    }

    /// Takes a token of an account back; false if it has none of that number.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn revoke(&mut self, account: &str, token: i64) -> Result<bool, Error> {
        let sql = "DELETE FROM tokens WHERE account = ?1 AND token = ?2";
        let done = self.connection.execute(sql, params![account, token]);
        done.map(|n| n > 0).map_err(|e| self.error(e))
    }

    fn error(&self, source: rusqlite::Error) -> Error {
        Error::of(&self.path, source)
    }
}

/// A role that the file does not know is the least.
fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<Role> {
    let name: String = row.get(column)?;
    Ok(Role::parse(&name).unwrap_or(Role::Reader))
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        name: row.get(0)?,
        role: role(row, 1)?,
        password: row.get(2)?,
        made: row.get(3)?,
    })
}

fn token(row: &Row<'_>) -> rusqlite::Result<Token> {
    Ok(Token {
        token: row.get(0)?,
        account: row.get(1)?,
        label: row.get(2)?,
        scope: role(row, 3)?,
        made: row.get(4)?,
    })
}

/// Makes the file before the database does, so that nobody else may read it from its first byte on. If this fails, so does
/// opening it, and says why.
fn make_private(path: &Path) {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let _ = options.open(path);
}

#[cfg(test)]
mod tests {
    use super::{Accounts, Role};

    const NOW: &str = "2025-07-06T08:00:00Z";

    #[test]
    fn accounts_come_change_and_go_with_their_tokens() {
        let folder = tempfile::tempdir().unwrap();
        let path = Accounts::beside(&folder.path().join("a.db"));
        assert!(path.ends_with("a.db.accounts"));
        let mut accounts = Accounts::open(&path).unwrap();
        accounts
            .put("ada", (Role::Reader, Some("hash")), NOW)
            .unwrap();
        accounts.put("ada", (Role::Editor, None), NOW).unwrap();
        let ada = accounts.get("ada").unwrap().unwrap();
        assert_eq!(
            (ada.role, ada.password.as_deref()),
            (Role::Editor, Some("hash"))
        );
        let number = accounts
            .add_token("ada", ("script", Role::Reader), b"x", NOW)
            .unwrap();
        assert!(
            accounts
                .add_token("bob", ("script", Role::Reader), b"y", NOW)
                .is_err()
        );
        assert!(
            accounts
                .add_token("ada", (" ", Role::Reader), b"y", NOW)
                .is_err()
        );
        drop(accounts);
        let mut accounts = Accounts::open(&path).unwrap();
        assert_eq!(accounts.token(b"x").unwrap().unwrap().token, number);
        assert!(!accounts.revoke("bob", number).unwrap());
        assert_eq!(accounts.tokens("ada").unwrap().len(), 1);
        assert!(accounts.remove("ada").unwrap());
        assert!(!accounts.remove("ada").unwrap());
        assert_eq!(accounts.token(b"x").unwrap(), None);
        assert_eq!(accounts.list().unwrap(), []);
    }

    #[test]
    fn names_are_names_and_files_are_files_of_accounts() {
        let folder = tempfile::tempdir().unwrap();
        let mut accounts = Accounts::open(&folder.path().join("a.accounts")).unwrap();
        for name in ["", "a b", "<b>", "a\n", &"x".repeat(65)] {
            assert!(
                accounts.put(name, (Role::Reader, None), NOW).is_err(),
                "{name:?}"
            );
        }
        let ledger = folder.path().join("ledger.db");
        drop(crate::Ledger::open(&ledger, NOW).unwrap());
        let error = Accounts::open(&ledger).unwrap_err().to_string();
        assert!(error.contains("is no file of accounts"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.accounts");
        drop(Accounts::open(&path).unwrap());
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
