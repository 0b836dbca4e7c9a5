//! Tests of entities over hand-made annotations of invented articles.

use super::*;
use rapporteur_model::{Annotations, Article, Interval, RoleMention, Span};

struct Draft {
    text: String,
    found: Annotations,
    outlet: Option<String>,
}

impl Draft {
    fn new(outlet: &str) -> Draft {
        Draft { text: String::new(), found: Annotations::default(), outlet: Some(outlet.to_owned()) }
    }
    fn mention(
        mut self,
        kind: EntityKind,
        how: How,
        written: &str,
        name: &str,
        state: Option<&str>,
    ) -> Draft {
        let start = self.text.len();
        self.text.push_str(written);
        self.text.push(' ');
        self.found.mentions.push(Mention {
            span: Span::new(start, start + written.len()),
            kind,
            label: None,
            how,
            name: name.to_owned(),
            state: state.map(str::to_owned),
            antecedent: None,
            by: "test".into(),
            confidence: None,
        });
        self
    }
    fn person(self, name: &str) -> Draft {
        self.mention(EntityKind::Person, How::Name, name, name, None)
    }
    fn role(mut self, role: &str, state: Option<&str>) -> Draft {
        let holder = self.found.mentions.len() - 1;
        self.found.roles.push(RoleMention {
            span: self.found.mentions[holder].span,
            holder,
            role: role.to_owned(),
            qualifier: None,
            state: state.map(str::to_owned),
            of: None,
            by: "test".into(),
        });
        self
    }
}

fn linked(drafts: Vec<Draft>) -> (Corpus, Links) {
    linked_by(&Codebook::default(), drafts)
}

fn linked_by(codebook: &Codebook, drafts: Vec<Draft>) -> (Corpus, Links) {
    let pairs = drafts
        .into_iter()
        .enumerate()
        .map(|(i, d)| {
            let article = Article {
                origins: vec![format!("{i}.txt")],
                outlet: d.outlet,
                published: Interval::day(
                    format!("1905-{:02}-{:02}", 1 + i / 28 % 12, 1 + i % 28).parse().unwrap(),
                ),
                ..Article::bare(Id::of("article", &[&i.to_le_bytes()]), d.text, Vec::new())
            };
            (article, d.found)
        })
        .collect();
    let corpus = Corpus::new(pairs, Vec::new());
    let mut links = Links::default();
    let lexicon = Lexicon::new();
    link(&lexicon, codebook, &corpus, &Forced::new(&corpus, &Default::default(), &[]), &mut links);
    (corpus, links)
}

fn people(links: &Links) -> Vec<String> {
    let mut names: Vec<String> = links
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Person)
        .map(|e| format!("{} {}", e.name, e.mentions))
        .collect();
    names.sort();
    names
}

#[test]
fn spellings_and_offices_make_one_person() {
    let (corpus, links) = linked(vec![
        Draft::new("Harbour Post").person("Sergei Vitte").role("envoy", Some("RUS")).person("Vitte"),
        Draft::new("Morning Herald")
            .person("Sergius Witte")
            .role("chief negotiator", Some("RUS"))
            .person("Sergius Witte")
            .role("envoy", Some("RUS")),
        Draft::new("Harbour Post").person("Jutaro Komura"),
        Draft::new("Morning Herald").person("Jutarō Komura"),
    ]);
    assert_eq!(people(&links), ["Jutarō Komura 2", "Sergius Witte 4"]);
    let witte = links.entities.iter().find(|e| e.name == "Sergius Witte").unwrap();
    assert_eq!(
        witte.entity,
        Id::of_span("mention", corpus.articles[0].id, corpus.annotations[0].mentions[0].span)
    );
    assert!(links.merges.iter().any(|m| m.why.contains("both envoy of RUS")), "{:?}", links.merges);
    assert_eq!(links.roles.len(), 3);
}

#[test]
fn a_surname_never_merges_two_people() {
    let (_, links) = linked(vec![
        Draft::new("A").person("Tom Barrak").role("envoy", Some("USA")),
        Draft::new("A").person("Ehud Barrack").role("prime minister", Some("ISR")),
        Draft::new("A").person("Barrack"),
        Draft::new("B").person("Asad al-Karabi").role("foreign minister", Some("SYR")),
        Draft::new("B").person("Bashir al-Asad"),
        Draft::new("B").person("Asaad al-Karaibi").role("foreign minister", Some("SYR")),
    ]);
    assert_eq!(
        people(&links),
        ["Asaad al-Karaibi 2", "Barrack 1", "Bashir al-Asad 1", "Ehud Barrack 1", "Tom Barrak 1"]
    );
    assert!(links.diagnostics.iter().any(|d| d.name == "name-fits-several"));
}

