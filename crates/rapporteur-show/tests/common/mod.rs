//! Records for tests: invented countries, invented outlets, articles written for the purpose.
#![allow(dead_code, missing_docs, unreachable_pub, clippy::unwrap_used, clippy::panic)]

use rapporteur_model::record::*;
use rapporteur_model::table::At;
use rapporteur_model::*;

pub fn day(text: &str) -> Interval {
    if text.is_empty() { Interval::UNKNOWN } else { Interval::day(text.parse().unwrap()) }
}

/// Builds a record row by row; `done` puts every table into the order of its key.
#[derive(Default)]
pub struct Pile {
    pub record: Record,
}

impl Pile {
    pub fn new() -> Pile {
        let mut pile = Pile::default();
        for (key, value) in [
            ("version", "0.1.0"),
            ("codebook", "strait-talks"),
            ("talks", "Talks on the Strait of Zubrin"),
            ("as_of", "1931-03-20"),
            ("issues", "passage,dredging,fisheries,lighthouses,fleet-visits,recognition"),
            ("issue.passage", "Right of passage"),
            ("issue.fleet-visits", "Visits by warships"),
        ] {
            pile.record.meta.push((key.into(), value.into()));
        }
        pile
    }

    pub fn entity(&mut self, name: &str, kind: EntityKind) -> Id {
        let entity = Id::of("entity", &[name.as_bytes()]);
        if !self.record.entities.iter().any(|e| e.entity == entity) {
            self.record.entities.push(EntityRow {
                entity,
                name: name.into(),
                kind,
                state: None,
                lat: None,
                lon: None,
                mentions: 1,
                first_seen: None,
            });
        }
        entity
    }

    /// An article: headline, blank line, body. Sentences end at ". ", "? " or a line break.
    pub fn article(&mut self, outlet: &str, published: &str, title: &str, body: &str) -> Id {
        let text = format!("{title}\n\n{body}\n");
        let outlet_entity = (!outlet.is_empty()).then(|| self.entity(outlet, EntityKind::Outlet));
        let id = Article::id_of(text.as_bytes(), Some(outlet), None, day(published));
        let folder = if outlet.is_empty() { "found".into() } else { outlet.to_lowercase().replace(' ', "-") };
        let path = format!("{folder}/{}.txt", if published.is_empty() { "note" } else { published });
        let mut sentences = Vec::new();
        let mut from = 0;
        let bytes = text.as_bytes();
        for i in 0..bytes.len() {
            let stop = bytes[i] == b'\n'
                || matches!(bytes[i], b'.' | b'?') && bytes.get(i + 1).is_none_or(u8::is_ascii_whitespace);
            if stop {
                let span = Span::new(from, i + 1).trim(&text);
                if !span.is_empty() {
                    sentences.push(span);
                }
                from = i + 1;
            }
        }
        for (n, span) in sentences.into_iter().enumerate() {
            self.record.sentences.push(SentenceRow { article: id, n: n as u32, span });
        }
        self.record.origins.push(OriginRow { article: id, path: path.clone() });
        let body_at = title.len() + 2;
        self.record.parts.push(PartRow {
            article: id,
            kind: PartKind::Title,
            span: Span::new(0, title.len()),
        });
        self.record.parts.push(PartRow {
            article: id,
            kind: PartKind::Body,
            span: Span::new(body_at, body_at + body.len()),
        });
        self.record.articles.push(ArticleRow {
            article: id,
            path,
            outlet: (!outlet.is_empty()).then(|| outlet.to_owned()),
            outlet_entity,
            title: Some(title.into()),
            author: None,
            dateline: None,
            agency: None,
            url: (!outlet.is_empty())
                .then(|| format!("https://{}.example/{published}", outlet.to_lowercase().replace(' ', "-"))),
            sha256: rapporteur_model::id::sha256_hex(text.as_bytes()),
            published: day(published),
            published_basis: (!published.is_empty()).then_some(Basis::Metadata),
            acquired: None,
            language: Some("en".into()),
            words: text.split_whitespace().count() as u32,
            text,
        });
        id
    }

