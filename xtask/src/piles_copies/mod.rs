//! `cargo xtask piles copies [--seed N] [--sizes N,N,...] [--linked N,N,...] [--show N]`: piles of invented news with planted copies,
//! retellings, chains and independent confirmations, and how well and how fast they are found.
//!
//! `cargo xtask piles more` measures what one article more costs (`more.rs`).
//!
//! Everything is made from a seed: the same seed, the same piles. `--sizes` are the piles in which shared text is looked
//! for, `--linked` those that are also annotated (by the rules alone) and linked. Prints Markdown; frozen runs stand in
//! `eval/`. `--show N` prints N claims wrongly joined and N missed, too. Reads nothing but its own word list. `--write FOLDER --sizes N` writes a pile as files instead, for measuring
//! whole builds.

mod claims;
mod generate;
mod more;
mod writer;

use generate::{Kind, Pile};
use rapporteur_lexicon::Lexicon;
use rapporteur_link::copies::{self, Doc, SHARED, SHINGLE};
use rapporteur_link::independence::{Evidence, Newsrooms};
use rapporteur_model::record::DerivationKind;
use rapporteur_model::{Annotations, Article, Corpus, Span, Syntax};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<String, String> {
    let (mut seed, mut sizes, mut linked) = (1_u64, vec![1_000, 10_000, 100_000], vec![1_000, 10_000]);
    let (mut folder, mut show) = (None, 0_usize);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let value = args.next().ok_or(format!("{arg} needs a value"))?;
        match arg.as_str() {
            "--seed" => seed = value.parse().map_err(|e| format!("--seed: {e}"))?,
            "--sizes" => sizes = numbers(value)?,
            "--linked" => linked = numbers(value)?,
            "--show" => show = value.parse().map_err(|e| format!("--show: {e}"))?,
            "--write" => folder = Some(std::path::PathBuf::from(value)),
            _ => return Err(format!("unknown argument {arg}")),
        }
    }
    if let Some(folder) = folder {
        return written(&Pile::new(seed, sizes.first().copied().unwrap_or(0)), &folder);
    }
    let mut out = String::from(
        "## Shared text\n\nPairs of which the smaller has at least 0.3 of its five-word shingles in the other, house text aside; seconds of one core.\n\n\
         | articles | pairs planted | recall | pairs found | precision | seconds | articles/s | memory, MiB |\n| --: | --: | --: | --: | --: | --: | --: | --: |\n",
    );
    for n in sizes {
        out.push_str(&shared_text(&Pile::new(seed, n)));
    }
    out.push_str(
        "\n## Derivations and newsrooms\n\nAnnotated by the rules alone, without a parser; seconds of one core.\n\n\
         | articles | planted | edges | precision | recall: copies | retellings | chains | confirmations kept apart | newsrooms right | people within | linking, s | articles/s | memory, MiB | wrong edges |\n\
         | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | :-- |\n",
    );
    for n in &linked {
        out.push_str(&derived(&Pile::new(seed, *n))?);
    }
    out.push_str(claims::HEAD);
    for n in linked {
        out.push_str(&claims::line(&Pile::new(seed, n), show)?);
    }
    Ok(out)
}

/// Runs `cargo xtask piles more [--seed N] [--sizes N,N,...]`: what one article more costs.
pub(crate) fn run_more(args: &[String]) -> Result<String, String> {
    let (mut seed, mut sizes) = (1_u64, vec![1_000, 10_000]);
    for pair in args.chunks(2) {
        match pair {
            [arg, value] if arg == "--seed" => seed = value.parse().map_err(|e| format!("--seed: {e}"))?,
            [arg, value] if arg == "--sizes" => sizes = numbers(value)?,
            _ => return Err(format!("unknown arguments {}", pair.join(" "))),
        }
    }
    more::run(seed, &sizes)
}

/// A list of numbers with commas.
fn numbers(text: &str) -> Result<Vec<usize>, String> {
    let all = text.split(',').filter(|n| !n.is_empty());
    all.map(|n| n.parse().map_err(|e| format!("{n}: {e}"))).collect()
}

