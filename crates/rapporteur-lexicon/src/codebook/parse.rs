//! Reads the TOML of a codebook and says everything that is wrong with it, each with line and column.
//!
//! One table of keys drives the reader; docs/codebooks.md lists the same keys, which a test holds to.

use super::{Agreement, Bearer, Codebook, Issue, MAX_BYTES, Party, Person, Problem, Term, period};
use crate::pattern::Pattern;
use crate::problems::Problems;
use rapporteur_model::{Date, EntityKind, EventType, Scope};
use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Every section of a codebook with the keys that it may hold.
pub const KEYS: &[(&str, &[&str])] = &[
    ("top", &["title", "note", "extends", "talks", "issue", "party", "agreement"]),
    ("issue", &["title", "note", "words", "not", "scopes"]),
    ("party", &["name", "names", "state", "kind", "speaks", "mediator", "person"]),
    ("person", &["name", "names", "office", "from", "until"]),
    ("agreement", &["name", "words", "parties", "verifier", "source", "status", "from", "until", "term"]),
    (
        "term",
        &[
            "bearer",
            "modality",
            "issue",
            "action",
            "zone",
            "exception",
            "ceiling",
            "verifier",
            "source",
            "breach",
            "fulfil",
            "status",
            "from",
            "until",
        ],
    ),
];

/// Most entries of one kind.
const MAX_ENTRIES: usize = 2_000;

type Table<'i> = DeTable<'i>;
type Value<'i> = Spanned<DeValue<'i>>;

pub(super) fn codebook(name: &str, text: &str) -> Result<Codebook, Vec<Problem>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.len() > MAX_BYTES {
        let message = format!("a codebook has at most {MAX_BYTES} bytes; this has {}", text.len());
        return Err(vec![Problem { line: 1, column: 1, message }]);
    }
    let mut reader = Reader::new(text);
    let (root, errors) = DeTable::parse_recoverable(text);
    reader.problems.not_toml(&errors);
    let mut codebook = reader.top(name, &root);
    reader.problems.settled()?;
    codebook.index();
    Ok(codebook)
}

struct Reader<'a> {
    problems: Problems<'a>,
}

/// A table of the file with what the reader needs to speak about it.
#[derive(Clone, Copy)]
struct Section<'t, 'i> {
    /// Which row of [`KEYS`].
    kind: &'static str,
    /// As written: `issue.withdrawal`.
    path: &'t str,
    table: &'t Table<'i>,
    at: usize,
}

impl<'t, 'i> Section<'t, 'i> {
    fn get(&self, key: &'static str) -> Option<&'t Value<'i>> {
        debug_assert!(keys_of(self.kind).contains(&key), "{key} is not in KEYS[{}]", self.kind);
        self.table.get(key)
    }
}

