//! `rapporteur syntax`: the parse as a tree; or sentences and words in CoNLL-U (universaldependencies.org/format.html).

use super::texts;
use crate::cli::Syntax;
use crate::failure::Failure;
use crate::terminal;
use rapporteur::pipeline::Engine;
use rapporteur_model::{Interval, Span};
use std::io::{Read, Write};

/// The longest text.
const MOST_BYTES: u64 = 16 << 20;

pub(crate) fn run(args: &Syntax) -> Result<(), Failure> {
    let text = if args.text == "-" {
        let mut text = String::new();
        let read = std::io::stdin().lock().take(MOST_BYTES + 1).read_to_string(&mut text);
        read.map_err(|e| Failure::Failed(format!("could not read standard input: {e}")))?;
        text
    } else {
        args.text.clone()
    };
    if text.len() as u64 > MOST_BYTES {
        return Err(Failure::Failed(format!("the text has more than {} MiB", MOST_BYTES >> 20)));
    }
    let article = texts::article(text, Interval::UNKNOWN);
    let engine = Engine::load(args.model.as_deref()).map_err(|e| Failure::Failed(e.to_string()))?;
    let syntax = engine.syntax(&article);
    let mut out = terminal::out();
    if syntax.parsed && !args.conllu {
        out.write_all(
            terminal::harmless_lines(&rapporteur_syntax::tree::render(&syntax, &article.text)).as_bytes(),
        )?;
        out.flush()?;
        return Ok(());
    }
    for (n, sentence) in syntax.sentences.iter().enumerate() {
        writeln!(out, "# sent_id = {}\n# text = {}", n + 1, word(&article.text, *sentence))?;
        let tokens = syntax.tokens_in(*sentence);
        let first = tokens.start;
        for (place, i) in tokens.enumerate() {
            let Some(token) = syntax.tokens.get(i) else { continue };
            let known = |s: &str| if s.is_empty() { "_".to_owned() } else { s.to_owned() };
            let head = match token.head as usize {
                _ if !syntax.parsed => "_".to_owned(),
                head if head == i => "0".to_owned(),
                head => (head + 1).saturating_sub(first).to_string(),
            };
            writeln!(
                out,
                "{}\t{}\t{}\t{}\t{}\t_\t{head}\t{}\t_\t_",
                place + 1,
                word(&article.text, token.span),
                known(syntax.lemma(i)),
                known(token.pos.as_str()),
                known(syntax.tag(i)),
                known(syntax.dep(i)),
            )?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}

/// Words on one line, without tabs: both end cells.
fn word(text: &str, span: Span) -> String {
    terminal::harmless(&span.of(text).split_whitespace().collect::<Vec<_>>().join(" "))
}
