//! # Who cites whom
//!
//! What it finds: that an article stands on another outlet's reporting, because its words say so: "the Post reported",
//! "told the Post", "according to the Post", "earlier reporting by the Post", an agency in the dateline or credit of
//! somebody else's article.
//! Why: text overlap does not find a story retold in other words; its attributions do. An article that cites is no
//! independent source for what it cites.
//! Touches attributions, mentions and the articles' metadata; the earlier article is named only where exactly one in
//! the pile fits.

use crate::outlets::{is_outlet, key, outlets_in};
use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::{DerivationEvidenceRow, DerivationKind, DerivationRow};
use rapporteur_model::{Annotations, Article, Corpus, How, Id, Links, SourceKind, Span};
use std::collections::BTreeMap;

/// An earlier article fits if it was published at most so many days before.
const DAYS_BEFORE: i32 = 7;

/// Adds derivations of kind `cites`, with the words that show them.
pub fn link(_lexicon: &Lexicon, corpus: &Corpus, links: &mut Links) {
    let by_outlet = articles_by_outlet(corpus);
    for (i, (article, found)) in corpus.articles.iter().zip(&corpus.annotations).enumerate() {
        let entities = links.mention_entity.get(i);
        let mut cited: BTreeMap<String, Cited> = BTreeMap::new();
        for (mention, span, reason) in citations(article, found) {
            let Some(m) = found.mentions.get(mention) else { continue };
            let key = key(&m.name);
            if key.is_empty() || is_own(article, &key) {
                continue;
            }
            let entry = cited.entry(key).or_insert_with(|| Cited {
                name: m.name.clone(),
                entity: entities.and_then(|e| e.get(mention)).copied().flatten(),
                evidence: Vec::new(),
            });
            entry.evidence.push((span, reason));
        }
        if let Some(agency) = article.agency.as_deref().filter(|a| !is_own(article, &key(a))) {
            let credit = credit_span(article, agency);
            let entry = cited.entry(key(agency)).or_insert_with(|| Cited {
                name: agency.to_owned(),
                entity: None,
                evidence: Vec::new(),
            });
            entry.evidence.extend(credit.map(|span| (span, "credited")));
        }
        for (key, mut cited) in cited {
            cited.evidence.sort();
            cited.evidence.dedup_by_key(|(span, _)| *span);
            let from_article = upstream(corpus, &by_outlet, i, &key);
            links.derivations.push(DerivationRow {
                article: article.id,
                from_article,
                from_outlet: Some(cited.name.clone()),
                from_outlet_entity: cited.entity,
                kind: DerivationKind::Cites,
                share: None,
                by: "derivation.cites".into(),
                confidence: None,
            });
            for (span, reason) in cited.evidence {
                links.derivation_evidence.push(DerivationEvidenceRow {
                    article: article.id,
                    from_article,
                    from_outlet: Some(cited.name.clone()),
                    reason: reason.into(),
                    span,
                    from_span: None,
                });
            }
        }
    }
}

