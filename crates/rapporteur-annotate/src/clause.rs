//! A sentence as a row of words, and the few questions every cue-word annotator asks of it: who is the subject of this
//! verb, is it negated, is it passive, where does its clause end.
//!
//! Works on words alone. Where a parse exists, a parse should answer instead; until then the answers are cautious: no
//! answer is better than a wrong one.

use crate::tree::{Head, Tree};
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::clause_words::ClauseWords;
use rapporteur_model::{Annotations, Article, EntityKind, How, PartKind, Span, Syntax};
use std::rc::Rc;

/// One sentence.
pub(crate) struct Clause<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) found: &'a Annotations,
    /// The sentence.
    pub(crate) span: Span,
    /// Its words and marks, lower case.
    pub(crate) words: Vec<String>,
    /// Where each stands.
    pub(crate) spans: Vec<Span>,
    /// The longest mention over each word.
    mentions: Vec<Option<usize>>,
    /// The time expression over each word.
    times: Vec<Option<usize>>,
    /// Where sources (`true`) and cues of the article's attributions begin, in order.
    said: Rc<Vec<(u32, bool)>>,
    /// What a parse says, if there is one.
    pub(crate) tree: Tree,
    /// It stands in the headline, which leaves out the verb "to be".
    pub(crate) title: bool,
}

/// The verb group a cue verb closes: auxiliaries, negation, adverbs before it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group {
    /// First word of the group.
    pub(crate) first: usize,
    /// "not", "never".
    pub(crate) negated: bool,
    /// "no longer".
    pub(crate) no_longer: bool,
    /// Word that is a modal: "may", "will", "should".
    pub(crate) modal: Option<usize>,
    /// "was rejected".
    pub(crate) passive: bool,
    /// "to reject".
    pub(crate) infinitive: bool,
    /// "has rejected", "is rejecting", "rejects": some finite sign, or a bare form after a subject.
    pub(crate) auxiliary: bool,
}

/// The subject of a verb.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// Its words.
    pub(crate) span: Span,
    /// The mentions it is, more than one for "Borduria and Syldavia".
    pub(crate) mentions: Vec<usize>,
}

/// How far left a subject is looked for, in words.
const REACH: usize = 40;
/// A longer sentence (a table, a text without marks) is read in stretches of so many words, so that the work stays
/// linear in the text.
const LONGEST: usize = 400;