#[test]
fn a_surname_alone_needs_company() {
    let (_, links) = linked(vec![
        Draft::new("A").person("Ono Velt").person("Tira Kolo"),
        Draft::new("B").person("Velt").person("Tira Kolo"),
        Draft::new("C").person("Velt").person("Yann Banda"),
    ]);
    assert_eq!(people(&links), ["Ono Velt 2", "Tira Kolo 2", "Velt 1", "Yann Banda 1"]);
}

#[test]
fn a_state_is_one_under_all_its_words_and_its_capital_is_a_place() {
    let (_, links) = linked(vec![
        Draft::new("A")
            .mention(EntityKind::State, How::Name, "Syria", "Syria", Some("SYR"))
            .mention(EntityKind::State, How::Metonym, "Damascus", "Syria", Some("SYR"))
            .mention(EntityKind::State, How::Nominal, "Syrian officials", "Syria", Some("SYR"))
            .mention(EntityKind::Place, How::Name, "Damascus", "Damascus", Some("SYR"))
            .mention(EntityKind::Place, How::Name, "Mount Hermon", "Mount Hermon", None),
        Draft::new("B").mention(EntityKind::Place, How::Name, "Sheikh Mountain", "Mount Hermon", None),
    ]);
    let rows: Vec<(String, EntityKind, u32)> = {
        let mut rows: Vec<_> = links.entities.iter().map(|e| (e.name.clone(), e.kind, e.mentions)).collect();
        rows.sort();
        rows.retain(|r| r.1 != EntityKind::Outlet);
        rows
    };
    assert_eq!(
        rows,
        [
            ("Damascus".to_owned(), EntityKind::Place, 1),
            ("Mount Hermon".to_owned(), EntityKind::Place, 2),
            ("Syria".to_owned(), EntityKind::State, 3)
        ]
    );
    assert!(links.entities.iter().any(|e| e.name == "Mount Hermon" && e.lat.is_some()));
    assert_eq!(links.outlet_entity.iter().flatten().count(), 2);
}

#[test]
fn the_same_office_of_two_states_is_two() {
    let (_, links) = linked(vec![
        Draft::new("A").mention(
            EntityKind::Office,
            How::Name,
            "Foreign Ministry",
            "Foreign Ministry",
            Some("KEN"),
        ),
        Draft::new("A").mention(
            EntityKind::Office,
            How::Name,
            "Foreign Ministry",
            "Foreign Ministry",
            Some("PER"),
        ),
    ]);
    assert_eq!(links.entities.iter().filter(|e| e.kind == EntityKind::Office).count(), 2);
}

#[test]
fn many_names_of_one_surname_stay_fast_and_apart() {
    let syllables = ["ba", "ki", "tom", "rel", "fus", "zan", "dov", "mir"];
    let mut drafts = Vec::new();
    for (x, a) in syllables.iter().enumerate() {
        for (y, b) in syllables.iter().enumerate() {
            for c in syllables.iter().take(5) {
                if x != y {
                    drafts.push(Draft::new("A").person(&format!("{a}{b}{c} Kolo")));
                }
            }
        }
    }
    let n = drafts.len();
    let (_, links) = linked(drafts);
    let apart = people(&links).len();
    assert!(apart * 20 > n * 19, "{apart} of {n}");
}