/// Writes a pile as Markdown files with a head each.
fn written(pile: &Pile, folder: &std::path::Path) -> Result<String, String> {
    std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for (n, s) in pile.stories.iter().enumerate() {
        let path = folder.join(format!("{n:06}.md"));
        let head = format!(
            "---\ntitle: {}\noutlet: {}\npublished: {}\nurl: {}\n---\n",
            s.title, s.outlet, s.published, s.url
        );
        std::fs::write(&path, head + &s.text()).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(format!("{} articles in {}\n", pile.stories.len(), folder.display()))
}

/// The most memory this process held since the last call, in MiB; 0 where the system does not say.
fn peak(reset: bool) -> u64 {
    if reset {
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(if reset { "VmRSS:" } else { "VmHWM:" }));
    let kib = line.and_then(|l| l.split_whitespace().nth(1)).and_then(|n| n.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// Seconds of computing this thread has used, in steps of a hundredth; other programs on the machine do not count.
fn worked() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or("").split_whitespace().skip(11).take(2);
    fields.filter_map(|n| n.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn percent(hits: usize, all: usize) -> String {
    if all == 0 { "-".to_owned() } else { format!("{:.2}", 100.0 * hits as f64 / all as f64) }
}

/// The shingles of a text, its footer aside, made in the plainest way: what the fast way is held against.
fn shingles(text: &str) -> HashSet<Vec<String>> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|w| w.replace('\'', "").to_lowercase())
        .filter(|w| !w.is_empty())
        .collect();
    words.windows(SHINGLE).map(<[String]>::to_vec).collect()
}

fn contained(a: &str, b: &str) -> f64 {
    let (a, b) = (shingles(a), shingles(b));
    let shared = a.intersection(&b).count() as f64;
    shared / (a.len().min(b.len()).max(1) as f64)
}

fn shared_text(pile: &Pile) -> String {
    let outlets = copies::numbered(pile.stories.iter().map(|s| Some(s.outlet.as_str())));
    let texts: Vec<String> = pile.stories.iter().map(|s| s.text()).collect();
    let docs: Vec<Doc<'_>> = texts
        .iter()
        .zip(&outlets)
        .map(|(t, o)| Doc { text: t, parts: vec![Span::new(0, t.len())], outlet: *o })
        .collect();
    let before = peak(true);
    let start = worked();
    let found = copies::overlaps(&docs);
    let seconds = worked() - start;
    let memory = peak(false).saturating_sub(before);
    // Families of copies: all pairs of one are planted; they count if they share enough in full.
    let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (i, s) in pile.stories.iter().enumerate() {
        families.entry(s.text_of).or_default().push(i);
    }
    let mut gold: BTreeSet<(usize, usize)> = BTreeSet::new();
    for members in families.values() {
        for (n, &later) in members.iter().enumerate() {
            for &earlier in members.get(..n).unwrap_or(&[]) {
                let body = |i: usize| pile.stories.get(i).map_or("", |s| s.body.as_str());
                if contained(body(later), body(earlier)) >= SHARED {
                    gold.insert((later, earlier));
                }
            }
        }
    }
    let pairs: BTreeSet<(usize, usize)> = found.iter().map(|o| (o.later, o.earlier)).collect();
    let hits = pairs.intersection(&gold).count();
    // A pair that was not planted may still share so much; it is right if it does.
    let right = pairs.iter().filter(|(a, b)| {
        let body = |i: usize| pile.stories.get(i).map_or("", |s| s.body.as_str());
        gold.contains(&(*a, *b)) || contained(body(*a), body(*b)) >= SHARED
    });
    let right = right.count();
    let mut line = String::new();
    let _ = writeln!(
        line,
        "| {} | {} | {} | {} | {} | {seconds:.2} | {:.0} | {memory} |",
        texts.len(),
        gold.len(),
        percent(hits, gold.len()),
        pairs.len(),
        percent(right, pairs.len()),
        texts.len() as f64 / seconds.max(0.01),
    );
    line
}

fn annotated(
    lexicon: &Lexicon,
    pile: &Pile,
    annotate: &dyn Fn(&Article) -> Annotations,
) -> Result<Corpus, String> {
    let mut pairs = Vec::with_capacity(pile.stories.len());
    for (n, story) in pile.stories.iter().enumerate() {
        let article: Article = story.article(lexicon, n)?;
        let found = annotate(&article);
        pairs.push((article, found));
    }
    Ok(Corpus::new(pairs, Vec::new()))
}

/// Which story of the pile an article is.
fn number(article: &Article) -> usize {
    let stem = article.origins.first().and_then(|o| o.split('.').next());
    stem.and_then(|n| n.parse::<usize>().ok()).unwrap_or(0)
}

fn derived(pile: &Pile) -> Result<String, String> {
    let lexicon = Lexicon::new();
    let by_rules = |article: &Article| {
        let mut syntax = Syntax::default();
        for part in article.readable() {
            let read = rapporteur_syntax::rules::parse(&lexicon, article.words_of(part.span));
            syntax.append(&read, part.span.lo());
        }
        rapporteur_annotate::article(&lexicon, article, &syntax)
    };
    let corpus = annotated(&lexicon, pile, &by_rules)?;
    // Where each story of the pile stands in the corpus, and the other way round.
    let story_of: Vec<usize> = corpus.articles.iter().map(number).collect();
    let place: HashMap<usize, usize> = story_of.iter().enumerate().map(|(i, n)| (*n, i)).collect();
    let by_id: HashMap<_, usize> = corpus.articles.iter().zip(&story_of).map(|(a, n)| (a.id, *n)).collect();
    let mut links = rapporteur_link::entities_alone(&lexicon, &corpus);
    let before = peak(true);
    let start = worked();
    rapporteur_link::derivations::link(&lexicon, &corpus, &mut links);
    let seconds = worked() - start;
    let memory = peak(false).saturating_sub(before);

    let edges: BTreeMap<(usize, usize), DerivationKind> = links
        .derivations
        .iter()
        .filter_map(|d| Some(((*by_id.get(&d.article)?, *by_id.get(&d.from_article?)?), d.kind)))
        .collect();
    let family = |n: usize| pile.stories.get(n).map(|s| s.family);
    // An edge is right if it leads to the story planted, or to another copy of that story's text.
    let right = |later: usize, from: usize| {
        let Some(story) = pile.stories.get(later) else { return false };
        let text = |n: usize| pile.stories.get(n).map(|s| s.text_of);
        story.from.is_some_and(|f| f == from || text(f) == text(from) || text(later) == text(from))
            && family(later) == family(from)
    };
    let good = edges.keys().filter(|(a, b)| right(*a, *b)).count();
    let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
    for d in &links.derivations {
        let pair = by_id.get(&d.article).zip(d.from_article.and_then(|id| by_id.get(&id)));
        if pair.is_some_and(|(a, b)| !right(*a, *b)) {
            *wrong.entry(&d.by).or_default() += 1;
        }
    }
    let wrong: Vec<String> = wrong.iter().map(|(by, n)| format!("{n} {by}")).collect();
    let recall = |kind: Kind| {
        let planted: Vec<usize> = (0..pile.stories.len())
            .filter(|&n| pile.stories.get(n).is_some_and(|s| s.kind == kind))
            .collect();
        let found = planted.iter().filter(|&&n| {
            edges.range((n, 0)..=(n, usize::MAX)).any(|((a, b), k)| {
                let strong = kind != Kind::Copy || *k == DerivationKind::Copy;
                strong && right(*a, *b)
            })
        });
        percent(found.count(), planted.len())
    };
    let confirmations: Vec<usize> = (0..pile.stories.len())
        .filter(|&n| pile.stories.get(n).is_some_and(|s| s.kind == Kind::Confirmation))
        .collect();
    let apart =
        confirmations.iter().filter(|&&n| edges.range((n, 0)..=(n, usize::MAX)).next().is_none()).count();

    // One claim for each event: its first fact, wherever it is told.
    let newsrooms = Newsrooms::new(&lexicon, &corpus, &links);
    let mut claims: BTreeMap<usize, (Vec<Evidence>, BTreeSet<&str>, u32)> = BTreeMap::new();
    for (n, story) in pile.stories.iter().enumerate() {
        if story.kind == Kind::Denial {
            continue;
        }
        let (Some(fact), Some(&i)) = (story.fact(), place.get(&n)) else { continue };
        let (Some(article), Some(found)) = (corpus.articles.get(i), corpus.annotations.get(i)) else {
            continue;
        };
        let Some(at) = article.text.find(fact) else { continue };
        let span = Span::new(at, at + fact.len());
        let inside = |c: &Span| span.overlaps(*c);
        let attribution = found.attributions.iter().position(|a| a.content.iter().any(inside));
        let claim = claims.entry(story.family).or_default();
        claim.0.push(Evidence { article: i, span, attribution });
        if matches!(story.kind, Kind::Original | Kind::Confirmation | Kind::Lookalike) {
            claim.1.insert(&story.outlet);
        }
        claim.2 += story.people;
    }
    let many = claims.values().filter(|(e, _, _)| e.len() > 1);
    let (mut all, mut exact, mut within) = (0, 0, 0);
    for (evidence, truth, people) in many {
        all += 1;
        let behind = newsrooms.behind(evidence);
        exact += usize::from(behind.newsrooms as usize == truth.len());
        let most = behind.sources_max.unwrap_or(u32::MAX);
        within += usize::from((behind.sources_min..=most).contains(people));
    }
    let mut line = String::new();
    let _ = writeln!(
        line,
        "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {seconds:.2} | {:.0} | {memory} | {} |",
        corpus.articles.len(),
        pile.stories.iter().filter(|s| s.from.is_some()).count(),
        edges.len(),
        percent(good, edges.len()),
        recall(Kind::Copy),
        recall(Kind::Retelling),
        recall(Kind::Chain),
        percent(apart, confirmations.len()),
        percent(exact, all),
        percent(within, all),
        corpus.articles.len() as f64 / seconds.max(0.01),
        wrong.join(", "),
    );
    Ok(line)
}
