//! Prints what was read out of articles, for people who work on annotators: `cargo run --example look -- FILE...`
#![allow(clippy::print_stdout)]
use rapporteur::pipeline;

fn main() {
    let engine = pipeline::Engine::default();
    let inputs: Vec<std::path::PathBuf> = std::env::args().skip(1).map(Into::into).collect();
    let pile = rapporteur_read::pile(&engine.lexicon.reading, &inputs, &Default::default(), &mut |_| {});
    for article in &pile.articles {
        println!(
            "\n######## {} {:?} {:?} {}",
            article.origins[0], article.title, article.outlet, article.published
        );
        let found = engine.annotate(article);
        let w = |s: rapporteur_model::Span| article.words_of(s).replace('\n', " ");
        for m in &found.mentions {
            println!(
                "M {:?} {:?} {:?} {:?} name={} ante={:?}",
                w(m.span),
                m.kind,
                m.how,
                m.state,
                m.name,
                m.antecedent.map(|a| &found.mentions[a].name)
            );
        }
        for r in &found.roles {
            println!("R {:?} {:?} {:?} -> {}", r.role, r.qualifier, r.state, found.mentions[r.holder].name);
        }
        for t in &found.times {
            println!("T {:?} {} {}", w(t.span), t.value, t.interval);
        }
        for a in &found.attributions {
            println!(
                "A [{}] {:?} cue={:?} kind={:?} {:?} n={:?} sm={:?} told={:?} by={} :: {:?}",
                a.kind,
                a.source.map(w),
                a.cue.map(w),
                a.source_kind,
                a.source_state,
                a.source_count,
                a.source_mention.map(|m| &found.mentions[m].name),
                a.told_to.map(w),
                a.by,
                a.content.iter().map(|c| w(*c)).collect::<Vec<_>>()
            );
        }
        for n in &found.non_responses {
            println!(
                "N {} who={:?} asked={:?} about={:?} by={}",
                n.how,
                n.who.map(w),
                n.asked_by.map(w),
                n.about.map(w),
                n.by
            );
        }
        for s in &found.stances {
            println!(
                "S {} {:?} scope={:?} exc={:?} link={:?} cond={:?} mod={:?} by={} :: {:?}",
                s.stance,
                s.holder_mention
                    .map(|m| found.mentions[m].name.as_str())
                    .or(s.holder.map(|h| article.words_of(h))),
                s.scope,
                s.exception.map(w),
                s.link,
                s.condition.map(w),
                s.modality.map(w),
                s.by,
                w(s.content)
            );
        }
        for m in &found.meetings {
            println!(
                "MEET {:?} venue={:?} round={:?} {} out={:?} like={:?} by={} parts={:?}",
                w(m.trigger),
                m.venue.map(|v| &found.mentions[v].name),
                m.round,
                m.status,
                m.outcome.map(w),
                m.likelihood.map(w),
                m.by,
                m.participants
                    .iter()
                    .map(|p| format!("{} {}", found.mentions[p.mention].name, p.role))
                    .collect::<Vec<_>>()
            );
        }
        for s in &found.status {
            println!("STATUS {} {:?} by={} :: {:?}", s.state, w(s.cue), s.by, w(s.span));
        }
        for e in &found.events {
            println!(
                "E {} {:?} {:?} -> {:?} {} {} :: {:?}",
                e.kind,
                e.mode,
                e.actor.map(w),
                e.recipient.map(w),
                e.status,
                e.by,
                w(e.trigger)
            );
        }
    }
}
