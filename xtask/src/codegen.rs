//! `cargo xtask codegen`: documentation that is printed from definitions: docs/tables.md and docs/cli.md.
//!
//! `--check` writes nothing and says which page has drifted from its definitions.

use crate::cli::Cli;
use clap::{Arg, Command, CommandFactory};
use std::fmt::Write as _;
use std::path::Path;

/// A page and what it should hold.
fn pages() -> [(&'static str, String); 2] {
    [("docs/tables.md", rapporteur_store::reference::tables()), ("docs/cli.md", command_line())]
}

/// Writes the pages, or with `--check` compares them.
pub(crate) fn run(root: &Path, args: &[String]) -> Result<String, String> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("usage: cargo xtask codegen [--check]".to_owned()),
    };
    let mut report = String::new();
    for (name, text) in pages() {
        let path = root.join(name);
        let same = std::fs::read_to_string(&path).is_ok_and(|old| old == text);
        if same {
            continue;
        }
        if check {
            let _ = writeln!(report, "{name} is not what its definitions say");
        } else {
            std::fs::write(&path, text).map_err(|e| format!("could not write {name}: {e}"))?;
            let _ = writeln!(report, "{name} written");
        }
    }
    if check && !report.is_empty() {
        return Err(report + "run `cargo xtask codegen` and commit the result");
    }
    Ok(report)
}

/// `docs/cli.md`.
fn command_line() -> String {
    let mut command = Cli::command();
    command.build();
    let mut out = String::from(
        "# Command line\n\n\
         <!-- Printed from crates/rapporteur/src/cli.rs by `cargo xtask codegen`. Do not edit. -->\n",
    );
    describe(&mut out, &command, "");
    out
}

fn describe(out: &mut String, command: &Command, parents: &str) {
    let name = format!("{parents}{}", command.get_name());
    let _ = writeln!(out, "\n## `{name}`\n");
    let about = command.get_long_about().or_else(|| command.get_about());
    if let Some(about) = about {
        let _ = writeln!(out, "{}\n", sentence(&about.to_string()));
    }
    let usage = command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ");
    let _ = writeln!(out, "```text\n{usage}\n```");
    let shown = |arg: &&Arg| !arg.is_hide_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    let arguments: Vec<&Arg> = command.get_arguments().filter(shown).collect();
    if !arguments.is_empty() {
        let _ = writeln!(out, "\n| argument | what it is |\n| --- | --- |");
        for arg in arguments {
            let _ = writeln!(out, "| {} | {} |", spelled(arg), explained(arg));
        }
    }
    for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
        describe(out, sub, &format!("{name} "));
    }
}

/// How an argument is written: `` `-o`, `--output <FOLDER>` ``.
fn spelled(arg: &Arg) -> String {
    let values: Vec<String> =
        arg.get_value_names().unwrap_or_default().iter().map(|v| format!("<{v}>")).collect();
    let takes = arg.get_action().takes_values();
    let value = if takes { values.join(" ") } else { String::new() };
    let long = arg.get_long().map(|l| format!("--{l} {value}").trim_end().to_owned());
    let short = arg.get_short().map(|s| format!("-{s}"));
    let flags: Vec<String> = short.into_iter().chain(long).collect();
    let names = if flags.is_empty() { vec![value] } else { flags };
    names.iter().map(|n| format!("`{}`", n.replace('|', "\\|"))).collect::<Vec<_>>().join(", ")
}

fn explained(arg: &Arg) -> String {
    let mut text = sentence(&arg.get_help().map(ToString::to_string).unwrap_or_default());
    let possible = arg.get_possible_values();
    if arg.get_action().takes_values() && !possible.is_empty() {
        let values: Vec<String> = possible.iter().map(|v| format!("`{}`", v.get_name())).collect();
        let _ = write!(text, " One of {}.", values.join(", "));
    }
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|v| format!("`{}`", v.to_string_lossy())).collect();
    if arg.get_action().takes_values() && !defaults.is_empty() {
        let _ = write!(text, " Default: {}.", defaults.join(", "));
    }
    text.replace('|', "\\|").replace('\n', " ")
}

/// With the full stop that clap takes off.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '?', '!', ':', '`']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_what_their_definitions_say() {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        assert_eq!(run(root, &["--check".to_owned()]), Ok(String::new()));
    }

    #[test]
    fn every_command_and_flag_is_on_its_page() {
        let page = command_line();
        let mut command = Cli::command();
        command.build();
        for sub in command.get_subcommands().filter(|c| c.get_name() != "help") {
            assert!(page.contains(&format!("## `rapporteur {}`", sub.get_name())), "{}", sub.get_name());
            for long in sub.get_arguments().filter_map(|a| a.get_long()).filter(|l| *l != "help") {
                assert!(page.contains(&format!("`--{long}")), "--{long}");
            }
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
