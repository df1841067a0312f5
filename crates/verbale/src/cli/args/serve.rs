//! Arguments of `verbale serve`: the server, and who may use it.

use super::{LedgerArg, PacksArg};
use clap::{Args, Subcommand, ValueEnum};
use std::net::IpAddr;

#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct ServeArgs {
    #[command(subcommand)]
    pub(crate) command: Option<ServeCommand>,
    #[command(flatten)]
    pub(crate) ledger: LedgerArg,
    /// Port to listen on; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 7007)]
    pub(crate) port: u16,
    /// Address to listen on; on any but loopback people have to log in
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(crate) listen: IpAddr,
    /// Another name under which browsers reach the server; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,
    /// Let people log in on loopback too
    #[arg(long)]
    pub(crate) login: bool,
    /// Address of a proxy that says in a header who asks; may be given several times
    #[arg(long, value_name = "ADDR")]
    pub(crate) proxy: Vec<IpAddr>,
    /// The header of the proxy
    #[arg(long, value_name = "NAME", default_value = "x-forwarded-user")]
    pub(crate) proxy_header: String,
    /// Open the first page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    #[command(flatten)]
    pub(crate) packs: PacksArg,
}

#[derive(Subcommand, Debug)]
pub(crate) enum ServeCommand {
    /// Who may log in
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens for programs
    #[command(subcommand)]
    Token(TokenCommand),
}

#[derive(Subcommand, Debug)]
pub(crate) enum UserCommand {
    /// Add an account, or give one another role and password; the password is asked for, or read from standard input
    Add {
        /// Name that entries of the ledger will carry
        name: String,
        /// What the account may do; each role may do what those before it may
        #[arg(long, value_name = "ROLE", value_enum)]
        role: RoleArg,
        /// Ask for no password: for accounts that come by proxy or token, or keep theirs
        #[arg(long)]
        no_password: bool,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// List accounts
    List {
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// Remove an account with its tokens
    Remove {
        /// Its name
        name: String,
        #[command(flatten)]
        ledger: LedgerArg,
    },
}

#[derive(Subcommand, Debug)]
pub(crate) enum TokenCommand {
    /// Make a token, and print it this once
    Add {
        /// Name of the account
        name: String,
        /// What it is for
        #[arg(long = "for", value_name = "LABEL")]
        label: String,
        /// The most it may do
        #[arg(long, value_name = "ROLE", value_enum, default_value_t = RoleArg::Reader)]
        scope: RoleArg,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// List the tokens of an account
    List {
        /// Name of the account
        name: String,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// Take a token back
    Revoke {
        /// Name of the account
        name: String,
        /// Number of the token, as in the list
        token: i64,
        #[command(flatten)]
        ledger: LedgerArg,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum RoleArg {
    /// See everything
    Reader,
    /// Judge records and settle claims
    Reviewer,
    /// Add and withdraw texts, join and part actors
    Editor,
    /// Look after accounts
    Admin,
}
