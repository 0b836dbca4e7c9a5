//! # Who cites whom
//!
//! What it finds: that an article stands on another outlet's reporting, because its words say so: "the Post reported",
//! "told the Post", "according to the Post", "earlier reporting by the Post", an agency in the dateline or credit of
//! somebody else's article.
//! Why: text overlap does not find a story retold in other words; its attributions do. An article that cites is no
//! independent source for what it cites.
//! Touches attributions, mentions and the articles' metadata. Which article of the outlet it is, is for `derivations`.

use crate::outlets::Outlets;
use rapporteur_lexicon::Lexicon;
use rapporteur_model::{Annotations, Article, Corpus, How, Id, Links, SourceKind, Span};
use std::collections::BTreeMap;

/// An outlet that an article cites.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cited {
    /// The outlet's name as the article has it.
    pub(crate) name: String,
    /// The entity it is.
    pub(crate) entity: Option<Id>,
    /// The words that cite it, in order, and how: `cited`, `credited`.
    pub(crate) evidence: Vec<(Span, &'static str)>,
}

/// For each article the outlets it cites, by their keys; its own is none of them.
pub(crate) fn find(
    lexicon: &Lexicon,
    corpus: &Corpus,
    links: &Links,
    outlets: &Outlets,
) -> Vec<BTreeMap<String, Cited>> {
    let pairs = corpus.articles.iter().zip(&corpus.annotations).enumerate();
    pairs
        .map(|(i, (article, found))| {
            let mut cited: BTreeMap<String, Cited> = BTreeMap::new();
            let mut add = |name: &str, entity: Option<Id>, evidence: Option<(Span, &'static str)>| {
                let key = outlets.key(name, entity);
                let own = outlets.own(i) == Some(key.as_str()) || outlets.is_short_for_own(i, name, &key);
                if !key.is_empty() && !own {
                    let entry = cited.entry(key).or_insert_with(|| Cited {
                        name: name.to_owned(),
                        entity,
                        evidence: Vec::new(),
                    });
                    entry.entity = entry.entity.or(entity);
                    entry.evidence.extend(evidence);
                }
            };
            for (mention, span, reason) in citations(lexicon, outlets, i, article, found) {
                let entity = links.mention_entity.get(i).and_then(|e| e.get(mention)).copied().flatten();
                if let Some(m) = found.mentions.get(mention) {
                    add(&m.name, entity, Some((span, reason)));
                }
            }
            if let Some(agency) = article.agency.as_deref() {
                add(agency, None, credit_span(article, agency).map(|span| (span, "credited")));
            }
            for c in cited.values_mut() {
                c.evidence.sort();
                c.evidence.dedup_by_key(|(span, _)| *span);
            }
            cited
        })
        .collect()
}

/// Mentions of outlets by which the article cites, with the words that show it.
fn citations(
    lexicon: &Lexicon,
    outlets: &Outlets,
    i: usize,
    article: &Article,
    found: &Annotations,
) -> Vec<(usize, Span, &'static str)> {
    let mut all = Vec::new();
    for a in &found.attributions {
        let words = |s: Option<Span>| s.unwrap_or_default();
        let anchor = a.cue.or(a.source).or(a.content.first().copied()).unwrap_or_default();
        if let Some(told) = a.told_to {
            for (m, _) in outlets.inside(i, found, told) {
                all.push((m, told.join(anchor), "cited"));
            }
        }
        let Some(source) = a.source else { continue };
        if a.source_kind == SourceKind::Outlet
            && let Some(m) = a.source_mention
            && found.mentions.get(m).is_some_and(|named| outlets.is_outlet(i, m, named))
        {
            all.push((m, words(a.source).join(anchor), "cited"));
            continue;
        }
        // "officials who spoke with Canal 5", "reporters for the Post"; not "the Post's owner".
        for (m, mention) in outlets.inside(i, found, source) {
            let after = article.text.get(mention.span.hi()..).unwrap_or("");
            if !after.starts_with("'s") && !after.starts_with("’s") {
                all.push((m, source.join(anchor), "cited"));
            }
        }
    }
    for (m, mention) in
        found.mentions.iter().enumerate().filter(|(n, m)| outlets.is_outlet(i, *n, m) && m.how == How::Name)
    {
        if let Some(span) = reporting(lexicon, &article.text, mention.span) {
            all.push((m, span, "cited"));
        }
    }
    all
}