    /// The first place of `words` in the article.
    pub fn at(&self, article: Id, words: &str) -> At {
        let row = self.record.articles.iter().find(|a| a.article == article).unwrap();
        let start = row.text.find(words).unwrap_or_else(|| panic!("not in the article: {words}"));
        At { article, span: Span::new(start, start + words.len()) }
    }

    pub fn told(&mut self, at: At, kind: SourceKind, source: &str, told_to: &str) -> Id {
        let attribution = Id::of_span("attribution", at.article, at.span);
        let entity = (kind == SourceKind::Named).then(|| self.entity(source, EntityKind::Person));
        let told = (!told_to.is_empty()).then(|| self.entity(told_to, EntityKind::Outlet));
        self.record.attributions.push(AttributionRow {
            attribution,
            at,
            kind: AttributionKind::Indirect,
            direct: false,
            source: None,
            source_text: Some(source.into()),
            source_entity: entity,
            source_kind: kind,
            source_count: None,
            source_state: None,
            source_sector: (kind == SourceKind::Anonymous).then(|| "diplomatic".into()),
            source_proximity: None,
            subset_of: None,
            told_to: told.map(|_| told_to.to_owned()),
            told_to_entity: told,
            cue: Some("said".into()),
            parent: None,
            verification: None,
            by: "attribution.test".into(),
            confidence: None,
        });
        attribution
    }

    pub fn position(
        &mut self,
        party: Id,
        issue: &str,
        stance: Stance,
        date: &str,
        at: At,
    ) -> &mut PositionRow {
        let summary = self.record.articles.iter().find(|a| a.article == at.article).unwrap();
        let summary = at.span.of(&summary.text).to_owned();
        let fields: [&[u8]; 5] = [
            party.as_bytes(),
            issue.as_bytes(),
            stance.as_str().as_bytes(),
            &at.span.start.to_le_bytes(),
            at.article.as_bytes(),
        ];
        self.record.positions.push(PositionRow {
            position: Id::of("position", &fields),
            party,
            issue: issue.into(),
            stance,
            scope: None,
            exception: None,
            summary,
            link: None,
            condition_issue: None,
            condition_text: None,
            modality: None,
            said_by: None,
            date: day(date),
            at,
            attribution: None,
            by: "stance.test".into(),
            confidence: None,
        });
        self.record.positions.last_mut().unwrap()
    }

    pub fn meeting(&mut self, name: &str, round: Option<u32>, date: &str, venue: Id, at: At) -> Id {
        let meeting = Id::of_span("meeting", at.article, at.span);
        self.record.meetings.push(MeetingRow {
            meeting,
            name: name.into(),
            venue: Some(venue),
            round,
            date: day(date),
            status: MeetingStatus::Happened,
            likelihood: None,
            likelihood_band: None,
            outcome: None,
            by: "meeting.test".into(),
        });
        self.record.meeting_evidence.push(MeetingEvidenceRow { meeting, at, attribution: None });
        meeting
    }

    pub fn sits(&mut self, meeting: Id, who: &str, office: &str, side: Id, role: ParticipantRole, at: At) {
        let participant = self.entity(who, EntityKind::Person);
        self.record.participants.push(ParticipantRow {
            meeting,
            participant,
            role,
            office: (!office.is_empty()).then(|| office.into()),
            side: Some(side),
            at,
            attribution: None,
        });
    }

    pub fn event(
        &mut self,
        at: At,
        trigger: &str,
        kind: EventType,
        who: (Id, Id),
        date: &str,
    ) -> &mut EventRow {
        self.record.events.push(EventRow {
            event: Id::of_span("event", at.article, at.span),
            at,
            kind,
            mode: None,
            trigger: trigger.into(),
            actor: Some(who.0),
            recipient: Some(who.1),
            place: None,
            date: day(date),
            status: EventStatus::Happened,
            attribution: None,
            thread: None,
            by: "event.test".into(),
            confidence: None,
        });
        self.record.events.last_mut().unwrap()
    }

