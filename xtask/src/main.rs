//! Chores in Rust: `cargo xtask tidy | codegen | eval | offers | gazetteer | piles | check-pages`. One chore, one file.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)] // Chores print and touch files.

mod check_pages;
// The definitions of the command line, compiled in once more: docs/cli.md is printed from them.
#[allow(dead_code)] // Arguments are described here, not read.
#[path = "../../crates/rapporteur/src/cli.rs"]
mod cli;
mod clock;
mod codegen;
mod eval;
mod gazetteer;
mod offers;
mod piles_copies;
mod piles_names;
mod tidy;

use std::path::Path;

const USAGE: &str = "usage: cargo xtask tidy | codegen [--check] | eval CORPORA [--only NAME] | offers FILE | gazetteer PLACES | \
                     piles names [ARTICLES]... | piles copies [--seed N] [--sizes N,N] [--linked N,N] | \
                     piles more [--seed N] [--sizes N,N] | check-pages";

fn main() -> std::process::ExitCode {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first().map(|(chore, rest)| (chore.as_str(), rest)) {
        Some(("tidy", [])) => tidy::run(root),
        Some(("codegen", rest)) => codegen::run(root, rest),
        Some(("check-pages", rest)) => check_pages::run(root, rest),
        Some(("eval", rest)) => eval::run(rest),
        Some(("piles", [what, rest @ ..])) if what == "names" => piles_names::run(rest),
        Some(("piles", [what, rest @ ..])) if what == "copies" => piles_copies::run(rest),
        Some(("piles", [what, rest @ ..])) if what == "more" => piles_copies::run_more(rest),
        Some(("offers", rest)) => offers::run(rest),
        Some(("gazetteer", rest)) => gazetteer::run(root, rest),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(report) => {
            print!("{report}");
            std::process::ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("{why}");
            std::process::ExitCode::FAILURE
        }
    }
}
