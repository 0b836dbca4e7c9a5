//! `rapporteur completions`: made from the same definitions as the help.

use crate::cli::{Cli, Completions, Shell};
use crate::failure::Failure;
use crate::terminal;
use clap::CommandFactory;
use std::io::Write;

pub(crate) fn run(args: &Completions) -> Result<(), Failure> {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Elvish => clap_complete::Shell::Elvish,
        Shell::Fish => clap_complete::Shell::Fish,
        Shell::Powershell => clap_complete::Shell::PowerShell,
        Shell::Zsh => clap_complete::Shell::Zsh,
    };
    // Into memory first: the generator panics where output fails.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "rapporteur", &mut script);
    let mut out = terminal::out();
    out.write_all(&script)?;
    out.flush()?;
    Ok(())
}
