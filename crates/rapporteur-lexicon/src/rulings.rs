//! The format of a rulings file: human judgements, one TOML table each, that a build applies and never rewrites.
//!
//! Text in, [`Rulings`] out, or every problem with line and column; and a ruling back as the text that stands in such a
//! file. docs/rulings.md teaches the format and lists the same keys, which a test holds to. Reads no file.
//!
//! ```toml
//! [[ruling]]
//! kind = "published"
//! article = "5e1c90aa42"
//! day = 2031-03-04
//! author = "A. Clerk"
//! date = 2031-04-01
//! reason = "the printed page is dated"
//! ```

use crate::codebook::Problem;
use crate::problems::Problems;
use rapporteur_model::record::DerivationKind;
use rapporteur_model::{Date, Interval, Item, Judgement, Place, Ruling, Upstream};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Most bytes a rulings file may have.
pub const MAX_BYTES: usize = 16 << 20;

/// Most rulings of one file.
pub const MAX_RULINGS: usize = 50_000;

/// What every ruling says, whatever its kind.
pub const COMMON: &[&str] = &["kind", "article", "quote", "nth", "author", "date", "reason"];

/// What a ruling of each kind may say beside [`COMMON`].
pub const KEYS: &[(&str, &[&str])] = &[
    ("published", &["day", "from", "to"]),
    ("same", &["with"]),
    ("different", &["with"]),
    ("accept", &["item", "is"]),
    ("correct", &["item", "is", "to"]),
    ("reject", &["item", "is"]),
    ("derives", &["from_article", "from_outlet", "how"]),
    ("not-derived", &["from_article", "from_outlet"]),
];

/// Keys of the other words of `same` and `different`.
pub const WITH: &[&str] = &["article", "quote", "nth"];

/// The rulings of a file, in its order: a later one overrules an earlier one that it contradicts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rulings {
    /// The file's text, so that a record can be drawn up again.
    pub source: String,
    /// What it says.
    pub rulings: Vec<Ruling>,
}

impl Rulings {
    /// Reads a rulings file. The error lists every problem, by line and column.
    pub fn parse(text: &str) -> Result<Rulings, Vec<Problem>> {
        let bare = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::new(bare);
        if text.len() > MAX_BYTES {
            let message = format!("a rulings file has at most {MAX_BYTES} bytes; this has {}", text.len());
            return Err(vec![Problem { line: 1, column: 1, message }]);
        }
        let (root, errors) = DeTable::parse_recoverable(bare);
        reader.problems.not_toml(&errors);
        let rulings = reader.top(&root);
        reader.problems.settled().map(|()| Rulings { source: text.to_owned(), rulings })
    }
}

type Value<'i> = Spanned<DeValue<'i>>;

struct Reader<'a> {
    problems: Problems<'a>,
}

/// One `[[ruling]]`, or the table of its `with`.
#[derive(Clone, Copy)]
struct Section<'t, 'i> {
    table: &'t DeTable<'i>,
    at: usize,
}

