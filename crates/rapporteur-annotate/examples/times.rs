//! Reads texts as JSON-free lines `DATE<tab>TEXT` on standard input (`-` for an unknown day, `history` for a history) and
//! prints the time expressions of each: start, end, type, value, days, rule, words.
//!
//! With `--speed FILE` it measures megabytes per second instead.
#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use rapporteur_annotate::times::{Reference, times};
use rapporteur_lexicon::times::TimeLexicon;
use rapporteur_model::Interval;

fn main() {
    let lexicon = TimeLexicon::new();
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = args.as_slice()
        && flag == "--speed"
    {
        let Ok(text) = std::fs::read_to_string(file) else { return };
        let mut best = f64::MAX;
        let mut found = 0;
        for _ in 0..5 {
            let start = std::time::Instant::now();
            found = times(&lexicon, &text, Reference::News(Interval::UNKNOWN)).len();
            best = best.min(start.elapsed().as_secs_f64());
        }
        println!("{found} expressions, {:.1} MB/s", text.len() as f64 / 1e6 / best);
        return;
    }
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let (day, text) = line.split_once('\t').unwrap_or(("-", &line));
        let reference = match day {
            "history" => Reference::Narrative,
            day => Reference::News(day.parse().map_or(Interval::UNKNOWN, Interval::day)),
        };
        println!("# {text}");
        for t in times(&lexicon, text, reference) {
            let (from, to) = (t.span.lo(), t.span.hi());
            println!(
                "{from}\t{to}\t{}\t{}\t{}\t{}\t{}",
                t.kind,
                t.value,
                t.interval,
                t.rule,
                t.span.of(text)
            );
        }
    }
}
