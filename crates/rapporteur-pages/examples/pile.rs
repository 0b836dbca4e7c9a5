//! Writes a large made-up record, for measuring how fast pages are: `cargo run --example pile -- 10000 FOLDER`.
//!
//! Its tables are as full as those of real reporting: 30 sentences an article, 60 mentions, 12 attributions, 8 events,
//! 3 positions; 40 outlets, a third of whose articles retell another. Invented countries, the same bytes each time.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::panic, clippy::disallowed_methods)]

use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::*;

const WORDS: &[&str] = &[
    "strait", "envoy", "harbor", "treaty", "channel", "fleet", "council", "border", "tariff", "convoy",
    "signal", "winter", "crossing", "deputy", "island", "coast", "cabinet", "ferry", "quota", "pilot",
    "charter", "letter",
];

/// A small generator of numbers that look random and are the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below.max(1)
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().and_then(|n| n.parse().ok()).unwrap_or(10_000);
    let folder = args.next().unwrap_or_else(|| "pile-record".to_owned());
    let mut record = record(count);
    record.sort();
    let counts = rapporteur_store::write(&record, std::path::Path::new(&folder), &[]).unwrap();
    let told: Vec<String> =
        counts.0.iter().filter(|(_, n)| *n > 0).map(|(t, n)| format!("{t} {n}")).collect();
    println!("{folder}: {}", told.join(", "));
}

fn id(kind: &str, n: usize) -> Id {
    Id::of(kind, &[&n.to_le_bytes()])
}

fn record(count: usize) -> Record {
    let mut dice = Dice(1905);
    let mut r = Record::default();
    let first: Date = "1931-01-01".parse().unwrap();
    let mut entity = |name: String, kind, n: usize, spot: Option<(f64, f64)>| {
        let entity = id("entity", n);
        r.entities.push(EntityRow {
            entity,
            name,
            kind,
            state: None,
            lat: spot.map(|s| s.0),
            lon: spot.map(|s| s.1),
            mentions: 60,
            first_seen: Some(first),
        });
        entity
    };
    let parties: Vec<Id> = ["Borduria", "Ruritania", "Syldavia", "Zubrowka", "Graustark", "Istrovia"]
        .iter()
        .enumerate()
        .map(|(n, name)| entity((*name).to_owned(), EntityKind::State, n, None))
        .collect();
    let outlets: Vec<Id> =
        (0..40).map(|n| entity(format!("Outlet {n}"), EntityKind::Outlet, 100 + n, None)).collect();
    let places: Vec<Id> = (0..120)
        .map(|n| {
            let spot = (30.0 + dice.roll(300) as f64 / 10.0, 20.0 + dice.roll(400) as f64 / 10.0);
            entity(format!("Place {n}"), EntityKind::Place, 200 + n, Some(spot))
        })
        .collect();
    let people: Vec<Id> = (0..(count / 4).max(50))
        .map(|n| {
            entity(format!("Anna {} the {n}th", WORDS[n % WORDS.len()]), EntityKind::Person, 1_000 + n, None)
        })
        .collect();
    r.meta = vec![
        ("codebook".into(), "strait-talks".into()),
        ("issues".into(), (0..22).map(|n| format!("issue-{n}")).collect::<Vec<_>>().join(",")),
        ("talks".into(), "Talks on the strait".into()),
    ];
    for n in 0..count {
        article(&mut r, &mut dice, n, first, (&parties, &outlets, &places, &people));
    }
    for n in 0..(count / 100) {
        let article = r.articles[n * 100].article;
        let at = At { article, span: Span::new(0, 20) };
        let day = rapporteur_model::date::later(first, (n * 7) as i64).unwrap();
        let meeting = id("meeting", n);
        r.meetings.push(MeetingRow {
            meeting,
            name: format!("Round {n} of talks"),
            venue: Some(places[n % places.len()]),
            round: Some(n as u32 + 1),
            date: Interval::day(day),
            status: MeetingStatus::Happened,
            likelihood: None,
            likelihood_band: None,
            outcome: None,
            by: "pile".into(),
        });
        r.meeting_evidence.push(MeetingEvidenceRow { meeting, at, attribution: None });
        for k in 0..8 {
            r.participants.push(ParticipantRow {
                meeting,
                participant: people[k * 3],
                role: ParticipantRole::Delegate,
                office: Some("envoy".into()),
                side: Some(parties[k % 2]),
                at,
                attribution: None,
            });
        }
    }
    r
}

type Cast<'a> = (&'a [Id], &'a [Id], &'a [Id], &'a [Id]);

