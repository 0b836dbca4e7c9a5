//! The command: reads arguments, calls the library, prints. What there is to say is said here, how in `terminal`.
//!
//! Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 failed, 2 bad usage; a
//! reader that has had enough (`| head`) is no failure.
#![allow(clippy::disallowed_methods)] // Files, the clock and the environment are what a command is for.

mod cli;
mod commands;
mod failure;
mod terminal;

use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(message) => {
            // Help and version come this way, too. Nobody listening is no failure.
            let _ = message.print();
            return ExitCode::from(u8::try_from(message.exit_code()).unwrap_or(2));
        }
    };
    match commands::run(cli.command) {
        Ok(()) | Err(Failure::NobodyListens) => ExitCode::SUCCESS,
        Err(Failure::Failed(why)) => {
            terminal::say(&format!("error: {why}"));
            ExitCode::from(1)
        }
        Err(Failure::Usage(why)) => {
            terminal::say(&format!("error: {why}\n\nFor more information, try '--help'."));
            ExitCode::from(2)
        }
    }
}
