//! Chores in Rust: `cargo xtask tidy | codegen | eval | bench`.
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::disallowed_methods)]

mod eval;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first() {
        Some((chore, rest)) if chore == "eval" => eval::run(rest),
        _ => Err("usage: cargo xtask eval CORPORA [--only NAME]".to_owned()),
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
