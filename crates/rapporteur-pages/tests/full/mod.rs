//! A record with every table filled: the talks on the strait, with claims retold, drift, terms and deadlines.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic)]

#[path = "../../../rapporteur-show/tests/common/mod.rs"]
pub mod common;

use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::*;

/// The record.
pub fn full() -> Record {
    let mut p = common::Pile { record: common::strait() };
    let first = p.article(
        "Klow Courier",
        "1931-03-10",
        "Mines were laid off Cape Zub, a pilot says",
        "Borduria laid eleven mines off Cape Zub in the night, a harbor pilot familiar with the charts told the Klow \
         Courier. Borduria might sweep them before Easter, the pilot said. The Bordurian navy denied it.",
    );
    let second = p.article(
        "Morning Lantern",
        "1931-03-11",
        "Borduria lays mines",
        "Borduria laid forty mines off Cape Zub, a naval officer involved in the operation told the Klow Courier. \
         Borduria will sweep them before Easter. The mines break the Istrow Accord, the Ruritanian envoy said. \
         A reply is due by 1 April, the envoy said.",
    );
    let third = p.article(
        "Coast Herald",
        "1931-03-12",
        "Strait mined, says Lantern",
        "Borduria laid forty mines off Cape Zub, the Morning Lantern reported.",
    );
    let entity = |p: &mut common::Pile, name: &str, kind, lat, lon| {
        let id = p.entity(name, kind);
        let row = p.record.entities.iter_mut().find(|e| e.entity == id).unwrap();
        (row.lat, row.lon) = (lat, lon);
        id
    };
    let cape = entity(&mut p, "Cape Zub", EntityKind::Place, Some(44.2), Some(33.4));
    entity(&mut p, "Istrow", EntityKind::Place, Some(46.1), Some(30.9));
    entity(&mut p, "Klow", EntityKind::Place, Some(42.6), Some(27.7));
    let borduria = p.entity("Borduria", EntityKind::State);
    let ruritania = p.entity("Ruritania", EntityKind::State);
    let courier = p.entity("Klow Courier", EntityKind::Outlet);
    let lantern = p.entity("Morning Lantern", EntityKind::Outlet);

    // One claim, told once and retold twice, each time with more.
    let tells = [
        (first, "Borduria laid eleven mines off Cape Zub", "a harbor pilot familiar with the charts"),
        (second, "Borduria laid forty mines off Cape Zub", "a naval officer involved in the operation"),
    ];
    let mut told = Vec::new();
    for (article, words, source) in tells {
        let at = p.at(article, words);
        let attribution = p.told(at, SourceKind::Anonymous, source, "Klow Courier");
        let row = p.event(at, "laid", EventType::Mobilize, (borduria, ruritania), "1931-03-09");
        (row.attribution, row.place) = (Some(attribution), Some(cape));
        told.push((at, attribution, row.event));
    }
    let (pilot, officer) = (told[0], told[1]);
    let herald = p.at(third, "Borduria laid forty mines off Cape Zub");
    let claim = Id::of_span("claim", first, pilot.0.span);
    p.record.claims.push(ClaimRow {
        claim,
        summary: "Borduria laid mines off Cape Zub".into(),
        first_published: "1931-03-10".parse().ok(),
        articles: 3,
        newsrooms: 1,
        sources_min: 1,
        sources_max: Some(2),
        status: ClaimStatus::Disputed,
    });
    let denial = p.at(first, "The Bordurian navy denied it");
    for (at, attribution, relation) in [
        (pilot.0, Some(pilot.1), Relation::Supports),
        (officer.0, Some(officer.1), Relation::Supports),
        (herald, None, Relation::Supports),
        (denial, None, Relation::Denies),
    ] {
        p.record.claim_evidence.push(ClaimEvidenceRow { claim, at, attribution, relation });
    }
    for (article, from, outlet, kind) in
        [(second, first, courier, DerivationKind::Rewrite), (third, second, lantern, DerivationKind::Cites)]
    {
        p.record.derivations.push(DerivationRow {
            article,
            from_article: Some(from),
            from_outlet: None,
            from_outlet_entity: Some(outlet),
            kind,
            share: Some(0.4),
            by: "derive.test".into(),
            confidence: Some(0.8),
        });
    }
    let from = p.at(first, "mines off Cape Zub").span;
    p.record.derivation_evidence.push(DerivationEvidenceRow {
        article: second,
        from_article: Some(first),
        from_outlet: None,
        reason: "quote-aligned".into(),
        span: p.at(second, "mines off Cape Zub").span,
        from_span: Some(FromSpan(from)),
    });
    let drift =
        |at: At, from: At, kind| DriftRow { at, from, kind, by: "drift.test".into(), confidence: Some(0.7) };
    p.record.drifts = vec![
        drift(officer.0, pilot.0, DriftKind::NumberChanged),
        drift(
            p.at(second, "a naval officer involved in the operation"),
            p.at(first, "a harbor pilot familiar with the charts"),
            DriftKind::SourcePromoted,
        ),
        drift(
            p.at(second, "Borduria will sweep them before Easter"),
            p.at(first, "Borduria might sweep them before Easter"),
            DriftKind::HedgeLost,
        ),
    ];
    p.record.contradictions.push(ContradictionRow {
        contradiction: Id::of("contradiction", &[b"mines"]),
        kind: ContradictionKind::SourcesDisagree,
        a: pilot.0,
        b: denial,
        about: "mines off Cape Zub".into(),
    });

    // What was agreed, what is said to break it, what is due.
    let accord = p.entity("Istrow Accord", EntityKind::Agreement);
    p.record.agreements.push(AgreementRow {
        agreement: accord,
        name: "Istrow Accord".into(),
        parties: Some("Borduria; Ruritania".into()),
        verifier: Some("Syldavia".into()),
        status: Some("in force since 1928".into()),
        period: Interval::UNKNOWN,
        source: None,
    });
    let term = Id::of("term", &[b"mines"]);
    let envoy = p.at(second, "The mines break the Istrow Accord");
    p.record.terms.push(TermRow {
        term,
        agreement: Some(accord),
        bearer: Some(borduria),
        modality: Modality::MustNot,
        issue: "passage".into(),
        action: "lay mines in the strait".into(),
        zone: Some("the strait".into()),
        ceiling: None,
        verifier: Some("Syldavia".into()),
        source: None,
        period: Interval::UNKNOWN,
        exception: None,
        at: Some(envoy),
        attribution: None,
        by: "terms.test".into(),
    });
    p.record.term_status.push(TermStatusRow {
        term,
        date: "1931-03-11".parse().ok(),
        status: TermState::InForce,
        at: Some(envoy),
        attribution: None,
    });
    p.record.incidents.push(IncidentRow {
        incident: Id::of("incident", &[b"mines"]),
        event: officer.2,
        term,
        bearing: Bearing::BreachAlleged,
        alleged_by: None,
    });
    let due = p.at(second, "A reply is due by 1 April");
    p.record.deadlines.push(DeadlineRow {
        deadline: Id::of("deadline", &[b"reply"]),
        what: "A reply".into(),
        due: Interval::day("1931-04-01".parse().unwrap()),
        set_by: None,
        state: DeadlineState::Open,
        anchor: None,
        state_at: None,
        at: due,
        attribution: None,
        by: "deadlines.test".into(),
    });
    let zub = p.at(first, "Cape Zub");
    p.record.times.push(TimeRow {
        at: p.at(second, "1 April"),
        kind: TimeType::Date,
        value: "1931-04-01".into(),
        interval: Interval::day("1931-04-01".parse().unwrap()),
        anchor: None,
        rule: "times.test".into(),
    });
    p.record.quantities.push(QuantityRow {
        at: p.at(first, "eleven mines"),
        value_min: Some(11.0),
        value_max: Some(11.0),
        unit: Some("mines".into()),
        approximator: None,
        by: "quantities.test".into(),
    });
    p.record.hedges.push(HedgeRow {
        at: p.at(first, "eleven mines"),
        kind: HedgeKind::Doubt,
        likelihood_band: None,
        attribution: None,
        event: None,
        by: "certainty.test".into(),
    });
    p.record.mentions.push(MentionRow {
        entity: cape,
        at: zub,
        how: How::Name,
        by: "names.test".into(),
        confidence: None,
    });
    p.record.former_ids.push(FormerIdRow { id: Id::of("entity", &[b"an older id"]), now: cape });
    p.record.rulings_applied.push(RulingAppliedRow {
        ruling: Id::of("ruling", &[b"1"]),
        effect: "the day of publication was corrected".into(),
        applied: true,
        kind: "published".into(),
        author: "A. Reader".into(),
        date: "2031-05-01".parse().unwrap(),
        reason: "the masthead says so".into(),
        article: None,
        span: None,
        before: None,
    });
    p.done()
}