impl Reader<'_> {
    fn new(text: &str) -> Reader<'_> {
        Reader { problems: Problems::new(text) }
    }

    fn problem(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.problems.add(at, message);
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        self.problems.wrong_type(value, key, wanted);
    }

    fn keys(&mut self, section: Section<'_, '_>, known: &[&str], of: &str) {
        for key in section.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let message = format!("unknown key `{}` of {of}; known are {}", key.get_ref(), known.join(", "));
            self.problem(key.span(), message);
        }
    }

    fn top(&mut self, root: &Spanned<DeTable<'_>>) -> Vec<Ruling> {
        let top = Section { table: root.get_ref(), at: 0 };
        self.keys(top, &["ruling"], "a rulings file");
        let Some(value) = top.table.get("ruling") else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_type(value, "ruling", "a list of tables [[ruling]]");
            return Vec::new();
        };
        if items.len() > MAX_RULINGS {
            self.problem(value.span(), format!("a rulings file has at most {MAX_RULINGS} rulings"));
            return Vec::new();
        }
        let mut rulings = Vec::new();
        let mut seen = BTreeSet::new();
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                self.wrong_type(item, "ruling", "a table [[ruling]]");
                continue;
            };
            let at = item.span().start;
            let Some(ruling) = self.ruling(Section { table, at }) else { continue };
            if seen.insert(ruling.id) {
                rulings.push(ruling);
            } else {
                self.problem(at..at, "the same ruling stands here a second time");
            }
        }
        rulings
    }

    fn ruling(&mut self, section: Section<'_, '_>) -> Option<Ruling> {
        let kind = self.required(section, "kind")?;
        let Some((_, own)) = KEYS.iter().find(|(k, _)| *k == kind) else {
            let known = Ruling::KINDS.join(", ");
            self.problem(self.at(section, "kind"), format!("unknown kind `{kind}`; known are {known}"));
            return None;
        };
        let known: Vec<&str> = COMMON.iter().chain(own.iter()).copied().collect();
        self.keys(section, &known, &format!("a ruling of kind {kind}"));
        let author = self.required(section, "author");
        let reason = self.required(section, "reason");
        let date = self.day(section, "date");
        if section.table.get("date").is_none() {
            self.missing(section, "date");
        }
        let place = self.place(section, !matches!(kind.as_str(), "published" | "not-derived"));
        let judgement = match kind.as_str() {
            "published" => self.published(section).map(Judgement::Published),
            "same" => self.with(section).map(Judgement::Same),
            "different" => self.with(section).map(Judgement::Different),
            "accept" | "correct" | "reject" => {
                let item = self.required(section, "item");
                let item = item.and_then(|w| self.word(section, "item", &w, Item::ALL, Item::as_str));
                let is = self.string(section, "is");
                match kind.as_str() {
                    "accept" => item.map(|item| Judgement::Accept { item, kind: is }),
                    "reject" => item.map(|item| Judgement::Reject { item, kind: is }),
                    _ => {
                        let to = self.required(section, "to");
                        item.zip(to).and_then(|(item, to)| {
                            let to = self.word(section, "to", &to, &item.kinds(), |k| k)?;
                            Some(Judgement::Correct { item, kind: is, to: to.to_owned() })
                        })
                    }
                }
            }
            "derives" => {
                let from = self.upstream(section);
                let how = match self.string(section, "how") {
                    None => Some(DerivationKind::Cites),
                    Some(w) => self.word(section, "how", &w, DerivationKind::ALL, DerivationKind::as_str),
                };
                from.zip(how).map(|(from, how)| Judgement::Derives { from, how })
            }
            _ => self.upstream(section).map(Judgement::NotDerived),
        };
        Some(Ruling::new(&author?, date?, &reason?, place?, judgement?))
    }

    fn at(&self, section: Section<'_, '_>, key: &str) -> Range<usize> {
        section.table.get(key).map_or(section.at..section.at, Spanned::span)
    }

    fn missing(&mut self, section: Section<'_, '_>, key: &str) {
        self.problem(section.at..section.at, format!("[[ruling]] needs `{key}`"));
    }

    /// A string, trimmed, not empty.
    fn string(&mut self, section: Section<'_, '_>, key: &str) -> Option<String> {
        let value = section.table.get(key)?;
        match value.get_ref() {
            DeValue::String(s) if s.trim().is_empty() => {
                self.problem(value.span(), format!("`{key}` is empty"));
                None
            }
            DeValue::String(s) => Some(s.trim().to_owned()),
            _ => {
                self.wrong_type(value, key, "a string");
                None
            }
        }
    }

    fn required(&mut self, section: Section<'_, '_>, key: &str) -> Option<String> {
        if section.table.get(key).is_none() {
            self.missing(section, key);
        }
        self.string(section, key)
    }

    fn word<T: Copy>(
        &mut self,
        section: Section<'_, '_>,
        key: &str,
        word: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let found = all.iter().copied().find(|t| name(*t) == word);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|t| name(*t)).collect();
            let message = format!("unknown {key} `{word}`; known are {}", known.join(", "));
            self.problem(self.at(section, key), message);
        }
        found
    }

    fn day(&mut self, section: Section<'_, '_>, key: &str) -> Option<Date> {
        let value = section.table.get(key)?;
        let written = match value.get_ref() {
            DeValue::String(s) => s.trim().to_owned(),
            DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => d.to_string(),
            _ => {
                self.wrong_type(value, key, "a day as YYYY-MM-DD");
                return None;
            }
        };
        let day = written.parse().ok().filter(|_| written.len() == 10);
        if day.is_none() {
            self.problem(value.span(), format!("`{written}` is no day; write YYYY-MM-DD"));
        }
        day
    }

    fn published(&mut self, section: Section<'_, '_>) -> Option<Interval> {
        let has = |key| section.table.get(key).is_some();
        if has("day") == (has("from") || has("to")) {
            let message = "a ruling of kind published has `day`, or `from` and `to` or one of them";
            self.problem(section.at..section.at, message);
            return None;
        }
        let (day, from, to) = (self.day(section, "day"), self.day(section, "from"), self.day(section, "to"));
        if let (Some(from), Some(to)) = (from, to)
            && to < from
        {
            self.problem(self.at(section, "to"), format!("`to` {to} is before `from` {from}"));
            return None;
        }
        let interval = day.map_or(Interval { start: from, end: to }, Interval::day);
        (!interval.is_unknown()).then_some(interval)
    }

    fn place(&mut self, section: Section<'_, '_>, needs_quote: bool) -> Option<Place> {
        let article = self.required(section, "article");
        if needs_quote && section.table.get("quote").is_none() {
            self.missing(section, "quote");
        }
        let quote = self.string(section, "quote");
        let nth = match section.table.get("nth").map(|v| (v, v.get_ref())) {
            None => Some(1),
            Some((value, DeValue::Integer(n))) => {
                let nth = n.to_string().parse().ok().filter(|n| *n > 0);
                if nth.is_none() {
                    self.problem(value.span(), "`nth` counts occurrences from 1");
                }
                nth
            }
            Some((value, _)) => {
                self.wrong_type(value, "nth", "a whole number");
                None
            }
        };
        Some(Place { article: article?, quote, nth: nth? }).filter(|p| !needs_quote || p.quote.is_some())
    }

    fn with(&mut self, section: Section<'_, '_>) -> Option<Place> {
        let Some(value) = section.table.get("with") else {
            self.missing(section, "with");
            return None;
        };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, "with", "a table { article, quote, nth }");
            return None;
        };
        let inner = Section { table, at: value.span().start };
        self.keys(inner, WITH, "`with`");
        self.place(inner, true)
    }

    fn upstream(&mut self, section: Section<'_, '_>) -> Option<Upstream> {
        let article = self.string(section, "from_article");
        let outlet = self.string(section, "from_outlet");
        match (article, outlet) {
            (Some(article), None) => Some(Upstream::Article(article)),
            (None, Some(outlet)) => Some(Upstream::Outlet(outlet)),
            _ => {
                self.problem(section.at..section.at, "it needs one of `from_article` and `from_outlet`");
                None
            }
        }
    }
}

