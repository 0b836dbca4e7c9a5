//! Human judgements, kept as lines of data.
//!
//! A ruling stands on words: an article, a quotation from it, and which occurrence is meant. It never changes the text
//! and never stands on a derived id alone, so it outlives a better program. What became of it is a row of
//! `rulings_applied`, also where its words are gone. No file is read here.

use crate::record::{DerivationKind, EventRow, RulingAppliedRow};
use crate::table::At;
use crate::{Article, Date, EventType, Id, Interval, MeetingStatus, Record, Span, Stance, TalksState};

/// A human judgement with author, date and reason; applied at each build, never overwriting the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// Hash of everything it says.
    pub id: Id,
    /// Who ruled.
    pub author: String,
    /// When.
    pub date: Date,
    /// Why.
    pub reason: String,
    /// The words it stands on.
    pub place: Place,
    /// What.
    pub judgement: Judgement,
}

/// Words of an article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which article: its id, or the start of its SHA-256 (8 digits or more).
    pub article: String,
    /// The words; runs of white space count as one space. `None`: the article as a whole.
    pub quote: Option<String>,
    /// Which occurrence of the words, from 1.
    pub nth: u32,
}

words! {
    /// What a ruling can reject: the kinds of things that are read out of words.
    pub enum Item {
        /// A row of `mentions`.
        Mention = "mention",
        /// A row of `roles`.
        Role = "role",
        /// A row of `times`.
        Time = "time",
        /// A row of `attributions`, with what was said to be said.
        Attribution = "attribution",
        /// A row of `non_responses`.
        NonResponse = "non_response",
        /// A row of `quantities`.
        Quantity = "quantity",
        /// A row of `events`.
        Event = "event",
        /// A row of `positions`.
        Position = "position",
        /// The words of a meeting.
        Meeting = "meeting",
        /// A row of `talks_status`.
        Status = "talks_status",
    }
}

impl Item {
    /// What a ruling can say such a thing is instead; nothing where it can only be accepted or rejected.
    pub fn kinds(self) -> Vec<&'static str> {
        match self {
            Item::Position => Stance::ALL.iter().map(|k| k.as_str()).collect(),
            Item::Event => EventType::ALL.iter().map(|k| k.as_str()).collect(),
            Item::Meeting => MeetingStatus::ALL.iter().map(|k| k.as_str()).collect(),
            Item::Status => TalksState::ALL.iter().map(|k| k.as_str()).collect(),
            _ => Vec::new(),
        }
    }
}

/// Whose reporting an article stands on, or does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Upstream {
    /// An article: its id, or the start of its SHA-256.
    Article(String),
    /// An outlet, whose story need not be in the pile.
    Outlet(String),
}

/// What a ruling says of its words.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Judgement {
    /// The article was published on these days.
    Published(Interval),
    /// These words and others mean the same person, state, place...
    Same(Place),
    /// These words and others mean two. Where both are spelled alike, the other article's is set apart.
    Different(Place),
    /// The words do say what was read out of them. Changes nothing; where a later program no longer reads it, the
    /// build says so.
    Accept {
        /// What was read.
        item: Item,
        /// Only what is of this kind.
        kind: Option<String>,
    },
    /// The words say something of another kind than was read out of them.
    Correct {
        /// What was read.
        item: Item,
        /// Only what is of this kind.
        kind: Option<String>,
        /// The kind it is of: one of [`Item::kinds`].
        to: String,
    },
    /// The words do not say what was read out of them.
    Reject {
        /// What was read.
        item: Item,
        /// Only what is of this kind: a stance, a PLOVER type, an office...
        kind: Option<String>,
    },
    /// The article stands on that reporting; the words show it.
    Derives {
        /// Whose.
        from: Upstream,
        /// How.
        how: DerivationKind,
    },
    /// The article does not stand on that reporting.
    NotDerived(Upstream),
}

impl Judgement {
    /// The word for this kind of judgement, in a rulings file and in `rulings_applied`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Judgement::Published(_) => "published",
            Judgement::Same(_) => "same",
            Judgement::Different(_) => "different",
            Judgement::Accept { .. } => "accept",
            Judgement::Correct { .. } => "correct",
            Judgement::Reject { .. } => "reject",
            Judgement::Derives { .. } => "derives",
            Judgement::NotDerived(_) => "not-derived",
        }
    }
}

