//! Tests of rulings over hand-made annotations of invented articles.

use rapporteur_lexicon::Lexicon;
use rapporteur_model::record::DerivationKind;
use rapporteur_model::{
    Annotations, Article, Corpus, Date, EntityKind, How, Id, Interval, Item, Judgement, Links, Mention,
    Place, Ruling, Span, Upstream,
};

/// An article of an outlet that names these people, each where it stands in the text.
fn article(outlet: &str, text: &str, people: &[&str]) -> (Article, Annotations) {
    let mut from = 0;
    let mut mentions = Vec::new();
    for name in people {
        let start = from + text[from..].find(name).unwrap();
        from = start + name.len();
        mentions.push(Mention {
            span: Span::new(start, from),
            kind: EntityKind::Person,
            label: None,
            how: How::Name,
            name: (*name).to_owned(),
            state: None,
            antecedent: None,
            by: "test".into(),
            confidence: None,
        });
    }
    let article = Article {
        outlet: Some(outlet.to_owned()),
        sha256: rapporteur_model::id::sha256_hex(text.as_bytes()),
        published: "2031-03-04".parse::<Date>().map_or(Interval::UNKNOWN, Interval::day),
        ..Article::bare(
            Article::id_of(text.as_bytes(), Some(outlet), None, Interval::UNKNOWN),
            text,
            Vec::new(),
        )
    };
    (article, Annotations { mentions, ..Annotations::default() })
}

fn ruling(place: Place, judgement: Judgement) -> Ruling {
    Ruling::new("A. Clerk", "2031-04-01".parse().unwrap(), "so", place, judgement)
}

fn linked(pairs: &[(Article, Annotations)], rulings: &[Ruling]) -> (Corpus, Links) {
    let corpus = Corpus::new(pairs.to_vec(), Vec::new());
    let links = crate::corpus(&Lexicon::new(), &Default::default(), &corpus, rulings);
    (corpus, links)
}

/// The entity of the n-th mention of an article.
fn who(corpus: &Corpus, links: &Links, article: &Article, n: usize) -> Id {
    let i = corpus.articles.iter().position(|a| a.id == article.id).unwrap();
    links.mention_entity[i][n].unwrap()
}

fn effects(links: &Links) -> Vec<(bool, &str)> {
    links.rulings_applied.iter().map(|r| (r.applied, r.effect.as_str())).collect()
}

fn place(article: &Article, quote: &str) -> Place {
    Place::quote(&article.sha256[..12], quote)
}

#[test]
fn two_spellings_become_one_and_merges_say_by_whose_word() {
    let pile = [
        article("Harbour Post", "Kolo Banda left.", &["Kolo Banda"]),
        article("Coast Ledger", "Nicholas Vander came.", &["Nicholas Vander"]),
        article("Turov Times", "Nicholas Vander slept.", &["Nicholas Vander"]),
    ];
    let [(a, _), (b, _), (c, _)] = &pile;
    let (corpus, links) = linked(&pile, &[]);
    assert_ne!(who(&corpus, &links, a, 0), who(&corpus, &links, b, 0));
    let same = ruling(place(a, "Kolo Banda"), Judgement::Same(place(b, "Nicholas Vander")));
    let (corpus, links) = linked(&pile, std::slice::from_ref(&same));
    let one = who(&corpus, &links, a, 0);
    assert_eq!([who(&corpus, &links, b, 0), who(&corpus, &links, c, 0)], [one, one]);
    assert_eq!(effects(&links), [(true, format!("one: {one}").as_str())]);
    let why = links.merges.iter().find(|m| m.why.contains(&same.id.to_string())).unwrap();
    assert_eq!(
        (why.entity, why.name_a.as_str(), why.name_b.as_str()),
        (one, "Kolo Banda", "Nicholas Vander")
    );
    assert!(why.why.ends_with("(A. Clerk, 2031-04-01): so"), "{}", why.why);
}

