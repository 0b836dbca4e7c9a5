//! Articles and annotations made by hand, for the tests of this crate. Touches nothing else.

use rapporteur_model::{
    Annotations, Article, Attribution, AttributionKind, Corpus, Date, EntityKind, How, Interval, Mention,
    Part, PartKind, SourceKind, Span,
};

pub(crate) fn article(outlet: Option<&str>, published: &str, text: &str) -> Article {
    let published = published.parse::<Date>().map_or(Interval::UNKNOWN, Interval::day);
    Article {
        outlet: outlet.map(str::to_owned),
        published,
        ..Article::bare(
            Article::id_of(text.as_bytes(), outlet, None, published),
            text,
            vec![Part { span: Span::new(0, text.len()), kind: PartKind::Body }],
        )
    }
}

/// Where some words stand first.
pub(crate) fn span(text: &str, words: &str) -> Span {
    let at = text.find(words).unwrap_or_else(|| panic!("no {words:?} in {text:?}"));
    Span::new(at, at + words.len())
}

pub(crate) fn mention(text: &str, name: &str, kind: EntityKind) -> Mention {
    Mention {
        span: span(text, name),
        kind,
        label: None,
        how: How::Name,
        name: name.to_owned(),
        state: None,
        antecedent: None,
        by: "test".into(),
        confidence: None,
    }
}

/// `source`, `cue` and `content` as they stand in the text; an empty `source` is none.
pub(crate) fn attribution(
    text: &str,
    source: &str,
    cue: &str,
    content: &str,
    kind: SourceKind,
) -> Attribution {
    Attribution {
        source: (!source.is_empty()).then(|| span(text, source)),
        cue: Some(span(text, cue)),
        content: vec![span(text, content)],
        kind: AttributionKind::Indirect,
        source_kind: kind,
        source_mention: None,
        source_count: None,
        source_state: None,
        source_sector: None,
        source_proximity: None,
        subset_of: None,
        told_to: None,
        parent: None,
        verification: None,
        by: "test".into(),
        confidence: None,
    }
}

/// One story: outlet, day, text, mentions of outlets, attributions as (source, cue, content, kind, count, told to).
pub(crate) struct Story<'a> {
    pub(crate) outlet: &'a str,
    pub(crate) day: &'a str,
    pub(crate) text: &'a str,
    pub(crate) outlets: &'a [&'a str],
    pub(crate) said: Vec<Attribution>,
}

pub(crate) fn corpus(stories: Vec<Story<'_>>) -> Corpus {
    let pairs = stories.into_iter().map(|s| {
        let mut mentions: Vec<Mention> =
            s.outlets.iter().map(|o| mention(s.text, o, EntityKind::Outlet)).collect();
        mentions.sort_by_key(|m| m.span);
        let sentences = vec![Span::new(0, s.text.len())];
        let found = Annotations { sentences, mentions, attributions: s.said, ..Annotations::default() };
        (article((!s.outlet.is_empty()).then_some(s.outlet), s.day, s.text), found)
    });
    Corpus::new(pairs.collect(), Vec::new())
}