impl Ruling {
    /// Every kind of judgement.
    pub const KINDS: &'static [&'static str] =
        &["published", "same", "different", "accept", "correct", "reject", "derives", "not-derived"];

    /// A ruling with the id of what it says.
    pub fn new(author: &str, date: Date, reason: &str, place: Place, judgement: Judgement) -> Ruling {
        let mut said =
            vec![author.to_owned(), date.to_string(), reason.to_owned(), judgement.kind().to_owned()];
        said.extend(place.fields());
        match &judgement {
            Judgement::Published(interval) => said.push(interval.to_string()),
            Judgement::Same(other) | Judgement::Different(other) => said.extend(other.fields()),
            Judgement::Accept { item, kind } | Judgement::Reject { item, kind } => {
                said.extend([item.to_string(), kind.clone().unwrap_or_default()]);
            }
            Judgement::Correct { item, kind, to } => {
                said.extend([item.to_string(), kind.clone().unwrap_or_default(), to.clone()]);
            }
            Judgement::Derives { from, how } => {
                said.extend(from.fields().into_iter().chain([how.to_string()]))
            }
            Judgement::NotDerived(from) => said.extend(from.fields()),
        }
        let fields: Vec<&[u8]> = said.iter().map(String::as_bytes).collect();
        let id = Id::of("ruling", &fields);
        Ruling { id, author: author.to_owned(), date, reason: reason.to_owned(), place, judgement }
    }

    /// The row that says what became of it: what it did, or (`Err`) why it does not apply. `article` and `span` are the
    /// words it stands on, as far as they are there.
    pub fn outcome(
        &self,
        article: Option<Id>,
        span: Option<Span>,
        effect: Result<String, String>,
    ) -> RulingAppliedRow {
        RulingAppliedRow {
            ruling: self.id,
            applied: effect.is_ok(),
            effect: effect.unwrap_or_else(|why| format!("does not apply: {why}")),
            kind: self.judgement.kind().to_owned(),
            author: self.author.clone(),
            date: self.date,
            reason: self.reason.clone(),
            article,
            // A span counts in an article.
            span: span.filter(|_| article.is_some()),
            before: None,
        }
    }
}

impl Upstream {
    fn fields(&self) -> [String; 2] {
        match self {
            Upstream::Article(article) => ["article".to_owned(), article.clone()],
            Upstream::Outlet(outlet) => ["outlet".to_owned(), outlet.clone()],
        }
    }
}

impl Place {
    fn fields(&self) -> [String; 3] {
        [self.article.clone(), self.quote.clone().unwrap_or_default(), self.nth.to_string()]
    }

    /// An article as a whole.
    pub fn article(article: &str) -> Place {
        Place { article: article.to_owned(), quote: None, nth: 1 }
    }

    /// The first place of `quote` in an article.
    pub fn quote(article: &str, quote: &str) -> Place {
        Place { quote: Some(quote.to_owned()), ..Place::article(article) }
    }

    /// Words of a record as a ruling writes them: what they are, and which occurrence is meant; `digits` is what it calls
    /// the article. `None` where they cannot be quoted: nothing but white space, or an occurrence that overlaps an
    /// earlier one. The time grows with the text.
    pub fn of(record: &Record, at: At, digits: &str) -> Option<Place> {
        let text = record.article(at.article).map_or("", |a| a.text.as_str());
        let span: Span = at.span.trim(text);
        let quote = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let nth = occurrences(text, &quote).position(|s| s == span)?;
        let nth = u32::try_from(nth + 1).ok()?;
        Some(Place { nth, ..Place::quote(digits, &quote) })
    }

    /// The words of an event: several may stand in one clause, so the word that names this one, where it stands there
    /// once.
    pub fn of_event(record: &Record, event: &EventRow) -> At {
        let mut triggers = occurrences(record.words(event.at), &event.trigger);
        match (triggers.next(), triggers.next()) {
            (Some(span), None) => At { article: event.at.article, span: span.shift(event.at.span.lo()) },
            _ => event.at,
        }
    }

    /// What a ruling calls an article: by its bytes where that tells it apart, so that corrected metadata changes
    /// nothing. The time grows with the number of articles.
    pub fn digits(record: &Record, article: Id) -> String {
        let Some(row) = record.article(article) else { return article.to_string() };
        match row.sha256.get(..DIGITS) {
            Some(start) if record.articles.iter().filter(|a| a.sha256.starts_with(start)).count() == 1 => {
                start.to_owned()
            }
            _ => article.to_string(),
        }
    }

    /// Where the words stand in the article's text; `None` if they do not. The time grows with the text.
    pub fn find(&self, text: &str) -> Option<Span> {
        let nth = usize::try_from(self.nth).ok()?.checked_sub(1)?;
        occurrences(text, self.quote.as_deref()?).nth(nth)
    }
}

/// Where some words stand in a text, one after the other without overlap; runs of white space count as one space.
pub fn occurrences<'a>(text: &'a str, words: &'a str) -> impl Iterator<Item = Span> + 'a {
    let mut from = 0;
    std::iter::from_fn(move || {
        let first = words.split_whitespace().next()?;
        loop {
            let start = from + text.get(from..)?.find(first)?;
            match end_of(text, start, words) {
                Some(end) => {
                    from = end;
                    return Some(Span::new(start, end));
                }
                None => from = start + first.chars().next().map_or(1, char::len_utf8),
            }
        }
    })
}

