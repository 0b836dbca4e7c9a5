//! `rapporteur man`: made from the same definitions as the help.

use crate::cli::{Cli, Man};
use crate::failure::Failure;
use crate::terminal;
use clap::CommandFactory;
use std::fs;
use std::io::Write;

pub(crate) fn run(args: &Man) -> Result<(), Failure> {
    if let Some(folder) = &args.output {
        fs::create_dir_all(folder).map_err(Failure::file("create", folder))?;
        return clap_mangen::generate_to(Cli::command(), folder).map_err(Failure::file("write into", folder));
    }
    let mut out = terminal::out();
    clap_mangen::Man::new(Cli::command()).render(&mut out)?;
    out.flush()?;
    Ok(())
}
