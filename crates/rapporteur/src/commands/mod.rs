//! One command, one file: takes its arguments, calls the library, prints.

mod annotate;
mod brief;
mod build;
mod codebook;
mod completions;
mod diff;
mod drawn;
mod export;
mod man;
#[cfg(feature = "mcp")]
mod mcp;
mod names;
mod rule;
mod search;
#[cfg(feature = "serve")]
mod serve;
mod show;
mod syntax;
mod texts;
mod withdraw;

use crate::cli::{CodebookCommand, Command};
use crate::failure::Failure;

/// Runs a command.
pub(crate) fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Build(args) => build::run(&args),
        Command::Brief(args) => brief::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Search(args) => search::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => serve::run(&args),
        #[cfg(not(feature = "serve"))]
        Command::Serve(_) => {
            Err(Failure::Usage("this program was built without the feature `serve`".to_owned()))
        }
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(&args),
        #[cfg(not(feature = "mcp"))]
        Command::Mcp(_) => Err(Failure::Usage("this program was built without the feature `mcp`".to_owned())),
        Command::Annotate(args) => annotate::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Withdraw(args) => withdraw::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Rule(args) => rule::run(&args),
        Command::Codebook(CodebookCommand::Check(args)) => codebook::check(&args),
        Command::Names(args) => names::run(&args),
        Command::Syntax(args) => syntax::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}