    pub fn done(mut self) -> Record {
        let r = &mut self.record;
        r.articles.sort_by_key(|x| x.article);
        r.origins.sort_by_key(|x| x.article);
        r.parts.sort_by_key(|x| (x.article, x.span));
        r.sentences.sort_by_key(|x| (x.article, x.n));
        r.entities.sort_by_key(|x| x.entity);
        r.aliases.sort_by(|a, b| (a.entity, &a.name, &a.outlet).cmp(&(b.entity, &b.name, &b.outlet)));
        r.mentions.sort_by_key(|x| x.at);
        r.attributions.sort_by_key(|x| x.attribution);
        r.attribution_spans.sort_by_key(|x| (x.attribution, x.role, x.n));
        r.non_responses.sort_by_key(|x| x.at);
        r.events.sort_by_key(|x| x.event);
        r.meetings.sort_by_key(|x| x.meeting);
        r.participants.sort_by_key(|x| (x.meeting, x.participant, x.at));
        r.meeting_evidence.sort_by_key(|x| (x.meeting, x.at));
        r.positions.sort_by_key(|x| x.position);
        r.deadlines.sort_by_key(|x| x.deadline);
        r.claims.sort_by_key(|x| x.claim);
        r.claim_evidence.sort_by_key(|x| (x.claim, x.at));
        r.talks_status.sort_by_key(|x| (x.date, x.at));
        r.derivations.sort_by(|a, b| (a.article, &a.from_outlet).cmp(&(b.article, &b.from_outlet)));
        r.diagnostics.sort_by(|a, b| (&a.name, a.article, &a.detail).cmp(&(&b.name, b.article, &b.detail)));
        r.meta.sort();
        rapporteur_record::standing::draw(&mut self.record);
        self.record
    }
}