#[test]
fn two_spellings_that_look_like_one_stay_two() {
    let pile = [
        article("Harbour Post", "Kolo Bandar left.", &["Kolo Bandar"]),
        article("Coast Ledger", "Kollo Bandar came.", &["Kollo Bandar"]),
    ];
    let [(a, _), (b, _)] = &pile;
    let (corpus, links) = linked(&pile, &[]);
    assert_eq!(who(&corpus, &links, a, 0), who(&corpus, &links, b, 0), "the test needs a likely merge");
    let two = ruling(place(a, "Kolo Bandar"), Judgement::Different(place(b, "Kollo Bandar")));
    let (corpus, links) = linked(&pile, std::slice::from_ref(&two));
    assert_ne!(who(&corpus, &links, a, 0), who(&corpus, &links, b, 0));
    assert!(effects(&links)[0].0);
    let why = links.merges.iter().find(|m| m.why.starts_with("two by ruling")).unwrap();
    assert_eq!(why.score, 0.0);
}

#[test]
fn one_spelling_of_two_people_is_set_apart_by_article() {
    let text = |n: usize| ["Kolo Banda left.", "Kolo Banda came.", "Kolo Banda slept."][n];
    let pile: Vec<_> = (0..3)
        .map(|n| article(["Harbour Post", "Coast Ledger", "Turov Times"][n], text(n), &["Kolo Banda"]))
        .collect();
    let [(a, _), (b, _), (c, _)] = &pile[..] else { unreachable!() };
    let apart = ruling(place(a, "Kolo Banda"), Judgement::Different(place(b, "Kolo Banda")));
    let (corpus, links) = linked(&pile, std::slice::from_ref(&apart));
    let of = |x| who(&corpus, &links, x, 0);
    assert_eq!(of(a), of(c));
    assert_ne!(of(a), of(b));
    assert_eq!(
        links.entities.iter().filter(|e| e.kind == EntityKind::Person).map(|e| e.mentions).sum::<u32>(),
        3
    );
    // A third article's man, too, is the second's: said in two more lines.
    let more = [
        apart.clone(),
        ruling(place(a, "Kolo Banda"), Judgement::Different(place(c, "Kolo Banda"))),
        ruling(place(b, "Kolo Banda"), Judgement::Same(place(c, "Kolo Banda"))),
    ];
    let (corpus, links) = linked(&pile, &more);
    let of = |x| who(&corpus, &links, x, 0);
    assert_eq!(of(b), of(c));
    assert_ne!(of(a), of(b));
    assert!(links.rulings_applied.iter().all(|r| r.applied), "{:?}", effects(&links));
}

#[test]
fn the_later_word_holds_and_the_earlier_is_reported() {
    let pile = [
        article("Harbour Post", "Kolo Banda left.", &["Kolo Banda"]),
        article("Coast Ledger", "Nicholas Vander came.", &["Nicholas Vander"]),
        article("Turov Times", "Tira Mell slept.", &["Tira Mell"]),
    ];
    let [(a, _), (b, _), (c, _)] = &pile;
    let same = |x, p, y, q| ruling(place(x, p), Judgement::Same(place(y, q)));
    let rulings = [
        same(a, "Kolo Banda", b, "Nicholas Vander"),
        same(b, "Nicholas Vander", c, "Tira Mell"),
        ruling(place(a, "Kolo Banda"), Judgement::Different(place(c, "Tira Mell"))),
    ];
    let (corpus, links) = linked(&pile, &rulings);
    let of = |x| who(&corpus, &links, x, 0);
    assert_eq!(of(b), of(c));
    assert_ne!(of(a), of(b));
    let applied: Vec<bool> = links.rulings_applied.iter().map(|r| r.applied).collect();
    assert_eq!(applied, [false, true, true], "{:?}", effects(&links));
    assert!(links.rulings_applied[0].effect.contains("a later ruling"), "{:?}", effects(&links));
    // And the other way round.
    let rulings = [rulings[2].clone(), rulings[0].clone(), rulings[1].clone()];
    let (corpus, links) = linked(&pile, &rulings);
    assert_eq!(who(&corpus, &links, a, 0), who(&corpus, &links, c, 0));
    let applied: Vec<bool> = links.rulings_applied.iter().map(|r| r.applied).collect();
    assert_eq!(applied, [false, true, true], "{:?}", effects(&links));
}