struct Cited {
    name: String,
    entity: Option<Id>,
    evidence: Vec<(Span, &'static str)>,
}

/// Is the outlet the article's own? A wire story under no outlet's name is the agency's.
fn is_own(article: &Article, key: &str) -> bool {
    article.outlet.as_deref().or(article.agency.as_deref()).is_some_and(|o| crate::outlets::key(o) == key)
}

/// Mentions of outlets by which the article cites, with the words that show it.
fn citations(article: &Article, found: &Annotations) -> Vec<(usize, Span, &'static str)> {
    let mut all = Vec::new();
    for a in &found.attributions {
        let words = |s: Option<Span>| s.unwrap_or_default();
        let anchor = a.cue.or(a.source).or(a.content.first().copied()).unwrap_or_default();
        if let Some(told) = a.told_to {
            for (m, _) in outlets_in(found, told) {
                all.push((m, told.join(anchor), "cited"));
            }
        }
        let Some(source) = a.source else { continue };
        if a.source_kind == SourceKind::Outlet
            && let Some(m) = a.source_mention.filter(|&m| is_outlet(found.mentions.get(m)))
        {
            all.push((m, words(a.source).join(anchor), "cited"));
            continue;
        }
        // "officials who spoke with Canal 5", "reporters for the Post"; not "the Post's owner".
        for (m, mention) in outlets_in(found, source) {
            let after = article.text.get(mention.span.hi()..).unwrap_or("");
            if !after.starts_with("'s") && !after.starts_with("’s") {
                all.push((m, source.join(anchor), "cited"));
            }
        }
    }
    for (m, mention) in
        found.mentions.iter().enumerate().filter(|(_, m)| is_outlet(Some(m)) && m.how == How::Name)
    {
        if let Some(span) = reporting(&article.text, mention.span) {
            all.push((m, span, "cited"));
        }
    }
    all
}

/// "previous reporting from the Post", "an interview with the Post", "first reported by the Post": words just before a
/// mention that make it a citation.
fn reporting(text: &str, mention: Span) -> Option<Span> {
    const BEFORE: [(&str, &str); 12] = [
        ("reporting", "from"),
        ("reporting", "by"),
        ("reported", "by"),
        ("report", "by"),
        ("report", "from"),
        ("report", "in"),
        ("reports", "by"),
        ("reports", "in"),
        ("published", "by"),
        ("obtained", "by"),
        ("interview", "with"),
        ("seen", "by"),
    ];
    let before = text.get(..mention.lo())?.trim_end();
    let before = ["the", "The"].iter().find_map(|a| before.strip_suffix(a)).unwrap_or(before).trim_end();
    for (noun, link) in BEFORE {
        if let Some(stem) = before.strip_suffix(link)
            && stem.trim_end().ends_with(noun)
            && stem.len() > stem.trim_end().len()
        {
            let start = stem.trim_end().len() - noun.len();
            let whole = text.get(..start)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            return whole.then(|| Span::new(start, mention.hi()));
        }
    }
    None
}

/// Where the agency stands in dateline, byline or credit.
fn credit_span(article: &Article, agency: &str) -> Option<Span> {
    use rapporteur_model::PartKind::{Byline, Credit, Dateline};
    let parts = article.parts.iter().filter(|p| matches!(p.kind, Dateline | Credit | Byline));
    parts
        .filter_map(|p| {
            let at = p.span.of(&article.text).find(agency)?;
            Some(Span::new(p.span.lo() + at, p.span.lo() + at + agency.len()))
        })
        .next()
}

/// Articles by outlet and by agency, as indices of the corpus.
fn articles_by_outlet(corpus: &Corpus) -> BTreeMap<String, Vec<usize>> {
    let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, article) in corpus.articles.iter().enumerate() {
        let outlet = article.outlet.as_deref().map(key);
        let own = outlet.or_else(|| article.agency.as_deref().map(key));
        if let Some(key) = own.filter(|k| !k.is_empty()) {
            by.entry(key).or_default().push(i);
        }
    }
    by
}