/// Seven articles on talks between Borduria and Ruritania.
pub fn strait() -> Record {
    let mut p = Pile::new();
    let borduria = p.entity("Borduria", EntityKind::State);
    let ruritania = p.entity("Ruritania", EntityKind::State);
    let syldavia = p.entity("Syldavia", EntityKind::State);
    let istrow = p.entity("Istrow", EntityKind::Place);
    let klow = p.entity("Klow", EntityKind::Place);

    let a = p.article(
        "Harbor Post",
        "1931-01-12",
        "Borduria wants the strait open to all ships",
        "Delegations from Borduria and Ruritania met in Istrow on Sunday for a second round of talks. \
         Foreign Minister Anna Kral led the Bordurian side; Admiral Otto Strelsau sat for Ruritania. \
         Borduria insists that the strait be open to all ships without exception, Kral told Harbor Post. \
         Ruritania rules out any passage of warships, its delegation said in a statement. \
         A Western diplomat said Ruritania might dredge the northern channel if Borduria pays half. \
         The Ruritanian admiralty did not reply to questions about the channel. \
         The weather in Istrow was mild.",
    );
    let b = p.article(
        "Morning Lantern",
        "1931-02-03",
        "Ruritania softens on the strait",
        "Ruritania is ready to let unarmed ships through the strait, except those that carry oil, two officials said. \
         The offer would stand only if Borduria recognizes the 1887 line. \
         Talks are moving, Strelsau told the Morning Lantern. \
         According to Harbor Post, Borduria had demanded free passage for all ships. \
         A Bordurian patrol boat fired on a Ruritanian trawler on 1 February, the Ruritanian coast guard said. \
         Borduria denied that its boats had fired.",
    );
    let c = p.article(
        "Klow Courier",
        "1931-03-09",
        "Fourth round in Klow ends without a text",
        "The fourth round of talks on the strait ended in Klow on Saturday without a text. \
         Anna Kral and Otto Strelsau were joined by the Syldavian mediator, Prince Muskar. \
         Borduria now accepts that warships announce themselves a week ahead. \
         The talks have stalled, a Bordurian negotiator said. \
         Ruritania leaves the lighthouses for a later day. \
         Borduria seeks a joint lighthouse service. \
         Syldavia offers to chart the channel at its own cost.",
    );
    let d = p.article(
        "Harbor Post",
        "1931-03-18",
        "Ruritanian premier cool on fifth round",
        "A fifth round is planned in Istrow for 2 April, the Syldavian foreign office said. \
         The Ruritanian premier avoided a question on whether his side would come. \
         The Courier reported that the talks had stalled. \
         Ruritania again refuses visits by foreign warships to its ports.",
    );
    let e = p.article(
        "",
        "",
        "An undated note",
        "Ruritania asked for quotas on herring. Borduria would think about it.",
    );

    // Positions.
    let at = p.at(a, "Borduria insists that the strait be open to all ships without exception");
    let kral = p.told(at, SourceKind::Named, "Anna Kral", "Harbor Post");
    let anna = p.entity("Anna Kral", EntityKind::Person);
    let row = p.position(borduria, "passage", Stance::Demands, "1931-01-12", at);
    (row.scope, row.said_by, row.attribution) = (Some(Scope::Full), Some(anna), Some(kral));
    let at = p.at(a, "Ruritania rules out any passage of warships");
    let statement = p.told(at, SourceKind::Document, "a statement", "");
    let row = p.position(ruritania, "passage", Stance::Rejects, "1931-01-12", at);
    row.attribution = Some(statement);
    let at = p.at(a, "Ruritania might dredge the northern channel if Borduria pays half");
    let diplomat = p.told(at, SourceKind::Anonymous, "A Western diplomat", "");
    let row = p.position(ruritania, "dredging", Stance::Conditions, "1931-01-12", at);
    (row.link, row.condition_text, row.attribution) =
        (Some(Link::OnlyIf), Some("Borduria pays half".into()), Some(diplomat));
    let at =
        p.at(b, "Ruritania is ready to let unarmed ships through the strait, except those that carry oil");
    let officials = p.told(at, SourceKind::Anonymous, "two officials", "Morning Lantern");
    let row = p.position(ruritania, "passage", Stance::Offers, "1931-02-03", at);
    (row.scope, row.exception, row.attribution) =
        (Some(Scope::PartialExcept), Some("those that carry oil".into()), Some(officials));
    (row.link, row.condition_issue, row.condition_text) =
        (Some(Link::OnlyIf), Some("recognition".into()), Some("Borduria recognizes the 1887 line".into()));
    let at = p.at(c, "Borduria now accepts that warships announce themselves a week ahead");
    p.position(borduria, "fleet-visits", Stance::Accepts, "1931-03-07", at);
    let at = p.at(d, "Ruritania again refuses visits by foreign warships to its ports");
    p.position(ruritania, "fleet-visits", Stance::Rejects, "1931-03-18", at);
    let at = p.at(c, "Ruritania leaves the lighthouses for a later day");
    p.position(ruritania, "lighthouses", Stance::Defers, "1931-03-07", at);
    let at = p.at(c, "Borduria seeks a joint lighthouse service");
    p.position(borduria, "lighthouses", Stance::Demands, "1931-03-07", at);
    let at = p.at(c, "Syldavia offers to chart the channel at its own cost");
    p.position(syldavia, "dredging", Stance::Offers, "1931-03-07", at);
    let at = p.at(e, "Ruritania asked for quotas on herring");
    p.position(ruritania, "fisheries", Stance::Demands, "", at);

    // Meetings.
    let at = p.at(a, "met in Istrow on Sunday for a second round of talks");
    let two = p.meeting("Second round of talks", Some(2), "1931-01-11", istrow, at);
    let at = p.at(a, "Foreign Minister Anna Kral led the Bordurian side");
    p.sits(two, "Anna Kral", "foreign minister", borduria, ParticipantRole::Leader, at);
    let at = p.at(a, "Admiral Otto Strelsau sat for Ruritania");
    p.sits(two, "Otto Strelsau", "admiral", ruritania, ParticipantRole::Delegate, at);
    let at = p.at(c, "The fourth round of talks on the strait ended in Klow on Saturday without a text");
    let four = p.meeting("Fourth round of talks", Some(4), "1931-03-07", klow, at);
    p.record.meetings.last_mut().unwrap().outcome = Some("without a text".into());
    let at = p.at(c, "Anna Kral and Otto Strelsau were joined by the Syldavian mediator, Prince Muskar");
    p.sits(four, "Anna Kral", "", borduria, ParticipantRole::Delegate, at);
    p.sits(four, "Otto Strelsau", "", ruritania, ParticipantRole::Delegate, at);
    p.sits(four, "Prince Muskar", "", syldavia, ParticipantRole::Mediator, at);
    let at = p.at(d, "A fifth round is planned in Istrow for 2 April");
    let office = p.told(at, SourceKind::Named, "Syldavian foreign office", "");
    p.meeting("Fifth round of talks", Some(5), "1931-04-02", istrow, at);
    p.record.meetings.last_mut().unwrap().status = MeetingStatus::Planned;
    p.record.meeting_evidence.last_mut().unwrap().attribution = Some(office);

    // Status of the talks.
    let at = p.at(b, "Talks are moving");
    let strelsau = p.told(at, SourceKind::Named, "Otto Strelsau", "Morning Lantern");
    let status = |date: &str, status, at, attribution| TalksStatusRow {
        date: date.parse().ok(),
        status,
        at,
        attribution,
        by: "status.test".into(),
    };
    p.record.talks_status.push(status("1931-02-03", TalksState::Advancing, at, Some(strelsau)));
    let at = p.at(c, "The talks have stalled");
    let negotiator = p.told(at, SourceKind::Anonymous, "a Bordurian negotiator", "");
    p.record.talks_status.push(status("1931-03-09", TalksState::Stalled, at, Some(negotiator)));

    // Events and what is contested.
    let at = p.at(b, "A Bordurian patrol boat fired on a Ruritanian trawler on 1 February");
    let guard = p.told(at, SourceKind::Named, "Ruritanian coast guard", "");
    let row = p.event(at, "fired", EventType::Assault, (borduria, ruritania), "1931-02-01");
    row.attribution = Some(guard);
    let denial = p.at(b, "Borduria denied that its boats had fired");
    let claim = Id::of_span("claim", at.article, at.span);
    p.record.claims.push(ClaimRow {
        claim,
        summary: "A Bordurian patrol boat fired on a Ruritanian trawler".into(),
        first_published: "1931-02-03".parse().ok(),
        articles: 1,
        newsrooms: 1,
        sources_min: 1,
        sources_max: Some(1),
        status: ClaimStatus::Denied,
    });
    p.record.claim_evidence.push(ClaimEvidenceRow {
        claim,
        at,
        attribution: Some(guard),
        relation: Relation::Supports,
    });
    p.record.claim_evidence.push(ClaimEvidenceRow {
        claim,
        at: denial,
        attribution: None,
        relation: Relation::Denies,
    });
    let at = p.at(c, "The fourth round of talks on the strait ended in Klow");
    p.event(at, "talks", EventType::Consult, (borduria, ruritania), "1931-03-07");

    // Silence.
    let at = p.at(a, "The Ruritanian admiralty did not reply to questions about the channel");
    let admiralty = p.entity("Ruritanian admiralty", EntityKind::Organisation);
    let post = p.entity("Harbor Post", EntityKind::Outlet);
    let mut silence = |at, who, how, asked_by, about: &str| {
        p.record.non_responses.push(NonResponseRow {
            at,
            who: Some(who),
            who_text: None,
            asked_by,
            asked_by_text: None,
            about: Some(about.into()),
            how,
            by: "silence.test".into(),
        });
    };
    silence(at, admiralty, NonResponseHow::NoReply, Some(post), "the channel");
    let at = p.at(d, "The Ruritanian premier avoided a question on whether his side would come");
    let premier = p.entity("Premier of Ruritania", EntityKind::Person);
    p.record.non_responses.push(NonResponseRow {
        at,
        who: Some(premier),
        who_text: None,
        asked_by: None,
        asked_by_text: None,
        about: Some("whether his side would come".into()),
        how: NonResponseHow::Evaded,
        by: "silence.test".into(),
    });

    // Who cites whom, what could not be settled, names.
    for (article, from, entity) in
        [(b, "Harbor Post", post), (d, "Klow Courier", p.entity("Klow Courier", EntityKind::Outlet))]
    {
        p.record.derivations.push(DerivationRow {
            article,
            from_article: None,
            from_outlet: Some(from.into()),
            from_outlet_entity: Some(entity),
            kind: DerivationKind::Cites,
            share: None,
            by: "cited".into(),
            confidence: None,
        });
    }
    p.record.diagnostics.push(DiagnosticRow {
        article: Some(e),
        span: None,
        name: "undated-article".into(),
        detail: "Nothing in the text or its metadata says when it was published.".into(),
    });
    let outside = p.at(c, "offers to chart the channel at its own cost");
    p.record.diagnostics.push(DiagnosticRow {
        article: Some(c),
        span: Some(outside.span),
        name: "position-without-issue".into(),
        detail: "Syldavia offers: offers to chart the channel at its own cost".into(),
    });
    for (name, outlet, count) in [("Anna Kral", "Harbor Post", 2), ("Ana Krahl", "Morning Lantern", 1)] {
        p.record.aliases.push(AliasRow { entity: anna, name: name.into(), outlet: outlet.into(), count });
    }
    p.record.merges.push(MergeRow {
        entity: anna,
        name_a: "Ana Krahl".into(),
        name_b: "Anna Kral".into(),
        why: "names.sounds-alike".into(),
        score: 0.93,
    });
    let at = p.at(a, "Anna Kral");
    p.record.mentions.push(MentionRow {
        entity: anna,
        at,
        how: How::Name,
        by: "names.test".into(),
        confidence: None,
    });
    p.record.roles.push(RoleRow {
        entity: anna,
        role: "foreign minister".into(),
        state: Some("BOR".into()),
        held: Interval::UNKNOWN,
        at: p.at(a, "Foreign Minister Anna Kral"),
        by: "roles.test".into(),
    });
    p.done()
}