/// A ruling as it stands in a file, with a blank line before it.
pub fn written(ruling: &Ruling) -> String {
    let mut out = String::from("\n[[ruling]]\n");
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key} = {value}");
    };
    line("kind", quoted(ruling.judgement.kind()));
    line("article", quoted(&ruling.place.article));
    if let Some(quote) = &ruling.place.quote {
        line("quote", quoted(quote));
    }
    if ruling.place.nth != 1 {
        line("nth", ruling.place.nth.to_string());
    }
    let upstream = |from: &Upstream| match from {
        Upstream::Article(article) => ("from_article", quoted(article)),
        Upstream::Outlet(outlet) => ("from_outlet", quoted(outlet)),
    };
    match &ruling.judgement {
        Judgement::Published(Interval { start: Some(from), end: Some(to) }) if from == to => {
            line("day", from.to_string());
        }
        Judgement::Published(interval) => {
            for (key, day) in [("from", interval.start), ("to", interval.end)] {
                if let Some(day) = day {
                    line(key, day.to_string());
                }
            }
        }
        Judgement::Same(with) | Judgement::Different(with) => {
            let quote = quoted(with.quote.as_deref().unwrap_or(""));
            let nth = if with.nth == 1 { String::new() } else { format!(", nth = {}", with.nth) };
            line("with", format!("{{ article = {}, quote = {quote}{nth} }}", quoted(&with.article)));
        }
        Judgement::Accept { item, kind }
        | Judgement::Reject { item, kind }
        | Judgement::Correct { item, kind, .. } => {
            line("item", quoted(item.as_str()));
            if let Some(kind) = kind {
                line("is", quoted(kind));
            }
            if let Judgement::Correct { to, .. } = &ruling.judgement {
                line("to", quoted(to));
            }
        }
        Judgement::Derives { from, how } => {
            let (key, value) = upstream(from);
            line(key, value);
            line("how", quoted(how.as_str()));
        }
        Judgement::NotDerived(from) => {
            let (key, value) = upstream(from);
            line(key, value);
        }
        // The model may learn kinds that this format has no words for yet.
        _ => {}
    }
    line("author", quoted(&ruling.author));
    line("date", ruling.date.to_string());
    line("reason", quoted(&ruling.reason));
    out
}

