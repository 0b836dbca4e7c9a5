//! `cargo xtask piles names [ARTICLES]...`: how well entities are told apart in piles of articles, and how fast.
//!
//! Piles of annotated articles are made up from a seed: invented people and bodies with offices and states, spelled as
//! twenty outlets with habits of their own would spell them, called by title, initial or family name alone; many share a
//! family name, some the whole name. What is measured is linking alone, over mentions as annotation gives them. Every
//! mention has the one it is of, so precision and recall are exact (B-cubed, Bagga and Baldwin 1998: of the mentions put
//! with this one, how many are of the same; of those of the same, how many are put with it).

use rapporteur_lexicon::Lexicon;
use rapporteur_model::{
    Annotations, Article, Corpus, Date, EntityKind, How, Id, Interval, Links, Mention, NameLabel,
    RoleMention, Span, date,
};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::time::Instant;

/// The sizes that are measured where none are named.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const OUTLETS: usize = 20;
const SEED: u64 = 0x5eed_0008;

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<String, String> {
    let sizes: Result<Vec<usize>, _> = args.iter().map(|a| a.parse()).collect();
    let mut sizes = sizes.map_err(|_| "usage: cargo xtask piles names [ARTICLES]...")?;
    if sizes.is_empty() {
        sizes = SIZES.to_vec();
    }
    let lexicon = Lexicon::new();
    let mut report = String::from(
        "| articles | mentions | people | bodies | precision | recall | F1 | alone P | alone R | homonyms P | seconds | peak memory, MiB |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for size in sizes {
        let pile = Pile::make(&lexicon, size);
        let start = Instant::now();
        let links = rapporteur_link::entities_alone(&lexicon, &pile.corpus);
        let seconds = start.elapsed().as_secs_f64();
        let score = pile.score(&links);
        let _ = write!(report, "| {size} | {} | {} | {} |", pile.mentions, pile.people, pile.bodies);
        for part in [&score.all, &score.alone, &score.homonyms] {
            let [p, r] = part.figures();
            let f = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
            if std::ptr::eq(part, &score.all) {
                let _ = write!(report, " {p:.2} | {r:.2} | {f:.2} |");
            } else if std::ptr::eq(part, &score.alone) {
                let _ = write!(report, " {p:.2} | {r:.2} |");
            } else {
                let _ = write!(report, " {p:.2} |");
            }
        }
        let _ = writeln!(report, " {seconds:.1} | {} |", peak_memory().map_or("?".into(), |m| m.to_string()));
    }
    Ok(report)
}

/// The most memory this process has held, in MiB, where the system says (the pile itself included).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// A small generator of numbers (SplitMix64): the same piles on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
    fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }
    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }
    /// Some are named far more often than others.
    fn seldom_late(&mut self, n: usize) -> usize {
        let x = (self.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        ((n as f64) * x * x * x) as usize
    }
}

const SYLLABLES: [&str; 32] = [
    "ba", "ka", "lo", "ri", "shu", "tan", "mir", "dov", "sel", "ra", "khu", "bo", "vi", "tem", "zor", "nu",
    "gha", "li", "sam", "be", "rok", "ti", "ju", "fen", "da", "mo", "qa", "wen", "hal", "ne", "pol", "yu",
];

