//! `verbale serve user` and `verbale serve token`: who may use the web app.

use super::args::{LedgerArg, RoleArg, ServeCommand, TokenCommand, UserCommand};
use super::outcome::{Ending, Stop};
use super::{ledger, screen};
use std::io::{self, IsTerminal};
use verbale::now;
use verbale::serve::{hash_password, new_token};
use verbale_ledger::{AccountChange, Accounts, Role};

pub(crate) fn run(command: &ServeCommand) -> Result<Ending, Stop> {
    match command {
        ServeCommand::User(command) => user(command),
        ServeCommand::Token(command) => token(command),
    }
}

fn user(command: &UserCommand) -> Result<Ending, Stop> {
    match command {
        UserCommand::Add {
            name,
            role,
            no_password,
            ledger,
        } => {
            let password = match no_password {
                true => None,
                false => Some(password(name)?),
            };
            let role = Role::from(*role);
            // The ledger first: an account that nobody wrote down must not be.
            note(ledger, name, AccountChange::Role(role))?;
            let mut accounts = open(ledger)?;
            let put = accounts.put(name, (role, password.as_deref()), &now());
            put.map_err(ledger::stop)?;
            screen::print(&format!("{name} is {role}\n"))?;
            Ok(Ending::Done)
        }
        UserCommand::List { ledger } => {
            let accounts = open(ledger)?.list().map_err(ledger::stop)?;
            let width = accounts.iter().map(|a| a.name.chars().count()).max();
            let width = width.unwrap_or(0);
            for account in &accounts {
                let how = match account.password {
                    Some(_) => "password",
                    None => "no password",
                };
                let (name, role, made) = (&account.name, account.role.as_str(), &account.made);
                let day = made.get(..10).unwrap_or(made);
                screen::print(&format!("{name:width$}  {role:8}  {how:11}  since {day}\n"))?;
            }
            Ok(found(accounts.len()))
        }
        UserCommand::Remove { name, ledger } => {
            if !open(ledger)?.remove(name).map_err(ledger::stop)? {
                return Err(Stop::Message(format!(
                    "{name}: there is no such account; see verbale serve user list"
                )));
            }
            note(ledger, name, AccountChange::Removed)?;
            screen::print(&format!("{name} is removed\n"))?;
            Ok(Ending::Done)
        }
    }
}

fn token(command: &TokenCommand) -> Result<Ending, Stop> {
    match command {
        TokenCommand::Add {
            name,
            label,
            scope,
            ledger,
        } => {
            let (token, hash) = new_token().map_err(|e| Stop::Message(e.to_string()))?;
            let scope = Role::from(*scope);
            if scope == Role::Admin {
                return Err(Stop::Message(
                    "a token never looks after accounts; give it --scope editor or less".into(),
                ));
            }
            let number = open(ledger)?.add_token(name, (label, scope), &hash, &now());
            let number = number.map_err(ledger::stop)?;
            note(ledger, name, AccountChange::TokenMade(number, scope))?;
            screen::say(&format!("token {number} of {name}; it is shown this once"));
            screen::print_data(&format!("{token}\n"))?;
            Ok(Ending::Done)
        }
        TokenCommand::List { name, ledger } => {
            let tokens = open(ledger)?.tokens(name).map_err(ledger::stop)?;
            for token in &tokens {
                let (number, label, day) = (token.token, &token.label, &token.made);
                let day = day.get(..10).unwrap_or(day);
                let scope = token.scope.as_str();
                screen::print(&format!("{number:4}  {scope:8}  since {day}  {label}\n"))?;
            }
            Ok(found(tokens.len()))
        }
        TokenCommand::Revoke {
            name,
            token,
            ledger,
        } => {
            if !open(ledger)?.revoke(name, *token).map_err(ledger::stop)? {
                return Err(Stop::Message(format!(
                    "{token}: {name} has no token with this number; see verbale serve token list {name}"
                )));
            }
            note(ledger, name, AccountChange::TokenRevoked(*token))?;
            screen::print(&format!("token {token} of {name} opens nothing any more\n"))?;
            Ok(Ending::Done)
        }
    }
}

fn found(n: usize) -> Ending {
    match n {
        0 => Ending::NothingFound,
        _ => Ending::Done,
    }
}

fn open(arg: &LedgerArg) -> Result<Accounts, Stop> {
    Accounts::open(&Accounts::beside(&arg.ledger)).map_err(ledger::stop)
}

/// Writes the change into the ledger, under the name of the login.
fn note(arg: &LedgerArg, name: &str, change: AccountChange) -> Result<(), Stop> {
    let by = super::act::login().unwrap_or_else(|| "local".into());
    let mut ledger = ledger::open(arg)?;
    let done = ledger.account(name, change, (&now(), &by));
    done.map(|_| ()).map_err(ledger::stop)
}

/// The hash of a password that is typed twice on a terminal, or comes as a line of standard input.
fn password(name: &str) -> Result<String, Stop> {
    let typed = match io::stdin().is_terminal() {
        true => {
            let first = rpassword::prompt_password(format!("Password of {name}: "))?;
            if rpassword::prompt_password("Again: ")? != first {
                return Err(Stop::Message("the two differ; try again".into()));
            }
            first
        }
        false => {
            let mut line = String::new();
            io::stdin().read_line(&mut line)?;
            line.trim_end_matches(['\r', '\n']).to_owned()
        }
    };
    hash_password(&typed).map_err(|e| Stop::Message(e.to_string()))
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::Reader => Role::Reader,
            RoleArg::Reviewer => Role::Reviewer,
            RoleArg::Editor => Role::Editor,
            RoleArg::Admin => Role::Admin,
        }
    }
}
