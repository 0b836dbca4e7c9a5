//! A small record made by hand, about two invented countries.

use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::*;

/// The text holds letters of one to four bytes, so that bytes, code points and UTF-16 units all differ.
pub(super) const TEXT: &str = "Ruritânia “ready” to talk\n\nRuritânia’s envoy, Żanna 🙂 Ek, said the islands would be \
                               returned only if\nBorduria dropped the tariff.\n\nBorduria refused to drop the tariff.";

pub(super) fn id(name: &str) -> Id {
    Id::of("test", &[name.as_bytes()])
}

pub(super) fn at(words: &str) -> At {
    at_in("a", TEXT, words)
}

pub(super) fn at_in(article: &str, text: &str, words: &str) -> At {
    let start = text.find(words).unwrap_or_else(|| panic!("no `{words}`"));
    At { article: id(article), span: Span::new(start, start + words.len()) }
}

pub(super) fn article(name: &str, text: &str, published: Option<&str>) -> ArticleRow {
    let day = published.map(|d| d.parse().unwrap());
    ArticleRow {
        article: id(name),
        path: format!("{name}.txt"),
        outlet: Some("Harbour Post".into()),
        outlet_entity: None,
        title: text.lines().next().map(Into::into),
        author: None,
        dateline: None,
        agency: None,
        url: None,
        sha256: "0".repeat(64),
        published: Interval { start: day, end: day },
        published_basis: day.map(|_| Basis::Metadata),
        acquired: None,
        language: Some("en".into()),
        words: 20,
        text: text.into(),
    }
}

pub(super) fn entity(name: &str, kind: EntityKind) -> EntityRow {
    EntityRow {
        entity: id(name),
        name: name.into(),
        kind,
        state: None,
        lat: Some(47.25),
        lon: None,
        mentions: 1,
        first_seen: None,
    }
}

pub(super) fn position(name: &str, party: &str, issue: &str, stance: Stance, at: At) -> PositionRow {
    PositionRow {
        position: id(name),
        party: id(party),
        issue: issue.into(),
        stance,
        scope: None,
        exception: None,
        summary: "summary".into(),
        link: None,
        condition_issue: None,
        condition_text: None,
        modality: None,
        said_by: None,
        date: Interval::UNKNOWN,
        at,
        attribution: None,
        by: "stance.test".into(),
        confidence: Some(0.75),
    }
}

pub(super) fn attribution() -> AttributionRow {
    AttributionRow {
        attribution: id("said"),
        at: at("the islands would be returned only if\nBorduria dropped the tariff"),
        kind: AttributionKind::Indirect,
        direct: false,
        source: Some(at("Żanna 🙂 Ek").span),
        source_text: Some("Żanna 🙂 Ek".into()),
        source_entity: Some(id("Żanna Ek")),
        source_kind: SourceKind::Named,
        source_count: None,
        source_state: None,
        source_sector: None,
        source_proximity: None,
        subset_of: None,
        told_to: None,
        told_to_entity: None,
        cue: Some("said".into()),
        parent: None,
        verification: None,
        by: "quotes.said".into(),
        confidence: None,
    }
}

pub(super) fn event() -> EventRow {
    EventRow {
        event: id("refusal"),
        at: at("Borduria refused to drop the tariff"),
        kind: EventType::Reject,
        mode: None,
        trigger: "refused".into(),
        actor: Some(id("Borduria")),
        recipient: Some(id("Ruritania")),
        place: None,
        date: Interval::UNKNOWN,
        status: EventStatus::Happened,
        attribution: None,
        thread: None,
        by: "events.verb".into(),
        confidence: None,
    }
}

pub(super) fn record() -> Record {
    let piece = |role, words: &str| AttributionSpanRow { attribution: id("said"), role, n: 0, at: at(words) };
    let mut record = Record {
        articles: vec![article("a", TEXT, Some("2031-03-04"))],
        origins: vec![OriginRow { article: id("a"), path: "a.txt".into() }],
        entities: vec![
            entity("Borduria", EntityKind::State),
            entity("Ruritania", EntityKind::State),
            entity("Żanna Ek", EntityKind::Person),
        ],
        attributions: vec![attribution()],
        attribution_spans: vec![
            piece(AttributionPart::Source, "Żanna 🙂 Ek"),
            piece(AttributionPart::Cue, "said"),
            piece(
                AttributionPart::Content,
                "the islands would be returned only if\nBorduria dropped the tariff",
            ),
        ],
        events: vec![event()],
        positions: vec![
            PositionRow {
                link: Some(Link::OnlyIf),
                condition_issue: Some("tariff".into()),
                attribution: Some(id("said")),
                said_by: Some(id("Żanna Ek")),
                ..position(
                    "p1",
                    "Ruritania",
                    "islands",
                    Stance::Conditions,
                    at("the islands would be returned"),
                )
            },
            position("p2", "Borduria", "tariff", Stance::Rejects, at("refused to drop the tariff")),
        ],
        talks_status: vec![TalksStatusRow {
            date: None,
            status: TalksState::Stalled,
            at: at("refused"),
            attribution: None,
            by: "status.test".into(),
        }],
        meta: vec![("codebook".into(), "test".into())],
        ..Record::default()
    };
    record.sort();
    record
}