/// "previous reporting from the Post", "an interview with the Post", "first reported by the Post", "told the Post": words
/// just before a mention that make it a citation.
fn reporting(lexicon: &Lexicon, text: &str, mention: Span) -> Option<Span> {
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
    let whole = |stem: &str| stem.chars().next_back().is_none_or(|c| !c.is_alphanumeric());
    // "Had told the Post of the offer": somebody's words, though none are given; "was told the Post would" is about it.
    if let Some(stem) = before.strip_suffix("told").filter(|stem| whole(stem)) {
        let by = stem.split_whitespace().next_back().unwrap_or_default().to_lowercase();
        return (!lexicon.clause_words.is("be", &by)).then(|| Span::new(stem.len(), mention.hi()));
    }
    for (noun, link) in BEFORE {
        if let Some(stem) = before.strip_suffix(link)
            && stem.trim_end().ends_with(noun)
            && stem.len() > stem.trim_end().len()
        {
            let start = stem.trim_end().len() - noun.len();
            return whole(text.get(..start)?).then(|| Span::new(start, mention.hi()));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drafts::{Story, attribution, corpus, span};
    use rapporteur_model::EntityKind;

    const TEXT: &str = "An officer told the Harbour Post the port was empty.";

    fn told(outlet: &'static str) -> Story<'static> {
        let said = rapporteur_model::Attribution {
            told_to: Some(span(TEXT, "the Harbour Post")),
            ..attribution(TEXT, "An officer", "told", "the port was empty", SourceKind::Anonymous)
        };
        Story { outlet, day: "1905-08-22", text: TEXT, outlets: &["Harbour Post"], said: vec![said] }
    }
    fn cited(corpus: &Corpus) -> Vec<(String, String)> {
        cited_in(corpus, &Links::default())
    }
    fn cited_in(corpus: &Corpus, links: &Links) -> Vec<(String, String)> {
        let lexicon = Lexicon::new();
        let outlets = Outlets::new(&lexicon, corpus, links);
        let all = find(&lexicon, corpus, links, &outlets);
        let one = |(a, map): (&Article, BTreeMap<String, Cited>)| {
            map.into_values()
                .flat_map(|c| c.evidence.into_iter().map(move |(s, _)| (c.name.clone(), s)))
                .map(|(name, s)| (name, s.of(&a.text).to_owned()))
                .collect::<Vec<_>>()
        };
        corpus.articles.iter().zip(all).flat_map(one).collect()
    }
    fn pair(a: &str, b: &str) -> (String, String) {
        (a.to_owned(), b.to_owned())
    }

    #[test]
    fn who_was_told_is_whose_reporting_it_is() {
        let corpus = corpus(vec![told("Turov Times")]);
        assert_eq!(cited(&corpus), [pair("Harbour Post", "told the Harbour Post")]);
    }

    #[test]
    fn a_body_that_is_an_outlet_of_the_pile_is_cited_and_its_own_short_name_is_not() {
        let news = "The canal is shut, Coastal could establish. (Coastal)";
        let retold = "Coastal News Bureau reported that the canal was shut. Two pilots had told Coastal News Bureau of it.";
        let story = |outlet, text| Story { outlet, day: "", text, outlets: &[], said: Vec::new() };
        let mut corpus = corpus(vec![story("Coastal News Bureau", news), story("Turov Times", retold)]);
        let [own, other] = ["Coastal News Bureau", "Turov Times"]
            .map(|o| corpus.articles.iter().position(|a| a.outlet.as_deref() == Some(o)).unwrap());
        corpus.articles[own].agency = Some("Coastal".to_owned());
        let bureau = crate::drafts::mention(retold, "Coastal News Bureau", EntityKind::Organisation);
        let again = Span::new(retold.rfind("Coastal").unwrap(), retold.rfind(" of it").unwrap());
        corpus.annotations[other].mentions =
            vec![bureau.clone(), rapporteur_model::Mention { span: again, ..bureau }];
        let said =
            attribution(retold, "Coastal News Bureau", "reported", "the canal was shut", SourceKind::Named);
        corpus.annotations[other].attributions = vec![said];
        let links = linked(&corpus);
        assert_eq!(links.entities.len(), 2);
        let is = |words: &str| pair("Coastal News Bureau", words);
        assert_eq!(
            cited_in(&corpus, &links),
            [is("Coastal News Bureau reported"), is("told Coastal News Bureau")]
        );
    }

    fn linked(corpus: &Corpus) -> Links {
        crate::entities_alone(&Lexicon::new(), corpus)
    }

    #[test]
    fn who_was_told_of_an_outlet_told_it_nothing() {
        let text = "The mayor was told the Harbour Post would close.";
        let story =
            Story { outlet: "Turov Times", day: "", text, outlets: &["Harbour Post"], said: Vec::new() };
        assert_eq!(cited(&corpus(vec![story])), []);
    }

    #[test]
    fn its_own_reporting_is_no_citation() {
        let mut corpus = corpus(vec![told("The Harbour Post"), told("")]);
        for article in corpus.articles.iter_mut().filter(|a| a.outlet.is_none()) {
            article.agency = Some("Harbour Post".to_owned());
        }
        assert_eq!(cited(&corpus), []);
    }

    #[test]
    fn an_agency_in_the_credit_and_reporting_from() {
        let text = "Much of this rests on earlier reporting from the Harbour Post. (Coastal Wire)";
        let story =
            Story { outlet: "Turov Times", day: "", text, outlets: &["Harbour Post"], said: Vec::new() };
        let mut corpus = corpus(vec![story]);
        corpus.articles[0].agency = Some("Coastal Wire".to_owned());
        corpus.articles[0].parts[0].kind = rapporteur_model::PartKind::Credit;
        let found = cited(&corpus);
        assert_eq!(
            found,
            [pair("Coastal Wire", "Coastal Wire"), pair("Harbour Post", "reporting from the Harbour Post")]
        );
    }
}
