//! The program `verbale`.

mod cli;

use clap::Parser;
use cli::args::{Cli, Command};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli::screen::set_up(cli.color);
    if !matches!(cli.command, Command::Serve(_)) {
        cli::screen::end_on_ctrl_c(); // the server ends by itself
    }
    let outcome = match &cli.command {
        Command::Read(args) => cli::read::run(args),
        Command::Parse(args) => cli::parse::run(args),
        Command::Add(args) => cli::add::run(args),
        Command::Ask(command) => cli::ask::run(command),
        Command::Show(args) => cli::show::run(args),
        Command::Review(args) => cli::review::run(args),
        Command::Resolve(args) => cli::act::resolve(args),
        Command::Confirm(args) => cli::act::confirm(args),
        Command::Judge(args) => cli::act::judge(args),
        Command::Merge(args) => cli::act::merge(args),
        Command::Split(args) => cli::act::split(args),
        Command::Withdraw(args) => cli::act::withdraw(args),
        Command::Remove(args) => cli::act::remove(args),
        Command::Undo(args) => cli::act::undo(args),
        Command::Serve(args) => cli::serve::run(args),
        Command::Ledger(command) => cli::ledger::run(command),
        Command::Export(args) => cli::export::run(args),
        Command::Import(args) => cli::import::run(args),
        Command::Pack(command) => cli::pack::run(command),
        Command::Eval(command) => cli::eval::run(command),
        Command::Train(args) => cli::train::run(args),
    };
    cli::outcome::exit_code(outcome)
}