impl<'a> Clause<'a> {
    /// Every sentence of title and body.
    pub(crate) fn all(
        lexicon: &'a Lexicon,
        article: &'a Article,
        syntax: &'a Syntax,
        found: &'a Annotations,
    ) -> impl Iterator<Item = Clause<'a>> {
        let starts = |a: &rapporteur_model::Attribution| {
            [a.source.map(|s| (s.start, true)), a.cue.map(|s| (s.start, false))].into_iter().flatten()
        };
        let mut said: Vec<(u32, bool)> = found.attributions.iter().flat_map(starts).collect();
        said.sort_unstable();
        let said = Rc::new(said);
        let stretches = syntax.sentences.iter().flat_map(move |&span| {
            let tokens = syntax.tokens_in(span);
            let whole = tokens.len() <= LONGEST;
            let cut = move |from: usize| {
                let of = syntax.tokens.get(from..tokens.end.min(from + LONGEST))?;
                Some(of.first()?.span.join(of.last()?.span))
            };
            let from = syntax.tokens_in(span);
            let pieces = if whole { 0..0 } else { from };
            let alone = whole.then_some(span);
            alone.into_iter().chain(pieces.step_by(LONGEST).filter_map(cut))
        });
        stretches.map(move |span| Clause::new(lexicon, article, syntax, found, span, said.clone()))
    }

    fn new(
        lexicon: &'a Lexicon,
        article: &'a Article,
        syntax: &'a Syntax,
        found: &'a Annotations,
        span: Span,
        said: Rc<Vec<(u32, bool)>>,
    ) -> Clause<'a> {
        let tokens = syntax.tokens.get(syntax.tokens_in(span)).unwrap_or_default();
        let spans: Vec<Span> = tokens.iter().map(|t| t.span).collect();
        let words = spans.iter().map(|s| article.words_of(*s).to_lowercase().replace('’', "'")).collect();
        let mut mentions: Vec<Option<usize>> = vec![None; spans.len()];
        let near = found.mentions.partition_point(|m| m.span.end <= span.start);
        for (i, mention) in found.mentions.iter().enumerate().skip(near) {
            if mention.span.start >= span.end {
                break;
            }
            for (word, at) in spans.iter().zip(&mut mentions) {
                let longer =
                    |old: usize| found.mentions.get(old).is_none_or(|m| m.span.len() < mention.span.len());
                if mention.span.overlaps(*word) && at.is_none_or(longer) {
                    *at = Some(i);
                }
            }
        }
        let mut times: Vec<Option<usize>> = vec![None; spans.len()];
        let near = found.times.partition_point(|t| t.span.end <= span.start);
        for (i, time) in found.times.iter().enumerate().skip(near) {
            if time.span.start >= span.end {
                break;
            }
            for (word, at) in spans.iter().zip(&mut times) {
                if time.span.overlaps(*word) {
                    *at = Some(i);
                }
            }
        }
        let tree = Tree::new(syntax, span);
        let title = article.parts.iter().any(|p| p.kind == PartKind::Title && p.span.contains(span));
        Clause { lexicon, found, span, words, spans, mentions, times, said, tree, title }
    }

    pub(crate) fn function(&self) -> &'a ClauseWords {
        &self.lexicon.clause_words
    }
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }
    pub(crate) fn word(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| w)
    }
    pub(crate) fn is(&self, class: &str, i: usize) -> bool {
        self.function().is(class, self.word(i))
    }
    /// The mention over word `i`.
    pub(crate) fn mention(&self, i: usize) -> Option<usize> {
        self.mentions.get(i).copied().flatten()
    }
    /// The time expression over word `i`.
    pub(crate) fn time(&self, i: usize) -> Option<usize> {
        self.times.get(i).copied().flatten()
    }
    /// From the first to one past the last of these words.
    pub(crate) fn over(&self, from: usize, end: usize) -> Span {
        match (self.spans.get(from), end.checked_sub(1).and_then(|e| self.spans.get(e))) {
            (Some(a), Some(b)) if from < end => a.join(*b),
            _ => Span::new(self.span.lo(), self.span.lo()),
        }
    }
    /// Words of a span, as a range of indices.
    pub(crate) fn range(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.spans.partition_point(|s| s.end <= span.start);
        let end = self.spans.partition_point(|s| s.start < span.end);
        first..end.max(first)
    }
    /// Is it a mark, not a word?
    pub(crate) fn is_mark(&self, i: usize) -> bool {
        !self
            .word(i)
            .starts_with(|c: char| c.is_alphanumeric() || c == '\'' || c == '$' || c == '€' || c == '£')
            || matches!(self.word(i), "'" | "''")
    }
    pub(crate) fn is_dash(&self, i: usize) -> bool {
        matches!(self.word(i), "-" | "–" | "—" | "--")
    }
    pub(crate) fn is_quote(&self, i: usize) -> bool {
        matches!(self.word(i), "\"" | "“" | "”" | "``" | "''" | "‘" | "«" | "»")
    }

    /// Does a question mark end it?
    pub(crate) fn asks(&self) -> bool {
        (0..self.len()).rev().take(3).any(|i| self.word(i) == "?")
    }

    /// The verb group that ends before the cue at word `at`.
    pub(crate) fn group(&self, at: usize) -> Group {
        let mut group = Group { first: at, ..Group::default() };
        let mut be_last = false;
        let mut seen_auxiliary = false;
        let mut i = at;
        while i > 0 && at - i < 7 {
            let before = i - 1;
            if self.is("negation", before) {
                group.negated = true;
                group.no_longer |= self.word(before) == "no" && self.word(i) == "longer";
            } else if self.is("modal", before) {
                group.modal = Some(before);
                group.auxiliary = true;
            } else if self.is("be", before) {
                be_last |= !seen_auxiliary;
                seen_auxiliary = true;
                group.auxiliary = true;
            } else if self.is("have", before) || self.is("do", before) {
                seen_auxiliary = true;
                group.auxiliary = true;
            } else if self.word(before) == "to" && i == at && before > 0 && self.word(before - 1) == "going" {
                // "are not going to accept"
                group.auxiliary = true;
                seen_auxiliary = true;
                i = before - 1;
                group.first = i;
                continue;
            } else if self.word(before) == "to" && i == at {
                group.infinitive = true;
                group.first = before;
                return group;
            } else if !(self.function().is_adverb(self.word(before)) && self.mention(before).is_none()) {
                break;
            }
            i = before;
            group.first = i;
        }
        let ing = self.word(at).ends_with("ing");
        group.passive = be_last && !ing && self.is_participle(at);
        group
    }

    fn is_participle(&self, at: usize) -> bool {
        let word = self.word(at);
        // A base form after `be` does not occur; whatever follows it and is no -ing form is a participle or adjective.
        !word.ends_with("ing")
    }

    /// The subject of the verb at word `verb`, whose group begins at word `first`: by the parse, else by the words.
    pub(crate) fn subject_of(&self, verb: usize, first: usize) -> Option<Subject> {
        let subject = match self.subject_word(verb) {
            Head::Word(head) if head < verb => {
                self.subject_headed(head, verb).or_else(|| self.subject(first))
            }
            _ => self.subject(first),
        }?;
        // "asked whether X would": what stands between subject and verb may only suppose it.
        let last = self.range(subject.span).end;
        let supposed = (last..first).any(|k| matches!(self.word(k), "whether" | "if"));
        (!supposed).then_some(subject)
    }

    /// The subject whose head is word `head`, of the verb at word `verb`: as the words around it make it up.
    fn subject_headed(&self, head: usize, verb: usize) -> Option<Subject> {
        // "Baron Komura": the title may be the head.
        let titled = self.mention(head).is_none() && head + 1 < verb && self.mention(head + 1).is_some();
        let titled = titled && !self.is_mark(head + 1) && !self.is("relative", head);
        let head = if titled { head + 1 } else { head };
        let third = matches!(self.word(head), "he" | "she" | "it" | "they");
        let mut subject = if let Some(mention) = self.mention(head) {
            let last = (head..self.len()).take_while(|&k| self.mention(k) == Some(mention)).last();
            self.subject_from(last.unwrap_or(head))?
        } else if self.is("pronoun", head) {
            // "Klow made clear that he expects": who "he" is, if nothing else tells it.
            let above = self.subject_above(verb).filter(|&s| third && s < head);
            let mentions = above.and_then(|s| self.mention(s)).into_iter().collect();
            return Some(Subject { span: self.over(head, head + 1), mentions });
        } else {
            self.subject(head + 1)?
        };
        if subject.mentions.is_empty()
            && let Some(mention) = self.beside(head).and_then(|c| self.mention(c))
        {
            subject.mentions.push(mention);
        }
        // "Klow handed over a note that rejected": whose note it is.
        if subject.mentions.is_empty()
            && self.is("instrument", head)
            && let Some(above) = self.subject_above(head).filter(|&s| s < head)
            && let Some(mention) = self.mention(above)
            && !self.is("pronoun", self.range(subject.span).start)
        {
            subject.mentions.push(mention);
        }
        for other in self.equals(head) {
            if let Some(mention) = self.mention(other).filter(|m| !subject.mentions.contains(m)) {
                subject.mentions.push(mention);
                subject.span = subject.span.join(self.over(other, other + 1));
            }
        }
        Some(subject)
    }

    /// The subject of the verb whose group begins at word `first`.
    pub(crate) fn subject(&self, first: usize) -> Option<Subject> {
        let mut at = first;
        let mut hops = 0;
        let mut tail = 0;
        // ", seeking": a participle clause shares the subject of its main clause.
        if self.word(first).ends_with("ing") && first > 0 && self.word(first - 1) == "," {
            return self.first_subject(first - 1);
        }
        // "X rejected A and accepted B": the verbs share a subject.
        if first > 0 && self.is("coordinator", first - 1) {
            return self.shared(first - 1);
        }
        while at > 0 && first - at < REACH {
            let before = at - 1;
            if self.time(before).is_some() {
                at = before;
                while at > 0
                    && (self.time(at - 1).is_some()
                        || matches!(self.word(at - 1), "on" | "in" | "at" | "the" | "early" | "late"))
                {
                    at -= 1;
                }
                continue;
            }
            let word = self.word(before);
            if word == "," || word == ")" {
                // A clause set off by commas: on to the words before it.
                let opening = (0..before).rev().take(25).find(|&k| matches!(self.word(k), "," | "("));
                match opening {
                    Some(open) if hops < 2 && open > 0 => {
                        hops += 1;
                        at = open;
                        continue;
                    }
                    None if at == first => return self.shared(before),
                    _ => return None,
                }
            }
            if self.is("relative", before) && !matches!(word, "whom" | "where" | "whose") {
                at = before;
                if at > 0 && self.word(at - 1) == "," {
                    at -= 1;
                }
                continue;
            }
            if self.mention(before).is_some() {
                return self.subject_from(before);
            }
            if self.is("pronoun", before) {
                return Some(Subject { span: self.over(before, at), mentions: Vec::new() });
            }
            if self.is_mark(before)
                || self.function().any(&["subordinator", "coordinator", "preposition"], word)
            {
                return None;
            }
            // A common noun heads the subject; it refers to nobody known unless a mention covers it.
            let start = self.noun_phrase_start(before);
            return match self.before_preposition(start) {
                Some(head) => {
                    // "A spokesman for Borduria": for whom he speaks.
                    let speaks = matches!(self.word(start - 1), "for" | "of" | "from");
                    if speaks && self.is("speaker", head) && tail == 0 {
                        tail = before;
                    }
                    at = head + 1;
                    hops += 1;
                    if hops > 3 {
                        return None;
                    }
                    continue;
                }
                None => {
                    // "Borduria's proposal", "Bordurian leaders": whose proposal, which leaders.
                    let owner = self.owner(start, before);
                    let first = owner.map_or(start, |(first, _)| first);
                    let mentions = owner.into_iter().map(|(_, mention)| mention).collect();
                    // "A spokesman for the union": whom he speaks for belongs to it.
                    let last = if self.is("speaker", before) { tail.max(before) } else { before };
                    Some(Subject { span: self.over(first, last + 1), mentions })
                }
            };
        }
        None
    }

    /// The subject of the verb before the coordinator or comma at word `end`.
    fn shared(&self, end: usize) -> Option<Subject> {
        for i in (0..end).rev().take(REACH) {
            if matches!(self.word(i), ";" | ":" | ".") || self.is_quote(i) || self.is_dash(i) {
                return None;
            }
            let auxiliary = self.function().any(&["be", "have", "do", "modal"], self.word(i))
                && !matches!(self.word(i), "'s" | "being" | "having" | "be" | "been");
            let verb = auxiliary || (self.finite(i) && !self.is("determiner", i.saturating_sub(1)));
            if verb {
                let group = self.group(i);
                let subject = if group.infinitive { None } else { self.subject(group.first) };
                if subject.is_some() {
                    return subject;
                }
            }
        }
        None
    }

    /// A past form, or a present one of a stance verb: "accepted", "sought", "insists on".
    fn finite(&self, i: usize) -> bool {
        let word = self.word(i);
        if self.mention(i).is_some() || self.time(i).is_some() {
            return false;
        }
        (word.len() > 3 && word.ends_with("ed"))
            || self.is("past", i)
            || word.ends_with('s') && self.verb_cue(i)
    }

    fn verb_cue(&self, i: usize) -> bool {
        let cue = self.lexicon.stances.cues.at(&self.words, i);
        cue.is_some_and(|(_, c)| c.class == rapporteur_lexicon::stances::CueClass::Verb)
    }

    /// Does a new predicate of the same subject begin at word `at` ("and accepted the ...", ", has agreed")? `parallel`:
    /// the predicate before it is in the present, so that "demands" may be a verb.
    fn new_predicate(&self, at: usize, parallel: bool) -> bool {
        let mut at = at;
        let from = at + usize::from(self.is("coordinator", at));
        while self.is("coordinator", at)
            || (self.function().is_adverb(self.word(at)) && self.mention(at).is_none())
        {
            at += 1;
        }
        if self.function().any(&["be", "have", "do", "modal"], self.word(at)) {
            return !matches!(self.word(at), "'s" | "being" | "having" | "be" | "been");
        }
        // "provided that": a condition.
        let ties = self.lexicon.stances.conditions.at(&self.words, at).is_some();
        if ties || !self.finite(at) {
            return false;
        }
        if self.word(at).ends_with('s') {
            return parallel || at > from || !self.is("plural_noun", at);
        }
        let next = self.word(at + 1);
        self.verb_cue(at)
            || self.mention(at + 1).is_some()
            || self.is("past", at)
            || matches!(next, "to" | "that")
            || self.function().any(&["determiner", "preposition", "pronoun"], next)
    }

    /// Is the clause whose subject begins at word `start` only supposed: "if X accepted", "whether X would accept",
    /// "should X refuse", "did X accept?"
    pub(crate) fn supposed(&self, start: usize) -> bool {
        let inverted = start > 0
            && self.function().any(&["be", "have", "do", "modal"], self.word(start - 1))
            && self.word(start - 1) != "'s";
        inverted || self.hangs(start)
    }

    /// Does a word like "if" or "whether" stand before word `start`?
    pub(crate) fn hangs(&self, start: usize) -> bool {
        for i in (start.saturating_sub(5)..start).rev() {
            if self.is("supposed", i) {
                return true;
            }
            let passes = matches!(self.word(i), "that" | "only" | "both" | "even")
                || self.is("determiner", i)
                || self.function().is_adverb(self.word(i)) && self.mention(i).is_none();
            if !passes {
                return false;
            }
        }
        false
    }

    /// Whom a proposal, a delegation, leaders belong to: the possessor or demonym before the noun at `head`, with its
    /// first word.
    fn owner(&self, start: usize, head: usize) -> Option<(usize, usize)> {
        if !self.function().any(&["instrument", "collective", "team", "speaker"], self.word(head)) {
            return None;
        }
        // "her country", "his party"
        if self.is("determiner", start)
            && start < head
            && let Some(mention) = self.mention(start)
        {
            return Some((start, mention));
        }
        let mut last = start.checked_sub(1)?;
        if matches!(self.word(last), "'s" | "'") {
            last = last.checked_sub(1)?;
        }
        let mention = self.mention(last)?;
        let first = (0..=last).rev().take_while(|&k| self.mention(k) == Some(mention)).last()?;
        Some((first, mention))
    }

    /// The first mention or pronoun of the main clause that ends before word `end`.
    fn first_subject(&self, end: usize) -> Option<Subject> {
        let mut i = 0;
        // A leading clause ("After months of fighting, ...") is set off by a comma.
        if self.function().any(&["subordinator", "preposition"], self.word(0)) {
            i = (0..end).find(|&k| self.word(k) == ",")? + 1;
        }
        (i..end.min(i + 12)).find_map(|k| {
            let mention = self.mention(k)?;
            let last = (k..end).take_while(|&j| self.mention(j) == Some(mention)).last()?;
            self.subject_from(last)
        })
    }

    /// The subject whose last word is `last`, inside a mention: coordinated mentions, or the noun the mention belongs to
    /// ("talks between A and B" is about the talks, not about A or B).
    fn subject_from(&self, last: usize) -> Option<Subject> {
        let mut mentions = Vec::new();
        let mut at = last;
        loop {
            let mention = self.mention(at)?;
            mentions.push(mention);
            while at > 0 && self.mention(at - 1) == Some(mention) {
                at -= 1;
            }
            at = self.noun_phrase_start(at);
            let joined = at > 1
                && (matches!(self.word(at - 1), "and" | "&")
                    || (self.word(at - 1) == "," && mentions.len() > 1)
                    || (self.word(at - 1) == "," && self.word(at) == "and"));
            let mut earlier = at.saturating_sub(1);
            if joined && earlier > 0 && self.word(earlier - 1) == "," {
                earlier -= 1;
            }
            if joined && earlier > 0 && self.mention(earlier - 1).is_some() {
                at = earlier - 1;
                continue;
            }
            break;
        }
        mentions.reverse();
        let span = self.over(at, last + 1);
        if at > 0 && self.is("preposition", at - 1) {
            let preposition = self.word(at - 1);
            let head = at.checked_sub(2)?;
            // "the government of Borduria", "the foreign minister of Borduria": the whole stands for the mention's side.
            let official = matches!(preposition, "for" | "from") && self.is("speaker", head)
                || preposition == "of"
                    && (self.is("collective", head)
                        || self.is("speaker", head)
                        || self
                            .mention(head)
                            .is_some_and(|m| self.kind(m).is_some_and(|k| k != EntityKind::Place)));
            if official {
                let start = self.noun_phrase_start(head);
                return Some(Subject { span: self.over(start, last + 1), mentions });
            }
            if let Some(mention) = self.mention(head) {
                let start =
                    (0..=head).rev().take_while(|&k| self.mention(k) == Some(mention)).last().unwrap_or(head);
                return Some(Subject { span: self.over(start, last + 1), mentions: vec![mention] });
            }
            if self.is_mark(head) || self.function().any(&["be", "have", "do", "modal"], self.word(head)) {
                return None;
            }
            let start = self.noun_phrase_start(head);
            return Some(Subject { span: self.over(start, last + 1), mentions: Vec::new() });
        }
        Some(Subject { span, mentions })
    }

    pub(crate) fn kind(&self, mention: usize) -> Option<EntityKind> {
        self.found.mentions.get(mention).map(|m| m.kind)
    }

    /// First word of the noun phrase whose head is at `head`: over adjectives, nouns, determiners without a mark between.
    fn noun_phrase_start(&self, head: usize) -> usize {
        let mut at = head;
        while at > 0 && head - at < 6 {
            let before = at - 1;
            let word = self.word(before);
            if self.is("determiner", before) {
                at = before;
                break;
            }
            let stops = self.is_mark(before) && !(word == "'" && before > 0 && !self.is_mark(before - 1))
                || self.function().any(
                    &[
                        "preposition",
                        "subordinator",
                        "coordinator",
                        "relative",
                        "be",
                        "have",
                        "do",
                        "modal",
                        "pronoun",
                    ],
                    word,
                )
                || self.mention(before).is_some() && self.mention(before) != self.mention(at)
                || self.looks_like_verb(before);
            if stops {
                break;
            }
            at = before;
        }
        at
    }

    fn looks_like_verb(&self, i: usize) -> bool {
        let word = self.word(i);
        word.ends_with("ed") || matches!(word, "said" | "says" | "told" | "that")
    }

    /// If the noun phrase that starts at `start` follows a preposition, the word before the preposition.
    fn before_preposition(&self, start: usize) -> Option<usize> {
        if start > 1 && self.is("preposition", start - 1) { Some(start - 2) } else { None }
    }

    /// Is the mention some party can be: not a place (unless it stands for a government), not an outlet?
    pub(crate) fn may_act(&self, mention: usize) -> bool {
        self.found.mentions.get(mention).is_some_and(|m| match m.kind {
            EntityKind::Place => m.how == How::Metonym,
            EntityKind::Agreement | EntityKind::Outlet => false,
            _ => true,
        })
    }

    /// One past the last word of the clause that holds word `from`: up to a strong mark or a word that begins another
    /// clause. Quotation marks do not end it.
    pub(crate) fn end(&self, from: usize) -> usize {
        let mut depth = 0_i32;
        let parallel = (from.saturating_sub(4)..from)
            .any(|k| self.finite(k) && self.word(k).ends_with('s') && !self.is("determiner", k));
        let mut straight = (0..from).filter(|&i| self.word(i) == "\"").count() % 2 == 1;
        let mut curly = (0..from).fold(0_i32, |n, i| match self.word(i) {
            "“" => n + 1,
            "”" => n - 1,
            _ => n,
        });
        let inside = straight || curly > 0;
        for i in from..self.len() {
            let word = self.word(i);
            match word {
                "\"" => straight = !straight,
                "“" => curly += 1,
                "”" => curly -= 1,
                _ => {}
            }
            // A quotation that the clause began in ends it; so does one that begins after a comma.
            let closed = inside && !straight && curly <= 0;
            let opened = self.is_quote(i) && i > from && self.word(i - 1) == "," && (straight || curly > 0);
            if closed || opened {
                return i;
            }
            match word {
                "(" | "[" => depth += 1,
                ")" | "]" => depth -= 1,
                ";" | ":" | "." | "!" | "?" => return i,
                _ => {}
            }
            if depth < 0 || (self.is_dash(i) && i > from) {
                return i;
            }
            if i > from && self.is("clause_end", i) && !self.ties_on(i) {
                return i;
            }
            if i > from
                && matches!(word, "," | "and" | "or")
                // ", provided that": a condition, though "provided" looks like a second verb.
                && !(word == "," && self.is("supposed", i + 1))
                && (self.new_clause(i + 1)
                    || self.new_predicate(i + 1, parallel)
                    || self.begins_clause(i + 1 + usize::from(word == "," && self.is("coordinator", i + 1))))
            {
                return i;
            }
            // ", sources said": what follows is the attribution, not the clause.
            // ", saying", ", bringing": a remark on the whole.
            let remark = word == ","
                && i > from
                && self.word(i + 1).len() > 5
                && self.word(i + 1).ends_with("ing")
                && !self.word(from).ends_with("ing")
                && self.mention(i + 1).is_none();
            if remark {
                return i;
            }
            if word == "," && i > from && self.attribution_follows(i + 1) {
                return i;
            }
        }
        self.len()
    }

    /// Does a condition follow the word that would end the clause: ", but only if"?
    pub(crate) fn ties_on(&self, at: usize) -> bool {
        let condition = self.lexicon.stances.conditions.at(&self.words, at + 1);
        matches!(self.word(at), "but" | "though" | "although")
            && condition.is_some_and(|(end, _)| end > at + 2)
    }

    /// Does a clause with its own subject begin at word `at`: a mention, then a verb?
    fn new_clause(&self, at: usize) -> bool {
        let at = if self.word(at) == "and" { at + 1 } else { at };
        // "and its members have left": a pronoun or determiner, a noun, an auxiliary.
        if self.mention(at).is_none() && self.function().any(&["pronoun", "determiner"], self.word(at)) {
            if self.is("pronoun", at) && (self.verb_cue(at + 1) || self.is("past", at + 1)) {
                return true;
            }
            let auxiliary = (at + 1..at + 4).find(|&k| {
                self.function().any(&["be", "have", "do", "modal"], self.word(k)) && self.word(k) != "'s"
            });
            return auxiliary.is_some_and(|k| {
                !(at + 1..k).any(|j| {
                    self.is_mark(j) || self.function().any(&["preposition", "relative"], self.word(j))
                })
            });
        }
        let Some(mention) = self.mention(at).filter(|&m| self.may_act(m)) else { return false };
        let next = (at..self.len()).find(|&k| self.mention(k) != Some(mention)).unwrap_or(self.len());
        let next = if self.function().is_adverb(self.word(next)) { next + 1 } else { next };
        let word = self.word(next);
        self.function().any(&["be", "have", "do", "modal"], word) && word != "'s"
            || word.ends_with("ing")
            || word.ends_with("ed")
            || self.lexicon.stances.cues.at(&self.words, next).is_some_and(|(_, c)| {
                c.class == rapporteur_lexicon::stances::CueClass::Verb && self.mention(next).is_none()
            })
    }

    fn attribution_follows(&self, at: usize) -> bool {
        let at = if self.is_quote(at) { at + 1 } else { at };
        let Some(start) = self.spans.get(at).map(|s| s.start) else { return false };
        let determiner = self.is("determiner", at);
        let near = self.said.partition_point(|(begin, _)| *begin < start);
        let mut near = self.said.iter().skip(near).take_while(|(begin, _)| *begin - start < 5);
        near.any(|&(begin, source)| begin == start || (source && determiner))
    }
}