/// A basic TOML string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let said = |p: &Problem| format!("{}:{}: {}", p.line, p.column, p.message);
        Rulings::parse(text).err().unwrap_or_default().iter().map(said).collect()
    }

    const COMMONS: &str = "author = \"A\"\ndate = 2031-04-01\nreason = \"r\"\n";

    #[test]
    fn every_kind_comes_back_as_it_was_written() {
        let day = |d: &str| d.parse::<Date>().unwrap();
        let words = Place { nth: 3, ..Place::quote("5e1c90aa42", "say \"no\"\\\n\u{1}’— ń") };
        let all = [
            (Place::article("5e1c90aa42"), Judgement::Published(Interval::day(day("2031-03-04")))),
            (words.clone(), Judgement::Published(Interval { start: None, end: Some(day("2031-03-04")) })),
            (words.clone(), Judgement::Published(Interval::new(day("2031-03-01"), day("2031-03-04")))),
            (words.clone(), Judgement::Same(words.clone())),
            (words.clone(), Judgement::Different(Place::quote("77aa00bb11", "Kolo Banda"))),
            (words.clone(), Judgement::Accept { item: Item::Event, kind: Some("AID".into()) }),
            (
                words.clone(),
                Judgement::Correct {
                    item: Item::Position,
                    kind: Some("rejects".into()),
                    to: "defers".into(),
                },
            ),
            (words.clone(), Judgement::Reject { item: Item::Position, kind: None }),
            (words.clone(), Judgement::Reject { item: Item::Event, kind: Some("AID".into()) }),
            (
                words.clone(),
                Judgement::Derives {
                    from: Upstream::Outlet("The Post".into()),
                    how: DerivationKind::Rewrite,
                },
            ),
            (Place::article("5e1c90aa42"), Judgement::NotDerived(Upstream::Article("77aa00bb11".into()))),
        ];
        let rulings: Vec<Ruling> = all
            .into_iter()
            .map(|(place, judgement)| Ruling::new("A \"B\"", day("2031-04-01"), "so", place, judgement))
            .collect();
        let mut file = String::new();
        for (n, ruling) in rulings.iter().enumerate() {
            file.push_str(&written(ruling));
            // Runs of white space at the ends of a quotation are not kept, and are not meant.
            assert_eq!(Rulings::parse(&file).unwrap().rulings, rulings[..=n], "{file}");
        }
        let kinds: BTreeSet<&str> = rulings.iter().map(|r| r.judgement.kind()).collect();
        assert!(Ruling::KINDS.iter().all(|k| kinds.contains(k)), "{kinds:?}");
    }

    #[test]
    fn an_empty_file_holds_no_rulings() {
        assert_eq!(Rulings::parse("# nothing yet\n").unwrap().rulings, []);
    }

    #[test]
    fn every_problem_is_named_with_its_place() {
        let text =
            "title = 1\n[[ruling]]\nkind = \"published\"\narticle = 7\nday = 2031-13-01\nfrom = \"x\"\n";
        let found = problems(text);
        assert!(found.iter().any(|p| p.starts_with("1:1: unknown key `title`")), "{found:?}");
        assert!(found.iter().any(|p| p.starts_with("5:")), "{found:?}");
        let cases = [
            ("[[ruling]]\n", "1:1: [[ruling]] needs `kind`"),
            ("[[ruling]]\nkind = \"maybe\"\n", "2:8: unknown kind `maybe`"),
            (
                "[[ruling]]\nkind = \"same\"\narticle = \"5e1c90aa42\"\nquote = \"x\"\n",
                "1:1: [[ruling]] needs `with`",
            ),
            (
                "[[ruling]]\nkind = \"reject\"\narticle = \"5e1c90aa42\"\nitem = \"position\"\n",
                "needs `quote`",
            ),
            ("[[ruling]]\nkind = \"reject\"\nquote = \"x\"\nitem = \"claim\"\n", "4:8: unknown item `claim`"),
            (
                "[[ruling]]\nkind = \"correct\"\nquote = \"x\"\nitem = \"position\"\nto = \"hopes\"\n",
                "5:6: unknown to `hopes`; known are demands, offers",
            ),
            (
                "[[ruling]]\nkind = \"correct\"\nquote = \"x\"\nitem = \"time\"\nto = \"y\"\n",
                "unknown to `y`",
            ),
            ("[[ruling]]\nkind = \"reject\"\nnth = 0\n", "3:7: `nth` counts occurrences from 1"),
            (
                "[[ruling]]\nkind = \"published\"\nfrom = 2031-03-04\nto = 2031-03-01\n",
                "`to` 2031-03-01 is before",
            ),
            (
                "[[ruling]]\nkind = \"published\"\nday = 2031-03-04\nto = 2031-03-01\n",
                "has `day`, or `from` and `to`",
            ),
            (
                "[[ruling]]\nkind = \"derives\"\nfrom_article = \"a\"\nfrom_outlet = \"b\"\n",
                "one of `from_article`",
            ),
            ("[[ruling]]\nkind = \"published\"\nquote = \"\"\n", "3:9: `quote` is empty"),
            ("ruling = 3\n", "1:10: `ruling` is a list of tables"),
        ];
        for (text, wanted) in cases {
            let found = problems(&format!("{text}{}", if text.starts_with('[') { COMMONS } else { "" }));
            assert!(found.iter().any(|p| p.contains(wanted)), "{text}: {found:?}");
        }
        let one = format!(
            "[[ruling]]\nkind = \"published\"\narticle = \"5e1c90aa42\"\nday = 2031-03-04\n{COMMONS}"
        );
        let found = problems(&format!("{one}\n{one}"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("a second time"), "{found:?}");
    }

    #[test]
    fn the_documentation_names_every_key_and_kind() {
        let page = include_str!("../../../docs/rulings.md");
        for key in
            COMMON.iter().chain(KEYS.iter().flat_map(|(kind, keys)| std::iter::once(kind).chain(*keys)))
        {
            assert!(page.contains(&format!("`{key}`")), "docs/rulings.md does not name `{key}`");
        }
        for item in Item::ALL {
            assert!(page.contains(&format!("`{item}`")), "docs/rulings.md does not name `{item}`");
        }
        let mut examples = 0;
        for block in page.split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap_or("");
            assert_eq!(Rulings::parse(block).map(|r| r.rulings.is_empty()), Ok(false), "{block}");
            examples += 1;
        }
        assert!(examples > 0);
    }
}
