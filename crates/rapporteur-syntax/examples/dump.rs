//! Prints what a pipeline says of texts, one token a line, for comparison with spaCy (`training/parity.py` reads it).
//!
//! `dump MODEL-DIR [portable|avx2|avx512] < texts`, texts parted by a NUL byte. A text's lines: `T` start, end (bytes),
//! tag, part of speech, features, lemma, label, head, whether a sentence starts; `E` first token, end, label; `.` at its
//! end.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use rapporteur_syntax::{Kernel, Model};
use std::io::{Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let kernel = match args.get(1).map(String::as_str) {
        None => Kernel::best(),
        Some("portable") => Kernel::Portable,
        Some("avx2") => Kernel::Avx2,
        Some("avx512") => Kernel::Avx512,
        Some(other) => return Err(format!("no kernel {other}").into()),
    };
    let dir = args.first().ok_or("usage: dump MODEL-DIR [KERNEL] < texts")?;
    let model = Model::load_with(dir.as_ref(), kernel)?;
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for text in input.split('\0') {
        let doc = model.annotate(text);
        for i in 0..doc.len() {
            let range = doc.range(i);
            writeln!(
                out,
                "T\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}",
                range.start,
                range.end,
                doc.tag(i),
                doc.pos(i),
                doc.morph(i),
                doc.lemma(i)
                    .replace('\\', "\\\\")
                    .replace('\t', "\\t")
                    .replace('\n', "\\n")
                    .replace('\r', "\\r"),
                doc.dep(i),
                doc.head(i),
                u8::from(doc.is_sentence_start(i)),
            )?;
        }
        for (tokens, label) in doc.entities() {
            writeln!(out, "E\t{}\t{}\t{label}", tokens.start, tokens.end)?;
        }
        writeln!(out, ".")?;
    }
    Ok(())
}