fn invented(dice: &mut Dice, least: usize) -> String {
    let n = least + dice.below(2);
    let word: String = (0..n).filter_map(|_| dice.of(&SYLLABLES).copied()).collect();
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

struct Person {
    given: String,
    family: String,
    article: bool,
    state: usize,
    role: String,
    /// Somebody else has the same name.
    homonym: bool,
}

struct Body {
    words: [String; 2],
    head: &'static str,
}

/// Whom a mention is of: a person's or body's number.
type Of = Option<(EntityKind, usize)>;

struct Pile {
    corpus: Corpus,
    of: HashMap<Id, Vec<Of>>,
    alone: HashMap<Id, Vec<bool>>,
    homonyms: Vec<bool>,
    mentions: usize,
    people: usize,
    bodies: usize,
}

/// How an outlet spells: each habit changes one letter of another alphabet's name.
fn spelled(outlet: usize, name: &str) -> String {
    const HABITS: [(&str, &str); 8] = [
        ("u", "ou"),
        ("kh", "h"),
        ("q", "k"),
        ("i", "ee"),
        ("gh", "g"),
        ("mi", "mee"),
        ("ya", "ia"),
        ("ss", "s"),
    ];
    let mut out = name.to_owned();
    for (i, (from, to)) in HABITS.iter().enumerate() {
        if outlet >> (i % 5) & 1 == 1 && (i + outlet).is_multiple_of(3) {
            out = out.replace(from, to);
        }
    }
    if outlet.is_multiple_of(4) {
        out = out.replace('l', "ll").replace("llll", "ll");
    }
    out
}

impl Pile {
    fn make(lexicon: &Lexicon, size: usize) -> Pile {
        let mut dice = Dice(SEED ^ size as u64);
        let states: Vec<(String, String)> = lexicon
            .known
            .states
            .all()
            .iter()
            .filter(|s| !s.territory && !s.historical)
            .map(|s| (s.code.to_owned(), s.name.to_owned()))
            .collect();
        let offices: Vec<&str> =
            lexicon.offices.all().iter().filter(|o| o.speaks_for_state).map(|o| o.role).collect();
        let people_count = 60 + size / 8;
        let given: Vec<String> = (0..people_count / 3 + 30).map(|_| invented(&mut dice, 2)).collect();
        let families: Vec<String> = (0..people_count / 3 + 30).map(|_| invented(&mut dice, 2)).collect();
        let mut people: Vec<Person> = Vec::with_capacity(people_count);
        let mut names: HashMap<(String, String), usize> = HashMap::new();
        for n in 0..people_count {
            let twin = n > 10 && dice.chance(1);
            let (given, family) = match people.get(dice.below(n.max(1))).filter(|_| twin) {
                Some(other) => (other.given.clone(), other.family.clone()),
                None => (
                    dice.of(&given).cloned().unwrap_or_default(),
                    dice.of(&families).cloned().unwrap_or_default(),
                ),
            };
            let before = names.insert((given.clone(), family.clone()), n);
            if let Some(other) = before.and_then(|b| people.get_mut(b)) {
                other.homonym = true;
            }
            people.push(Person {
                given,
                family,
                article: dice.chance(20),
                state: dice.below(states.len()),
                role: dice.of(&offices).map_or_else(String::new, |o| (*o).to_owned()),
                homonym: before.is_some(),
            });
        }
        let mut by_state: Vec<Vec<usize>> = vec![Vec::new(); states.len()];
        for (i, p) in people.iter().enumerate() {
            by_state[p.state].push(i);
        }
        const HEADS: [&str; 6] = ["Front", "Council", "Bank", "Agency", "Union", "Company"];
        let bodies: Vec<Body> = (0..20 + size / 40)
            .map(|i| Body {
                words: [invented(&mut dice, 2), invented(&mut dice, 2)],
                head: HEADS[i % HEADS.len()],
            })
            .collect();
        let mut pairs = Vec::with_capacity(size);
        let (mut of, mut alone) = (HashMap::new(), HashMap::new());
        let mut mentions = 0;
        for n in 0..size {
            let draft = draft(&mut dice, n, &states, &people, &by_state, &bodies);
            mentions += draft.found.mentions.len();
            let id = draft.article.id;
            of.insert(id, draft.of);
            alone.insert(id, draft.alone);
            pairs.push((draft.article, draft.found));
        }
        Pile {
            corpus: Corpus::new(pairs, Vec::new()),
            of,
            alone,
            homonyms: people.iter().map(|p| p.homonym).collect(),
            mentions,
            people: people.len(),
            bodies: bodies.len(),
        }
    }

    fn score(&self, links: &Links) -> Score {
        // A mention that is put nowhere stands by itself.
        let mut put: Vec<(Of, Option<Id>, bool)> = Vec::with_capacity(self.mentions);
        for (n, article) in self.corpus.articles.iter().enumerate() {
            let (Some(of), Some(alone)) = (self.of.get(&article.id), self.alone.get(&article.id)) else {
                continue;
            };
            for (i, (of, alone)) in of.iter().zip(alone).enumerate() {
                if of.is_some() {
                    let entity = links.mention_entity.get(n).and_then(|v| v.get(i)).copied().flatten();
                    put.push((*of, entity, *alone));
                }
            }
        }
        let (mut gold, mut ours, mut both) = (HashMap::new(), HashMap::new(), HashMap::new());
        for (of, entity, _) in &put {
            *gold.entry(*of).or_insert(0_u32) += 1;
            if let Some(entity) = entity {
                *ours.entry(*entity).or_insert(0_u32) += 1;
                *both.entry((*of, *entity)).or_insert(0_u32) += 1;
            }
        }
        let mut score = Score::default();
        for (of, entity, alone) in &put {
            let (ours, both) = match entity {
                Some(e) => (ours[e], both[&(*of, *e)]),
                None => (1, 1),
            };
            let (p, r) = (f64::from(both) / f64::from(ours), f64::from(both) / f64::from(gold[of]));
            score.all.add(p, r);
            if *alone {
                score.alone.add(p, r);
            }
            if matches!(of, Some((EntityKind::Person, i)) if self.homonyms[*i]) {
                score.homonyms.add(p, r);
            }
        }
        score
    }
}

#[derive(Default)]
struct Score {
    all: Part,
    /// Family names that stand alone in their article.
    alone: Part,
    /// People who share their whole name with somebody.
    homonyms: Part,
}

#[derive(Default)]
struct Part {
    n: u32,
    precision: f64,
    recall: f64,
}

impl Part {
    fn add(&mut self, precision: f64, recall: f64) {
        self.n += 1;
        self.precision += precision;
        self.recall += recall;
    }
    fn figures(&self) -> [f64; 2] {
        [self.precision, self.recall].map(|x| 100.0 * x / f64::from(self.n.max(1)))
    }
}

struct Draft {
    article: Article,
    found: Annotations,
    of: Vec<Of>,
    alone: Vec<bool>,
}

impl Draft {
    fn mention(
        &mut self,
        kind: EntityKind,
        written: &str,
        state: Option<&str>,
        antecedent: Option<usize>,
        of: Of,
    ) -> usize {
        let text = &mut self.article.text;
        let start = text.len();
        text.push_str(written);
        text.push(' ');
        let label = match kind {
            EntityKind::Person => NameLabel::Person,
            EntityKind::State => NameLabel::Gpe,
            _ => NameLabel::Org,
        };
        // As annotation does, a later mention is linked by the fullest name of its article.
        let name =
            antecedent.and_then(|a| self.found.mentions.get(a)).map_or(written, |m| &m.name).to_owned();
        self.found.mentions.push(Mention {
            span: Span::new(start, start + written.len()),
            kind,
            label: Some(label),
            how: How::Name,
            name,
            state: state.map(str::to_owned),
            antecedent,
            by: "pile".into(),
            confidence: None,
        });
        self.of.push(of);
        self.alone.push(false);
        self.found.mentions.len() - 1
    }
}

fn draft(
    dice: &mut Dice,
    n: usize,
    states: &[(String, String)],
    people: &[Person],
    by_state: &[Vec<usize>],
    bodies: &[Body],
) -> Draft {
    let outlet = dice.below(OUTLETS);
    let day = "2001-01-01".parse::<Date>().ok().and_then(|d| date::later(d, dice.below(3000) as i64));
    let article = Article {
        outlet: Some(format!("Outlet {outlet}")),
        published: day.map_or(Interval::UNKNOWN, Interval::day),
        ..Article::bare(Id::of("article", &[&n.to_le_bytes()]), "", Vec::new())
    };
    let mut d = Draft { article, found: Annotations::default(), of: Vec::new(), alone: Vec::new() };
    let first = dice.seldom_late(states.len());
    let about = [first, (first * 7 + 3) % states.len()];
    for &s in &about {
        d.mention(EntityKind::State, &states[s].1, Some(&states[s].0), None, None);
    }
    for k in 0..3 {
        let near = &by_state[about[k % 2]];
        let who = if near.is_empty() || dice.chance(10) {
            dice.seldom_late(people.len())
        } else {
            near[dice.seldom_late(near.len())]
        };
        let Some(p) = people.get(who) else { continue };
        let of = Some((EntityKind::Person, who));
        let family = spelled(outlet, &p.family);
        let family = match (p.article, outlet % 3) {
            (false, _) => family,
            (true, 0) => format!("al-{family}"),
            (true, 1) => format!("Al {family}"),
            (true, _) => format!("el-{family}"),
        };
        // The best known are now and then called by the family name alone.
        if k > 0 && dice.chance(6) {
            let i = d.mention(EntityKind::Person, &family, None, None, of);
            d.alone[i] = true;
            continue;
        }
        let given = spelled(outlet, &p.given);
        let full = match p.given.chars().next() {
            Some(c) if dice.chance(3) => format!("{c}. {family}"),
            _ => format!("{given} {family}"),
        };
        let state = &states[p.state].0;
        let said = dice.chance(60);
        let i = d.mention(EntityKind::Person, &full, said.then_some(state), None, of);
        if said {
            let span = d.found.mentions[i].span;
            let role = p.role.clone();
            d.found.roles.push(RoleMention {
                span,
                holder: i,
                role,
                qualifier: None,
                state: Some(state.clone()),
                of: None,
                by: "pile".into(),
            });
        }
        if dice.chance(70) {
            d.mention(EntityKind::Person, &family, None, Some(i), of);
        }
    }
    for _ in 0..2 {
        let b = dice.seldom_late(bodies.len());
        if let Some(body) = bodies.get(b) {
            let the = if dice.chance(20) { "The " } else { "" };
            let written = format!(
                "{the}{} {} {}",
                spelled(outlet, &body.words[0]),
                spelled(outlet, &body.words[1]),
                body.head
            );
            d.mention(EntityKind::Organisation, &written, None, None, Some((EntityKind::Organisation, b)));
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pile_is_the_same_each_time_and_linking_finds_most_of_it() {
        let lexicon = Lexicon::new();
        let (a, b) = (Pile::make(&lexicon, 120), Pile::make(&lexicon, 120));
        assert_eq!(a.corpus.articles, b.corpus.articles);
        assert_eq!(a.corpus.annotations, b.corpus.annotations);
        let links = rapporteur_link::entities_alone(&lexicon, &a.corpus);
        let [p, r] = a.score(&links).all.figures();
        assert!(p > 90.0 && r > 80.0, "{p} {r}");
        // Nothing linked: every mention by itself, so precision is whole and recall small.
        let [p, r] = a.score(&Links::default()).all.figures();
        assert!(p > 99.9 && r < 50.0, "{p} {r}");
    }
}
