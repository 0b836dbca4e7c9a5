//! # Whom a report cites
//!
//! What it finds: "the Post reported, citing two officials": the officials say what the Post reports. Both are
//! attributions of the same words, the officials' nested in the Post's.
//! Why: a retelling names its story's sources in this way; who counts sources, or holds one telling against another, needs
//! them as sources and not as something that the Post says.
//! Example: "The port will close, the Harbour Post reported, citing four officers briefed on the plan" - content "The port
//! will close", source "four officers briefed on the plan", parent the Post's.
//! Touches attributions in the making: those whose cue only cites, next to one of the same source. What is cited and is
//! neither people nor a text ("citing low growth") stays what the source speaks of.

use crate::attributions::Draft;
use crate::sources::is_anonymous;
use crate::view::View;
use rapporteur_lexicon::function_words::Classes;
use rapporteur_model::{Annotations, Attribution, NameLabel};
use std::ops::Range;

/// A title before a name has at most so many words.
const LONGEST_TITLE: usize = 4;
/// The rule's name.
const RULE: &str = "attribution.cited";

/// Makes whoever is cited the source of what is reported.
pub(crate) fn sources(view: &View<'_>, found: &Annotations, drafts: &mut [Draft]) {
    for n in 0..drafts.len() {
        let Some(draft) = drafts.get(n) else { continue };
        let cites = draft.cue.as_ref().is_some_and(|c| c.len() == 1 && cites(view, c.start));
        let ([cited], true) = (draft.content.as_slice(), cites) else { continue };
        if !is_anonymous(view, cited.clone()) && !is_person(view, found, cited) {
            continue;
        }
        let cited = cited.clone();
        let reported = drafts.iter().enumerate().find(|(m, other)| {
            *m != n
                && other.source.is_some()
                && (&other.source, other.paragraph, other.within)
                    == (&draft.source, draft.paragraph, draft.within)
                && other.cue.as_ref().is_some_and(|c| speaks(view, c))
        });
        let Some(content) = reported.map(|(_, other)| other.content.clone()) else { continue };
        if let Some(draft) = drafts.get_mut(n) {
            (draft.source, draft.content, draft.rule) = (Some(cited), content, RULE);
        }
    }
}

/// Nests them in what cites them: the attribution of the same words.
pub(crate) fn nest(all: &mut [Attribution]) {
    for i in 0..all.len() {
        let Some(cited) = all.get(i).filter(|a| a.by == RULE) else { continue };
        // Attributions of one content stand side by side.
        let near = i.saturating_sub(2)..(i + 3).min(all.len());
        let parent =
            near.clone().find(|&j| all.get(j).is_some_and(|a| a.by != RULE && a.content == cited.content));
        if let Some(cited) = all.get_mut(i) {
            cited.parent = parent.or(cited.parent);
        }
    }
}

fn cites(view: &View<'_>, token: usize) -> bool {
    view.cue(token).is_some_and(|(cue, _)| cue.cites)
}

fn speaks(view: &View<'_>, cue: &Range<usize>) -> bool {
    cue.clone().any(|t| view.lexicon.cues.is_speech(view.lower(t)))
}

/// Does the phrase begin with a person's name, or a title before one? "Remarks by Vane" and "Vane's remarks" do not.
fn is_person(view: &View<'_>, found: &Annotations, phrase: &Range<usize>) -> bool {
    let Some(span) = view.span(phrase.clone()) else { return false };
    let first = found.mentions.partition_point(|m| m.span.start < span.start);
    let inside = found.mentions.iter().skip(first).take_while(|m| m.span.end <= span.end);
    let person = inside.take(4).find(|m| m.label == Some(NameLabel::Person));
    person.is_some_and(|m| {
        let name = view.syntax.tokens_in(m.span);
        let title = phrase.start..name.start;
        title.len() <= LONGEST_TITLE
            && title.clone().all(|t| view.is_word(t) && !view.is(t, Classes::PREPOSITION))
            && !(phrase.contains(&name.end) && view.is_possessive_mark(name.end))
    })
}