fn keys_of(kind: &str) -> &'static [&'static str] {
    KEYS.iter().find(|(section, _)| *section == kind).map_or(&[], |(_, keys)| keys)
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Reader<'a> {
        Reader { problems: Problems::new(text) }
    }

    fn problem(&mut self, at: Range<usize>, message: impl Into<String>) {
        self.problems.add(at, message);
    }

    /// Checks the keys of a section.
    fn keys(&mut self, section: Section<'_, '_>) {
        let known = keys_of(section.kind);
        for key in section.table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let place =
                if section.path.is_empty() { String::new() } else { format!(" in [{}]", section.path) };
            let message = format!("unknown key `{}`{place}; known are {}", key.get_ref(), known.join(", "));
            self.problem(key.span(), message);
        }
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, wanted: &str) {
        self.problems.wrong_type(value, key, wanted);
    }

    /// A string, trimmed, not empty.
    fn string(&mut self, section: Section<'_, '_>, key: &'static str) -> Option<String> {
        let value = section.get(key)?;
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

    fn required(&mut self, section: Section<'_, '_>, key: &'static str) -> Option<String> {
        if section.get(key).is_none() {
            self.missing(section, key);
        }
        self.string(section, key)
    }

    fn missing(&mut self, section: Section<'_, '_>, key: &str) {
        self.problem(section.at..section.at, format!("[{}] needs `{key}`", section.path));
    }

    /// A string or a list of strings, each with its place.
    fn strings(&mut self, section: Section<'_, '_>, key: &'static str) -> Vec<(String, Range<usize>)> {
        let Some(value) = section.get(key) else { return Vec::new() };
        let items: &[Value<'_>] = match value.get_ref() {
            DeValue::String(_) => std::slice::from_ref(value),
            DeValue::Array(items) => items,
            _ => {
                self.wrong_type(value, key, "a list of strings");
                return Vec::new();
            }
        };
        if items.len() > MAX_ENTRIES {
            self.problem(value.span(), format!("`{key}` has more than {MAX_ENTRIES} entries"));
            return Vec::new();
        }
        let mut seen: BTreeMap<String, ()> = BTreeMap::new();
        let mut strings = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::String(s) if s.trim().is_empty() => {
                    self.problem(item.span(), format!("an entry of `{key}` is empty"));
                }
                DeValue::String(s) => {
                    if seen.insert(s.trim().to_lowercase(), ()).is_some() {
                        self.problem(item.span(), format!("`{}` stands twice in `{key}`", s.trim()));
                    }
                    strings.push((s.trim().to_owned(), item.span()));
                }
                _ => self.wrong_type(item, key, "a list of strings"),
            }
        }
        strings
    }

    fn patterns(&mut self, section: Section<'_, '_>, key: &'static str) -> Vec<Pattern> {
        let mut patterns = Vec::new();
        for (written, at) in self.strings(section, key) {
            match Pattern::parse(&written) {
                Ok(pattern) => patterns.push(pattern),
                Err(why) => self.problem(at, format!("pattern `{written}`: {why}")),
            }
        }
        patterns
    }

    /// Names: plain words, no wildcards.
    fn names(&mut self, section: Section<'_, '_>, key: &'static str) -> Vec<String> {
        let mut names = Vec::new();
        for (name, at) in self.strings(section, key) {
            if name.contains(['*', '?', '(', '|']) {
                self.problem(
                    at.clone(),
                    format!("`{name}` in `{key}`: names are written out, without `*?(|)`"),
                );
            }
            names.push(name);
        }
        names
    }

    /// A word of the contract.
    fn word<T: FromStr + Copy + 'static>(
        &mut self,
        value: &str,
        at: Range<usize>,
        key: &str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let parsed = value.parse().ok().filter(|_| all.iter().any(|t| name(*t) == value));
        if parsed.is_none() {
            let known: Vec<&str> = all.iter().map(|t| name(*t)).collect();
            self.problem(at, format!("unknown {key} `{value}`; known are {}", known.join(", ")));
        }
        parsed
    }

    fn one_word<T: FromStr + Copy + 'static>(
        &mut self,
        section: Section<'_, '_>,
        key: &'static str,
        all: &[T],
        name: impl Fn(T) -> &'static str,
    ) -> Option<T> {
        let value = self.string(section, key)?;
        let at = section.get(key)?.span();
        self.word(&value, at, key, all, name)
    }

    fn date(&mut self, section: Section<'_, '_>, key: &'static str) -> Option<Date> {
        let value = section.get(key)?;
        let written = match value.get_ref() {
            DeValue::String(s) => s.trim().to_owned(),
            DeValue::Datetime(d) if d.time.is_none() && d.offset.is_none() => d.to_string(),
            _ => {
                self.wrong_type(value, key, "a day as YYYY-MM-DD");
                return None;
            }
        };
        let date = written.parse().ok().filter(|_| written.len() == 10);
        if date.is_none() {
            self.problem(value.span(), format!("`{written}` is no day; write YYYY-MM-DD"));
        }
        date
    }

    fn dates(&mut self, section: Section<'_, '_>) -> (Option<Date>, Option<Date>) {
        let (from, until) = (self.date(section, "from"), self.date(section, "until"));
        if let (Some(from), Some(until), Some(value)) = (from, until, section.get("until"))
            && until < from
        {
            self.problem(value.span(), format!("`until` {until} is before `from` {from}"));
        }
        (from, until)
    }

    fn flag(&mut self, section: Section<'_, '_>, key: &'static str) -> bool {
        match section.get(key).map(|v| (v, v.get_ref())) {
            None => false,
            Some((_, DeValue::Boolean(flag))) => *flag,
            Some((value, _)) => {
                self.wrong_type(value, key, "true or false");
                false
            }
        }
    }

    /// Calls `each` for the tables `[key.ID]` of a section, in the order of the file.
    fn each<'t, 'i>(
        &mut self,
        section: Section<'t, 'i>,
        key: &'static str,
        mut each: impl FnMut(&mut Self, &str, Section<'_, 'i>),
    ) {
        let Some(value) = section.get(key) else { return };
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, key, &format!("tables [{key}.NAME]"));
            return;
        };
        if table.len() > MAX_ENTRIES {
            self.problem(value.span(), format!("more than {MAX_ENTRIES} [{key}.NAME]"));
            return;
        }
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(id, _)| id.span().start);
        for (id, value) in entries {
            let prefix = if section.path.is_empty() { String::new() } else { format!("{}.", section.path) };
            let path = format!("{prefix}{key}.{}", id.get_ref());
            if !is_kebab(id.get_ref()) {
                let message = format!(
                    "`{}` is no id: lower-case letters, digits and single hyphens, like `buffer-zone`",
                    id.get_ref()
                );
                self.problem(id.span(), message);
            }
            let DeValue::Table(inner) = value.get_ref() else {
                self.wrong_type(value, &path, "a table");
                continue;
            };
            let inner = Section { kind: key, path: &path, table: inner, at: id.span().start };
            self.keys(inner);
            each(self, id.get_ref(), inner);
        }
    }

    fn top(&mut self, name: &str, root: &Spanned<Table<'_>>) -> Codebook {
        let top = Section { kind: "top", path: "", table: root.get_ref(), at: 0 };
        self.keys(top);
        let mut book = match self.string(top, "extends") {
            None => Codebook::default(),
            Some(base) => Codebook::builtin(&base).unwrap_or_else(|| {
                let known: Vec<&str> = Codebook::builtin_names().collect();
                let at = top.get("extends").map_or(0..0, Spanned::span);
                self.problem(at, format!("no codebook `{base}` is built in; there is {}", known.join(", ")));
                Codebook::default()
            }),
        };
        book.issues.iter_mut().for_each(|i| i.inherited = true);
        book.name = name.to_owned();
        book.title = self.string(top, "title").or(book.title);
        book.note = self.string(top, "note");
        book.talks.extend(self.patterns(top, "talks"));
        self.each(top, "issue", |reader, id, section| {
            let issue = reader.issue(id, section);
            match book.issues.iter_mut().find(|i| i.id == id) {
                Some(inherited) => *inherited = issue,
                None => book.issues.push(issue),
            }
        });
        self.each(top, "party", |reader, id, section| {
            let party = reader.party(id, section);
            book.parties.push(party);
        });
        self.no_state_twice(top, &book.parties);
        let mut agreements = Vec::new();
        self.each(top, "agreement", |reader, id, section| {
            agreements.push(reader.agreement(id, section, &book));
        });
        book.agreements = agreements;
        if book.issues.is_empty() && top.get("extends").is_none() {
            self.problem(
                0..0,
                "a codebook names at least one issue: [issue.NAME] with `words`, or `extends`",
            );
        }
        book
    }

    fn issue(&mut self, id: &str, section: Section<'_, '_>) -> Issue {
        let words = self.patterns(section, "words");
        match section.get("words") {
            None => self.missing(section, "words"),
            Some(value) if matches!(value.get_ref(), DeValue::Array(items) if items.is_empty()) => {
                self.problem(value.span(), format!("[{}] has no words that signal it", section.path));
            }
            Some(_) => {}
        }
        let mut scopes = Vec::new();
        for (scope, at) in self.strings(section, "scopes") {
            scopes.extend(self.word(&scope, at, "scope", Scope::ALL, Scope::as_str));
        }
        if section.get("scopes").is_none() {
            scopes = Scope::ALL.to_vec();
        }
        Issue {
            id: id.to_owned(),
            title: self.string(section, "title").unwrap_or_else(|| from_id(id)),
            note: self.string(section, "note"),
            words,
            not: self.patterns(section, "not"),
            scopes,
            inherited: false,
        }
    }

    fn party(&mut self, id: &str, section: Section<'_, '_>) -> Party {
        let state = self.string(section, "state");
        if let (Some(state), Some(value)) = (&state, section.get("state"))
            && !(state.len() == 3 && state.bytes().all(|b| b.is_ascii_uppercase()))
        {
            self.problem(value.span(), format!("`{state}` is no ISO 3166-1 alpha-3 code, like `FRA`"));
        }
        const KINDS: &[EntityKind] = &[
            EntityKind::State,
            EntityKind::Government,
            EntityKind::Organisation,
            EntityKind::ArmedGroup,
            EntityKind::Group,
        ];
        let kind = self.one_word(section, "kind", KINDS, EntityKind::as_str).unwrap_or(if state.is_some() {
            EntityKind::State
        } else {
            EntityKind::Organisation
        });
        let mut people = Vec::new();
        self.each(section, "person", |reader, id, section| {
            let (from, until) = reader.dates(section);
            people.push(Person {
                id: id.to_owned(),
                name: reader.required(section, "name").unwrap_or_default(),
                names: reader.names(section, "names"),
                office: reader.string(section, "office").map(|o| o.to_lowercase()),
                speaks: period(from, until),
            });
        });
        Party {
            id: id.to_owned(),
            name: self.string(section, "name").unwrap_or_else(|| titled(id)),
            state,
            kind,
            names: self.names(section, "names"),
            speaks: self.patterns(section, "speaks"),
            people,
            mediator: self.flag(section, "mediator"),
        }
    }

    fn no_state_twice(&mut self, top: Section<'_, '_>, parties: &[Party]) {
        for (i, party) in parties.iter().enumerate() {
            let earlier = parties.iter().take(i).find(|p| p.state.is_some() && p.state == party.state);
            if let (Some(earlier), Some(state)) = (earlier, &party.state) {
                let at = match top.get("party").map(Spanned::get_ref) {
                    Some(DeValue::Table(t)) => t.get_key_value(party.id.as_str()).map(|(k, _)| k.span()),
                    _ => None,
                };
                let message =
                    format!("party `{}` is the state {state}, and so is `{}`", party.id, earlier.id);
                self.problem(at.unwrap_or(0..0), message);
            }
        }
    }

    /// The index of a party; a problem if there is none.
    fn party_index(&mut self, id: &str, at: Range<usize>, parties: &[Party]) -> Option<usize> {
        let index = parties.iter().position(|p| p.id == id);
        if index.is_none() {
            self.problem(at, format!("there is no [party.{id}]"));
        }
        index
    }

    fn agreement(&mut self, id: &str, section: Section<'_, '_>, book: &Codebook) -> Agreement {
        let (from, until) = self.dates(section);
        let mut parties = Vec::new();
        for (party, at) in self.strings(section, "parties") {
            parties.extend(self.party_index(&party, at, &book.parties));
        }
        let status = self.one_word(section, "status", super::TermState::ALL, super::TermState::as_str);
        let source = self.string(section, "source");
        let mut terms = Vec::new();
        self.each(section, "term", |reader, id, inner| {
            if let Some(term) = reader.term(id, inner, book, &parties) {
                let source = term.source.clone().or_else(|| source.clone());
                terms.push(Term { status: term.status.or(status), source, ..term });
            }
        });
        Agreement {
            id: id.to_owned(),
            name: self.string(section, "name").unwrap_or_else(|| titled(id)),
            words: self.patterns(section, "words"),
            parties,
            verifier: self.string(section, "verifier"),
            source,
            status,
            period: period(from, until),
            terms,
        }
    }

    fn term(
        &mut self,
        id: &str,
        section: Section<'_, '_>,
        book: &Codebook,
        parties: &[usize],
    ) -> Option<Term> {
        let (from, until) = self.dates(section);
        let at = |key| section.get(key).map_or(section.at..section.at, Spanned::span);
        let bearer = self.required(section, "bearer").and_then(|bearer| match bearer.as_str() {
            "each" => Some(Bearer::Each),
            party => self.party_index(party, at("bearer"), &book.parties).map(Bearer::Party),
        });
        if let Some(Bearer::Party(i)) = bearer
            && !parties.is_empty()
            && !parties.contains(&i)
        {
            self.problem(at("bearer"), "the bearer is not among the `parties` of the agreement");
        }
        let modality = self.required(section, "modality");
        let modality = modality.and_then(|m| {
            self.word(&m, at("modality"), "modality", super::Modality::ALL, super::Modality::as_str)
        });
        let issue = self.required(section, "issue").and_then(|id| {
            let found = book.issues.iter().position(|i| i.id == id);
            if found.is_none() {
                self.problem(at("issue"), format!("there is no [issue.{id}]"));
            }
            found
        });
        let title = issue.and_then(|i| book.issues.get(i)).map(|i| i.title.clone());
        let action = self.string(section, "action").or(title);
        let status = self.one_word(section, "status", super::TermState::ALL, super::TermState::as_str);
        let (zone, exception) = (self.string(section, "zone"), self.string(section, "exception"));
        Some(Term {
            id: id.to_owned(),
            bearer: bearer?,
            modality: modality?,
            issue: issue?,
            action: action?,
            zone,
            exception,
            ceiling: self.string(section, "ceiling"),
            verifier: self.string(section, "verifier"),
            source: self.string(section, "source"),
            breach: self.events(section, "breach"),
            fulfil: self.events(section, "fulfil"),
            status,
            period: period(from, until),
        })
    }

    /// Types of events.
    fn events(&mut self, section: Section<'_, '_>, key: &'static str) -> Vec<EventType> {
        let mut types = Vec::new();
        for (written, at) in self.strings(section, key) {
            types.extend(self.word(&written, at, "event type", EventType::ALL, EventType::as_str));
        }
        types
    }
}

fn is_kebab(id: &str) -> bool {
    id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !id.ends_with('-')
        && !id.contains("--")
}

/// `buffer-zone` -> "Buffer zone".
fn from_id(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// `north-borduria` -> "North Borduria".
fn titled(id: &str) -> String {
    id.split('-').map(from_id).collect::<Vec<_>>().join(" ")
}