fn article(r: &mut Record, dice: &mut Dice, n: usize, first: Date, (parties, outlets, places, people): Cast) {
    let mut text = format!("Talks on the strait, report {n}\n\n");
    let mut sentences = vec![Span::new(0, text.trim_end().len())];
    for s in 0..30 {
        let from = text.len();
        text.push_str("The");
        for _ in 0..14 + dice.roll(8) {
            text.push(' ');
            text.push_str(WORDS[dice.roll(WORDS.len())]);
        }
        text.push('.');
        sentences.push(Span::new(from, text.len()));
        text.push_str(if s % 3 == 2 { "\n\n" } else { " " });
    }
    let day = rapporteur_model::date::later(first, (n / 14) as i64).unwrap();
    let article = Article::id_of(text.as_bytes(), Some("pile"), None, Interval::day(day));
    let outlet = dice.roll(outlets.len());
    r.origins.push(OriginRow { article, path: format!("{n}.txt") });
    r.parts.push(PartRow { article, kind: PartKind::Title, span: sentences[0] });
    r.parts.push(PartRow {
        article,
        kind: PartKind::Body,
        span: Span::new(sentences[1].lo(), text.trim_end().len()),
    });
    for (i, span) in sentences.iter().enumerate() {
        r.sentences.push(SentenceRow { article, n: i as u32, span: *span });
    }
    let part = |dice: &mut Dice, s: usize, most: usize| {
        let span = sentences[s % sentences.len()];
        let start = span.lo() + dice.roll(20);
        At { article, span: Span::new(start, (start + most).min(span.hi())) }
    };
    for k in 0..60 {
        let entity = match k % 4 {
            0 => parties[dice.roll(parties.len())],
            1 => places[dice.roll(places.len())],
            _ => people[dice.roll(people.len())],
        };
        r.mentions.push(MentionRow {
            entity,
            at: part(dice, k / 2, 9),
            how: How::Name,
            by: "pile".into(),
            confidence: Some(0.9),
        });
    }
    let mut told = Vec::new();
    for k in 0..12 {
        let at = part(dice, 2 + k * 2, 60);
        let attribution = Id::of_span("attribution", article, at.span);
        if told.contains(&attribution) {
            continue;
        }
        told.push(attribution);
        let named = dice.roll(3) > 0;
        r.attributions.push(AttributionRow {
            attribution,
            at,
            kind: AttributionKind::Indirect,
            direct: false,
            source: Some(Span::new(at.span.lo(), (at.span.lo() + 18).min(at.span.hi()))),
            source_text: Some(text[at.span.lo()..(at.span.lo() + 18).min(at.span.hi())].to_owned()),
            source_entity: named.then(|| people[dice.roll(people.len())]),
            source_kind: if named { SourceKind::Named } else { SourceKind::Anonymous },
            source_count: None,
            source_state: None,
            source_sector: None,
            source_proximity: None,
            subset_of: None,
            told_to: None,
            told_to_entity: None,
            cue: None,
            parent: None,
            verification: (dice.roll(40) == 0).then_some(Verification::Denied),
            by: "pile".into(),
            confidence: Some(0.3 + dice.roll(70) as f32 / 100.0),
        });
        r.attribution_spans.push(AttributionSpanRow {
            attribution,
            role: AttributionPart::Content,
            n: 0,
            at,
        });
    }
    for k in 0..8 {
        let at = part(dice, 1 + k * 3, 50);
        r.events.push(EventRow {
            event: id("event", n * 8 + k),
            at,
            kind: EventType::ALL[dice.roll(EventType::ALL.len())],
            mode: None,
            trigger: at.span.of(&text).split_whitespace().next_back().unwrap_or("").to_owned(),
            actor: Some(parties[dice.roll(parties.len())]),
            recipient: Some(parties[dice.roll(parties.len())]),
            place: (dice.roll(3) == 0).then(|| places[dice.roll(places.len())]),
            date: Interval::day(day),
            status: EventStatus::Happened,
            attribution: told.first().copied(),
            thread: None,
            by: "pile".into(),
            confidence: Some(0.7),
        });
    }
    for k in 0..3 {
        let at = part(dice, 4 + k * 5, 70);
        r.positions.push(PositionRow {
            position: id("position", n * 3 + k),
            party: parties[dice.roll(parties.len())],
            issue: format!("issue-{}", dice.roll(18)),
            stance: Stance::ALL[dice.roll(Stance::ALL.len())],
            scope: None,
            exception: None,
            summary: at.span.of(&text).to_owned(),
            link: None,
            condition_issue: None,
            condition_text: None,
            modality: None,
            said_by: None,
            date: Interval::day(day),
            at,
            attribution: told.get(k).copied(),
            by: "pile".into(),
            confidence: Some(0.6),
        });
    }
    if n.is_multiple_of(3) && n > 0 {
        r.derivations.push(DerivationRow {
            article,
            from_article: None,
            from_outlet: Some(format!("Outlet {}", outlet / 3)),
            from_outlet_entity: Some(outlets[outlet / 3]),
            kind: DerivationKind::Cites,
            share: None,
            by: "cited".into(),
            confidence: None,
        });
    }
    if n.is_multiple_of(5) {
        let at = part(dice, 3, 80);
        let claim = id("claim", n);
        r.claims.push(ClaimRow {
            claim,
            summary: at.span.of(&text).to_owned(),
            first_published: Some(day),
            articles: 1,
            newsrooms: 1,
            sources_min: 1,
            sources_max: Some(3),
            status: ClaimStatus::ALL[dice.roll(ClaimStatus::ALL.len())],
        });
        r.claim_evidence.push(ClaimEvidenceRow {
            claim,
            at,
            attribution: None,
            relation: Relation::Supports,
        });
    }
    r.articles.push(ArticleRow {
        article,
        path: format!("{n}.txt"),
        outlet: Some(format!("Outlet {outlet}")),
        outlet_entity: Some(outlets[outlet]),
        title: Some(format!("Talks on the strait, report {n}")),
        author: None,
        dateline: None,
        agency: None,
        url: None,
        sha256: format!("{n:064x}").chars().rev().collect(),
        published: Interval::day(day),
        published_basis: Some(Basis::Metadata),
        acquired: None,
        language: Some("en".into()),
        words: 500,
        text,
    });
}