#[test]
fn a_place_has_a_position_where_its_article_tells_which_it_is() {
    let place =
        |name: &'static str| move |d: Draft| d.mention(EntityKind::Place, How::Name, name, name, None);
    let state =
        |d: Draft, name: &str, code: &str| d.mention(EntityKind::State, How::Name, name, name, Some(code));
    let (_, links) = linked(vec![
        place("Tripoli")(state(Draft::new("A"), "Lebanon", "LBN")),
        place("Tripoli")(state(Draft::new("A"), "Libya", "LBY")),
        place("Springfield")(Draft::new("B")),
        place("Nagoya")(Draft::new("A")),
        place("Nagoya")(Draft::new("C")),
        place("Nāgoya")(Draft::new("B")),
    ]);
    let mut rows: Vec<(String, Option<String>, bool, u32)> = links
        .entities
        .iter()
        .filter(|e| e.kind == EntityKind::Place)
        .map(|e| (e.name.clone(), e.state.clone(), e.lat.is_some() && e.lon.is_some(), e.mentions))
        .collect();
    rows.sort();
    let row = |name: &str, state: Option<&str>, at, n| (name.to_owned(), state.map(str::to_owned), at, n);
    assert_eq!(
        rows,
        [
            row("Nagoya", Some("JPN"), true, 3),
            row("Springfield", None, false, 1),
            row("Tripoli", Some("LBN"), true, 1),
            row("Tripoli", Some("LBY"), true, 1)
        ]
    );
}

#[test]
fn offices_have_the_days_of_the_articles_that_give_them() {
    let mut late = Draft::new("C").person("Ono Kolo").role("president", Some("KEN"));
    late.found.roles[0].qualifier = Some("former".into());
    let (_, links) = linked(vec![
        Draft::new("A").person("Ono Kolo").role("president", Some("KEN")),
        Draft::new("B").person("Ono Kolo").role("president", Some("KEN")),
        late,
    ]);
    let rows: Vec<(String, String)> =
        links.roles.iter().map(|r| (r.role.clone(), r.held.to_string())).collect();
    let held = |role: &str, days: &str| (role.to_owned(), days.to_owned());
    assert_eq!(
        rows,
        [
            held("former president", "..1905-01-03"),
            held("president", "1905-01-01..1905-01-02"),
            held("president", "1905-01-01..1905-01-02")
        ]
    );
}

#[test]
fn a_day_known_from_one_side_only_dates_no_office() {
    let mut late = Draft::new("B").person("Ono Kolo").role("president", Some("KEN"));
    late.found.roles[0].qualifier = Some("former".into());
    let (mut corpus, _) =
        linked(vec![Draft::new("A").person("Ono Kolo").role("president", Some("KEN")), late]);
    for article in &mut corpus.articles {
        article.published.end = None;
    }
    let lexicon = Lexicon::new();
    let rows = roles::rows(&lexicon, &corpus, |_, _| Some(Id::of("entity", &[b"Kolo"])));
    assert_eq!(rows.len(), 2);
    for row in &rows {
        assert!(row.held.is_unknown(), "{}: {}", row.role, row.held);
    }
}

/// "The Kenyan president", whom the article does not name.
fn office(outlet: &str) -> Draft {
    Draft::new(outlet).mention(EntityKind::Person, How::Title, "Kenyan president", "president", Some("KEN"))
}

fn president(name: &str) -> Draft {
    Draft::new("A").person(name).role("president", Some("KEN"))
}

/// Whom "the Kenyan president" means in each article that does not name one; articles are a day apart.
fn presidents(drafts: Vec<Draft>) -> Vec<String> {
    let (corpus, links) = linked(drafts);
    let mut out = Vec::new();
    for (n, found) in corpus.annotations.iter().enumerate() {
        for i in (0..found.mentions.len()).filter(|&i| found.mentions[i].how == How::Title) {
            let id = links.mention_entity[n][i];
            let name =
                id.and_then(|id| links.entities.iter().find(|e| e.entity == id)).map(|e| e.name.clone());
            out.push(name.unwrap_or_else(|| "?".into()));
        }
    }
    out
}

#[test]
fn an_office_is_whoever_holds_it_on_that_day() {
    let (a, b) = ("Ono Kolo", "Tira Banda");
    // Between two reports of one holder, and before and after them.
    let one = vec![office("B"), president(a), office("B"), president(a), office("B")];
    assert_eq!(presidents(one), [a, a, a]);
    // Between the last of one and the first of the next it may be either.
    let two = vec![president(a), president(a), office("B"), president(b), office("B")];
    assert_eq!(presidents(two), ["?", b]);
    // Called a former one by then; and later seen in office again.
    let mut former = president(a);
    former.found.roles[0].qualifier = Some("former".into());
    let mut again = president(a);
    again.found.roles[0].qualifier = Some("former".into());
    assert_eq!(presidents(vec![president(a), office("B"), former, office("B")]), [a, "?"]);
    assert_eq!(presidents(vec![again, president(a), office("B")]), [a]);
    // Another state's, an office of many, nobody's: nobody.
    let other = Draft::new("A").person(a).role("president", Some("PER"));
    assert_eq!(presidents(vec![other, office("B")]), ["?"]);
    let mut envoy = office("B");
    envoy.found.mentions[0].name = "envoy".into();
    assert_eq!(presidents(vec![Draft::new("A").person(a).role("envoy", Some("KEN")), envoy]), ["?"]);
    assert_eq!(presidents(vec![office("B")]), ["?"]);
}