/// The one article of that outlet that is early enough and not too early.
fn upstream(corpus: &Corpus, by: &BTreeMap<String, Vec<usize>>, article: usize, key: &str) -> Option<Id> {
    let here = corpus.articles.get(article)?.published;
    let last = here.end?;
    let mut fits = by.get(key)?.iter().filter(|&&i| i != article).filter_map(|&i| {
        let there = corpus.articles.get(i)?;
        let first = there.published.start?;
        let days = (last - there.published.end?).get_days();
        (first <= last && (0..=DAYS_BEFORE).contains(&days)).then_some(there.id)
    });
    let one = fits.next()?;
    fits.next().is_none().then_some(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rapporteur_model::{
        Attribution, AttributionKind, Date, EntityKind, Interval, Mention, Part, PartKind,
    };

    fn article(outlet: Option<&str>, agency: Option<&str>, published: &str, text: &str) -> Article {
        let published = published.parse::<Date>().map_or(Interval::UNKNOWN, Interval::day);
        Article {
            id: Article::id_of(text.as_bytes(), outlet, None, published),
            origins: Vec::new(),
            outlet: outlet.map(str::to_owned),
            title: None,
            author: None,
            dateline: None,
            agency: agency.map(str::to_owned),
            url: None,
            sha256: String::new(),
            published,
            published_basis: None,
            acquired: None,
            language: None,
            words: 0,
            text: text.to_owned(),
            parts: vec![Part { span: Span::new(0, text.len()), kind: PartKind::Credit }],
        }
    }
    fn outlet_at(text: &str, name: &str) -> Mention {
        let at = text.find(name).unwrap();
        Mention {
            span: Span::new(at, at + name.len()),
            kind: EntityKind::Outlet,
            label: None,
            how: How::Name,
            name: name.to_owned(),
            state: None,
            antecedent: None,
            by: "test".into(),
            confidence: None,
        }
    }
    fn span(text: &str, words: &str) -> Span {
        let at = text.find(words).unwrap();
        Span::new(at, at + words.len())
    }
    fn attribution(text: &str, source: &str, cue: &str, content: &str, told_to: Option<&str>) -> Attribution {
        Attribution {
            source: Some(span(text, source)),
            cue: Some(span(text, cue)),
            content: vec![span(text, content)],
            kind: AttributionKind::Indirect,
            source_kind: SourceKind::Unspecified,
            source_mention: None,
            source_count: None,
            source_state: None,
            source_sector: None,
            source_proximity: None,
            subset_of: None,
            told_to: told_to.map(|t| span(text, t)),
            parent: None,
            verification: None,
            by: "test".into(),
            confidence: None,
        }
    }
    fn links(pairs: Vec<(Article, Annotations)>) -> (Corpus, Links) {
        let corpus = Corpus::new(pairs, Vec::new());
        let mut links = Links::default();
        link(&Lexicon::new(), &corpus, &mut links);
        (corpus, links)
    }

    #[test]
    fn who_was_told_is_whose_reporting_it_is() {
        let text = "An officer told the Harbour Post the port was empty.";
        let told = attribution(text, "An officer", "told", "the port was empty", Some("the Harbour Post"));
        let found = Annotations {
            mentions: vec![outlet_at(text, "Harbour Post")],
            attributions: vec![told],
            ..Annotations::default()
        };
        let upstream = article(Some("The Harbour Post"), None, "1905-08-20", "The port is empty.");
        let earlier = article(Some("Harbour Post"), None, "1905-08-01", "The port is full.");
        let id = upstream.id;
        let (_, links) = links(vec![
            (article(Some("Turov Times"), None, "1905-08-22", text), found),
            (upstream, Annotations::default()),
            (earlier, Annotations::default()),
        ]);
        assert_eq!(links.derivations.len(), 1);
        assert_eq!(links.derivations[0].from_outlet.as_deref(), Some("Harbour Post"));
        assert_eq!(links.derivations[0].from_article, Some(id));
        assert_eq!(links.derivation_evidence[0].span.of(text), "told the Harbour Post");
    }

    #[test]
    fn its_own_reporting_is_no_citation() {
        let text = "An officer told the Harbour Post the port was empty.";
        let told = attribution(text, "An officer", "told", "the port was empty", Some("the Harbour Post"));
        let found = Annotations {
            mentions: vec![outlet_at(text, "Harbour Post")],
            attributions: vec![told],
            ..Annotations::default()
        };
        let (_, links) = links(vec![
            (article(Some("The Harbour Post"), None, "1905-08-22", text), found.clone()),
            (article(None, Some("Harbour Post"), "1905-08-23", text), found),
        ]);
        assert!(links.derivations.is_empty());
    }

    #[test]
    fn an_agency_in_the_credit_and_reporting_from() {
        let text = "Much of this rests on earlier reporting from the Harbour Post. (Coastal Wire)";
        let found = Annotations { mentions: vec![outlet_at(text, "Harbour Post")], ..Annotations::default() };
        let (_, links) = links(vec![(article(Some("Turov Times"), Some("Coastal Wire"), "", text), found)]);
        let from: Vec<_> = links.derivations.iter().filter_map(|d| d.from_outlet.as_deref()).collect();
        assert_eq!(from, ["Coastal Wire", "Harbour Post"]);
        let words: Vec<&str> = links.derivation_evidence.iter().map(|e| e.span.of(text)).collect();
        assert_eq!(words, ["Coastal Wire", "reporting from the Harbour Post"]);
    }

    #[test]
    fn two_articles_that_fit_are_none() {
        let text = "An officer told the Harbour Post the port was empty.";
        let told = attribution(text, "An officer", "told", "the port was empty", Some("the Harbour Post"));
        let found = Annotations {
            mentions: vec![outlet_at(text, "Harbour Post")],
            attributions: vec![told],
            ..Annotations::default()
        };
        let (_, links) = links(vec![
            (article(Some("Turov Times"), None, "1905-08-22", text), found),
            (article(Some("Harbour Post"), None, "1905-08-20", "One."), Annotations::default()),
            (article(Some("Harbour Post"), None, "1905-08-21", "Two."), Annotations::default()),
        ]);
        assert_eq!(links.derivations[0].from_article, None);
    }
}