/// A thousand articles of forty sentences.
pub fn thousand() -> Record {
    let mut pile = Pile::new();
    let parties: Vec<Id> = ["Borduria", "Ruritania", "Syldavia", "Zubrowka", "Graustark", "Strelsau League"]
        .iter()
        .map(|n| pile.entity(n, EntityKind::State))
        .collect();
    let place = pile.entity("Istrow", EntityKind::Place);
    let issues: Vec<String> = (0..22).map(|i| format!("issue-{i}")).collect();
    let stances = Stance::ALL;
    for n in 0..1_000usize {
        let date = format!("19{:02}-{:02}-{:02}", 31 + n / 336, n / 28 % 12 + 1, n % 28 + 1);
        let body: String = (0..40)
            .map(|s| format!("Sentence {s} of article {n} says that the harbor dues of the northern strait stand at {s} crowns a day. "))
            .collect();
        let article = pile.article(
            &format!("Gazette {}", n % 40),
            &date,
            &format!("Report {n} on the strait"),
            body.trim(),
        );
        for s in 0..6usize {
            let at =
                pile.at(article, &format!("Sentence {} of article {n} says that the harbor dues", s * 6));
            let told = pile.told(at, SourceKind::Anonymous, &format!("an official of port {}", n % 90), "");
            let row = pile.position(
                parties[(n + s) % 6],
                &issues[(n * 7 + s) % 22],
                stances[(n + s * 3) % 7],
                &date,
                at,
            );
            row.attribution = Some(told);
        }
        for s in 0..4usize {
            let at = pile.at(article, &format!("Sentence {} of article {n} says", s * 9 + 1));
            pile.event(
                at,
                "says",
                EventType::ALL[(n + s) % 16],
                (parties[n % 6], parties[(n + 1 + s % 5) % 6]),
                &date,
            );
        }
        if n % 10 == 0 {
            let at = pile.at(article, &format!("Sentence 39 of article {n} says"));
            pile.meeting(&format!("Round {}", n / 10), Some(n as u32 / 10 + 1), &date, place, at);
        }
    }
    pile.done()
}
