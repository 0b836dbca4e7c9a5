//! A sentence as a row of words, and the few questions every cue-word annotator asks of it that words answer: is this
//! verb negated, which modal stands before it, is its clause only supposed, where does the clause end.
//!
//! Whose subject a verb has, and what else hangs on what, the parse says (clause_tree.rs). Touches nothing but one
//! sentence; no answer is better than a wrong one.

use crate::tree::Tree;
use rapporteur_lexicon::Lexicon;
use rapporteur_lexicon::clause_words::ClauseWords;
use rapporteur_model::{Annotations, Article, EntityKind, How, PartKind, Span, Syntax};
use std::borrow::Cow;
use std::rc::Rc;

/// One sentence.
pub(crate) struct Clause<'a> {
    pub(crate) lexicon: &'a Lexicon,
    pub(crate) found: &'a Annotations,
    /// The sentence.
    pub(crate) span: Span,
    /// Its words and marks, lower case.
    pub(crate) words: Vec<Cow<'a, str>>,
    /// Where each stands.
    pub(crate) spans: Vec<Span>,
    /// The longest mention over each word.
    mentions: Vec<Option<usize>>,
    /// The time expression over each word.
    times: Vec<Option<usize>>,
    /// Where sources (`true`) and cues of the article's attributions begin, in order.
    said: Rc<Vec<(u32, bool)>>,
    /// The article's trees, if it was parsed.
    pub(crate) tree: Option<Rc<Tree<'a>>>,
    /// Its first word among the article's tokens.
    pub(crate) base: usize,
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
        let tree = syntax.parsed.then(|| Rc::new(Tree::new(syntax)));
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
        stretches
            .map(move |span| Clause::new(lexicon, article, syntax, found, span, said.clone(), tree.clone()))
    }

    fn new(
        lexicon: &'a Lexicon,
        article: &'a Article,
        syntax: &'a Syntax,
        found: &'a Annotations,
        span: Span,
        said: Rc<Vec<(u32, bool)>>,
        tree: Option<Rc<Tree<'a>>>,
    ) -> Clause<'a> {
        let within = syntax.tokens_in(span);
        let base = within.start;
        let tokens = syntax.tokens.get(within).unwrap_or_default();
        let spans: Vec<Span> = tokens.iter().map(|t| t.span).collect();
        let lower = |word: &'a str| match word.is_ascii() {
            true if word.bytes().any(|b| b.is_ascii_uppercase()) => Cow::Owned(word.to_ascii_lowercase()),
            true => Cow::Borrowed(word),
            false => Cow::Owned(word.to_lowercase().replace('’', "'")),
        };
        let words = spans.iter().map(|s| lower(article.words_of(*s))).collect();
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
        let title = article.parts.iter().any(|p| p.kind == PartKind::Title && p.span.contains(span));
        Clause { lexicon, found, span, words, spans, mentions, times, said, tree, base, title }
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
        // A base form after `be` does not occur; whatever follows it and is no -ing form is a participle or adjective.
        group.passive = self.passive(at).unwrap_or(be_last && !self.word(at).ends_with("ing"));
        group
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

    pub(crate) fn kind(&self, mention: usize) -> Option<EntityKind> {
        self.found.mentions.get(mention).map(|m| m.kind)
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
                && self.parts(i, from)
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

    fn attribution_follows(&self, at: usize) -> bool {
        let at = if self.is_quote(at) { at + 1 } else { at };
        let Some(start) = self.spans.get(at).map(|s| s.start) else { return false };
        let determiner = self.is("determiner", at);
        let near = self.said.partition_point(|(begin, _)| *begin < start);
        let mut near = self.said.iter().skip(near).take_while(|(begin, _)| *begin - start < 5);
        near.any(|&(begin, source)| begin == start || (source && determiner))
    }
}