#[test]
fn an_office_in_an_undated_article_is_nobody() {
    let (mut corpus, _) = linked(vec![president("Ono Kolo"), office("B")]);
    corpus.articles[1].published = Interval::UNKNOWN;
    let mut links = Links::default();
    link(
        &Lexicon::new(),
        &Codebook::default(),
        &corpus,
        &Forced::new(&corpus, &Default::default(), &[]),
        &mut links,
    );
    assert_eq!(links.mention_entity[1], [None]);
}

#[test]
fn a_family_name_in_front_may_stand_alone() {
    let (_, links) = linked(vec![
        Draft::new("A").person("Kim Sung-dok").person("Tira Velt"),
        Draft::new("B").person("Kim").person("Tira Velt"),
    ]);
    assert_eq!(people(&links), ["Kim Sung-dok 2", "Tira Velt 2"]);
}

#[test]
fn the_codebook_tells_a_company_from_a_town_and_whose_name_stands_first() {
    let book = "title = \"x\"\nextends = \"peace-talks\"\n\
        [party.halden]\nname = \"Halden Ferries\"\nkind = \"organisation\"\nnames = [\"Halden\"]\n\
        [party.halden.person.velt]\nname = \"Velt Onomo\"\nnames = [\"Velt\", \"Onomo Velt\"]\n";
    let codebook = Codebook::parse("x", book).unwrap();
    let halden = |d: Draft| d.mention(EntityKind::Place, How::Name, "Halden", "Halden", None);
    let drafts = || {
        vec![
            halden(Draft::new("A")),
            Draft::new("B").mention(
                EntityKind::Organisation,
                How::Name,
                "Halden Ferries",
                "Halden Ferries",
                None,
            ),
            halden(Draft { text: "in ".to_owned(), ..Draft::new("C") }),
            Draft::new("A").person("Velt Onomo"),
            Draft::new("B").person("Velt"),
            Draft::new("C").person("Onomo Velt"),
            Draft::new("D").person("Vellt"),
        ]
    };
    let rows = |links: &Links| {
        let mut rows: Vec<(String, u32)> =
            links.entities.iter().map(|e| (e.name.clone(), e.mentions)).collect();
        rows.retain(|r| r.1 > 0);
        rows.sort();
        rows
    };
    let row = |name: &str, n| (name.to_owned(), n);
    let (_, links) = linked_by(&codebook, drafts());
    assert_eq!(rows(&links), [row("Halden", 1), row("Halden Ferries", 2), row("Velt Onomo", 4)]);
    assert!(links.merges.iter().any(|m| m.why.contains("codebook")));
    let (_, links) = linked(drafts());
    assert!(rows(&links).contains(&row("Halden", 2)), "{:?}", rows(&links));
}

#[test]
fn a_build_without_the_earlier_articles_has_a_former_id() {
    let drafts =
        || vec![Draft::new("A").person("Ono Velt"), Draft::new("B").person("Tira Kolo").person("Ono Velt")];
    let (corpus, all) = linked(drafts());
    let velt =
        |links: &Links| links.entities.iter().find(|e| e.name == "Ono Velt").map(|e| e.entity).unwrap();
    let later = corpus.articles.iter().position(|a| a.outlet.as_deref() == Some("B")).unwrap();
    let pair = (corpus.articles[later].clone(), corpus.annotations[later].clone());
    let mut alone = Links::default();
    let only = Corpus::new(vec![pair], Vec::new());
    link(
        &Lexicon::new(),
        &Codebook::default(),
        &only,
        &Forced::new(&only, &Default::default(), &[]),
        &mut alone,
    );
    assert_ne!(velt(&alone), velt(&all));
    assert_eq!(all.former_ids.iter().find(|f| f.id == velt(&alone)).map(|f| f.now), Some(velt(&all)));
    assert!(all.former_ids.iter().all(|f| all.entities.iter().any(|e| e.entity == f.now)));
    assert!(alone.former_ids.is_empty());
}