#[test]
fn a_ruling_whose_words_are_gone_is_reported_and_changes_nothing() {
    let pile = [
        article("Harbour Post", "Kolo Banda met Kolo Banda and nobody else.", &["Kolo Banda", "Kolo Banda"]),
        article("Coast Ledger", "Nicholas Vander came.", &["Nicholas Vander"]),
    ];
    let [(a, _), (b, _)] = &pile;
    let there = place(b, "Nicholas Vander");
    let cases = [
        (place(a, "Kollo Banda"), there.clone(), "does not say “Kollo Banda”"),
        (Place { nth: 3, ..place(a, "Kolo Banda") }, there.clone(), "does not say “Kolo Banda” 3 times"),
        (place(a, "nobody else"), there.clone(), "no name is read"),
        (place(a, "Kolo Banda met Kolo Banda"), there.clone(), "several names"),
        (Place::quote("0123456789", "Kolo Banda"), there.clone(), "no article 0123456789 is here"),
        (Place::quote("0123", "Kolo Banda"), there.clone(), "too short"),
        (there.clone(), Place::quote("0123456789", "Kolo Banda"), "no article 0123456789 is here"),
        (there.clone(), there.clone(), "the same words"),
    ];
    let (_, before) = linked(&pile, &[]);
    for (one, other, why) in cases {
        for judgement in [Judgement::Same(other.clone()), Judgement::Different(other.clone())] {
            let (_, links) = linked(&pile, &[ruling(one.clone(), judgement)]);
            let effects = effects(&links);
            assert_eq!(effects.len(), 1);
            assert!(!effects[0].0 && effects[0].1.contains(why), "{effects:?} should say: {why}");
            assert_eq!(links.mention_entity, before.mention_entity);
            let told = links.diagnostics.iter().filter(|d| d.name == "ruling-not-applied");
            assert_eq!(told.count(), 1);
        }
    }
    let within =
        ruling(place(a, "Kolo Banda"), Judgement::Different(Place { nth: 2, ..place(a, "Kolo Banda") }));
    let (_, links) = linked(&pile, &[within]);
    assert!(effects(&links)[0].1.contains("one name in one article"), "{:?}", effects(&links));
}

#[test]
fn what_an_article_stands_on_is_added_settled_and_taken_away() {
    let pile = [
        article("Harbour Post", "The islands stay, an envoy said.", &[]),
        article("Coast Ledger", "The islands are said to stay.", &[]),
    ];
    let [(a, _), (b, _)] = &pile;
    let words = place(b, "are said to stay");
    let from = Upstream::Article(a.sha256[..8].to_owned());
    let to = Upstream::Outlet("The Harbour Post".into());
    let derives = |from: &Upstream| {
        ruling(words.clone(), Judgement::Derives { from: from.clone(), how: DerivationKind::Rewrite })
    };
    let not = |from: &Upstream| ruling(Place::article(&b.sha256), Judgement::NotDerived(from.clone()));
    let (_, links) = linked(&pile, &[derives(&from)]);
    assert_eq!(links.derivations.len(), 1);
    let row = &links.derivations[0];
    assert_eq!((row.article, row.from_article, row.kind), (b.id, Some(a.id), DerivationKind::Rewrite));
    assert_eq!(row.from_outlet.as_deref(), Some("Harbour Post"));
    assert_eq!(links.derivation_evidence[0].span.of(&b.text), "are said to stay");
    // First of the outlet, then of its article: one row, settled.
    let (_, links) = linked(&pile, &[derives(&to), derives(&from)]);
    assert_eq!(links.derivations.len(), 1);
    assert_eq!(links.derivations[0].from_article, Some(a.id));
    assert!(links.derivation_evidence.iter().all(|e| e.from_article == Some(a.id)));
    assert!(links.rulings_applied.iter().all(|r| r.applied));
    // The later word.
    let (_, links) = linked(&pile, &[derives(&from), not(&from)]);
    assert!(links.derivations.is_empty() && links.derivation_evidence.is_empty());
    assert_eq!(links.rulings_applied.iter().map(|r| r.applied).collect::<Vec<_>>(), [false, true]);
    let (_, links) = linked(&pile, &[not(&to)]);
    assert_eq!(effects(&links), [(false, "does not apply: no such derivation is held")]);
    let (_, links) = linked(
        &pile,
        &[ruling(place(b, "were said"), Judgement::Derives { from, how: DerivationKind::Cites })],
    );
    assert!(links.derivations.is_empty() && !links.rulings_applied[0].applied);
    // What is not about links is left to others.
    let other = Judgement::Reject { item: Item::Position, kind: None };
    assert!(linked(&pile, &[ruling(words, other)]).1.rulings_applied.is_empty());
}
