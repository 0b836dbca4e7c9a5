//! Prints the parse of a text as trees: `parse MODEL-DIR "Ruritania signed the treaty."`.
#![allow(clippy::print_stdout)]

use rapporteur_syntax::{Model, tree};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let dir = args.next().ok_or("usage: parse MODEL-DIR TEXT")?;
    let text = args.collect::<Vec<_>>().join(" ");
    let model = Model::load(dir.as_ref())?;
    print!("{}", tree::render(&model.parse(&text), &text));
    Ok(())
}