/// Where `words` end if they begin at `start`.
fn end_of(text: &str, start: usize, words: &str) -> Option<usize> {
    let mut at = start;
    for (i, word) in words.split_whitespace().enumerate() {
        let rest = text.get(at..)?;
        let bare = if i == 0 { rest } else { rest.trim_start() };
        if i > 0 && bare.len() == rest.len() {
            return None;
        }
        bare.strip_prefix(word)?;
        at += rest.len() - bare.len() + word.len();
    }
    Some(at)
}

/// Digits of a SHA-256 that a ruling names an article by when it is written.
pub const DIGITS: usize = 16;

/// Fewest digits of a SHA-256 that name an article.
const FEWEST_DIGITS: usize = 8;

/// Finds articles by what rulings call them.
#[derive(Debug, Clone, Default)]
pub struct ArticleNames {
    by_id: Vec<(String, usize)>,
    by_sha256: Vec<(String, usize)>,
}

impl ArticleNames {
    /// Of these articles, by their index.
    pub fn new<'a>(articles: impl IntoIterator<Item = &'a Article>) -> ArticleNames {
        let mut names = ArticleNames::default();
        for (i, article) in articles.into_iter().enumerate() {
            names.by_id.push((article.id.to_string(), i));
            names.by_sha256.push((article.sha256.clone(), i));
        }
        names.by_id.sort();
        names.by_sha256.sort();
        names
    }

    /// The article that goes by this name; the error says why there is none.
    pub fn find(&self, name: &str) -> Result<usize, String> {
        if let Ok(i) = self.by_id.binary_search_by(|(id, _)| id.as_str().cmp(name)) {
            return self.by_id.get(i).map(|(_, i)| *i).ok_or_else(String::new);
        }
        if name.len() < FEWEST_DIGITS {
            return Err(format!("`{name}` is too short to name an article"));
        }
        let first = self.by_sha256.partition_point(|(sha, _)| sha.as_str() < name);
        let mut fits = self.by_sha256.iter().skip(first).take_while(|(sha, _)| sha.starts_with(name));
        match (fits.next(), fits.next()) {
            (Some((_, i)), None) => Ok(*i),
            (None, _) => Err(format!("no article {name} is here")),
            (Some(_), Some(_)) => Err(format!("`{name}` names several articles")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, quote: &str, nth: u32) -> Option<String> {
        let place = Place { nth, ..Place::quote("x", quote) };
        place.find(text).map(|s| s.of(text).to_owned())
    }

    #[test]
    fn words_are_found_by_their_occurrence_whatever_the_white_space() {
        let text = "aa aab The  envoy\nleft. The envoy left — “the envoy”.";
        assert_eq!(words(text, "The envoy", 1).as_deref(), Some("The  envoy"));
        assert_eq!(words(text, "The envoy left", 2).as_deref(), Some("The envoy left"));
        assert_eq!(words(text, "The envoy", 3), None);
        assert_eq!(words(text, "aab", 1).as_deref(), Some("aab"));
        assert_eq!(words(text, "“the envoy”", 1).as_deref(), Some("“the envoy”"));
        for (quote, nth) in [("", 1), (" ", 1), ("envoy", 0), ("Theenvoy", 1)] {
            assert_eq!(words(text, quote, nth), None, "{quote}");
        }
    }

    #[test]
    fn every_field_bears_on_the_id() {
        let day = |d: &str| d.parse().unwrap();
        let interval = Interval::day(day("2031-03-04"));
        let one =
            Ruling::new("A", day("2031-04-01"), "r", Place::article("x"), Judgement::Published(interval));
        let others = [
            Ruling::new("B", day("2031-04-01"), "r", Place::article("x"), Judgement::Published(interval)),
            Ruling::new("A", day("2031-04-02"), "r", Place::article("x"), Judgement::Published(interval)),
            Ruling::new("A", day("2031-04-01"), "s", Place::article("x"), Judgement::Published(interval)),
            Ruling::new("A", day("2031-04-01"), "r", Place::article("y"), Judgement::Published(interval)),
            Ruling::new(
                "A",
                day("2031-04-01"),
                "r",
                Place::article("x"),
                Judgement::Same(Place::quote("y", "z")),
            ),
        ];
        assert!(others.iter().all(|o| o.id != one.id));
        assert_eq!(
            Ruling::new(&one.author, one.date, &one.reason, one.place.clone(), one.judgement.clone()),
            one
        );
    }
}
