//! Prints what reading makes of some files and folders.
//!
//! `cargo run -p rapporteur-read --example pile -- INPUT...`
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

fn main() {
    let inputs: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let words = rapporteur_lexicon::reading::Reading::default();
    let pile = rapporteur_read::pile(&words, &inputs, &rapporteur_read::Options::default(), &mut |_| ());
    for a in &pile.articles {
        println!("{} {:?}", a.id, a.origins);
        println!("  title {:?}\n  outlet {:?}, author {:?}, url {:?}", a.title, a.outlet, a.author, a.url);
        println!("  dateline {:?}, agency {:?}", a.dateline, a.agency);
        println!("  published {} {:?}, acquired {:?}", a.published, a.published_basis, a.acquired);
        println!("  language {:?}, {} words", a.language, a.words);
        for part in &a.parts {
            let words: String = part.span.of(&a.text).chars().take(90).collect();
            println!("    {:14} {:>6}..{:<6} {words:?}", part.kind.as_str(), part.span.start, part.span.end);
        }
        for d in pile.diagnostics.iter().filter(|d| d.article == Some(a.id)) {
            println!("  ! {}: {}", d.name, d.detail);
        }
    }
    for s in &pile.skipped {
        println!("skipped {}: {}", s.path, s.reason);
    }
    for u in &pile.unreadable {
        println!("unreadable {}: {}", u.path, u.reason);
    }
    for r in &pile.records {
        println!("record {}", r.display());
    }
}
