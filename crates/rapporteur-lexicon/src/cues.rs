//! Verbs that attribute: who is said to say, hold or think something (`data/cues.tsv`).
//!
//! Answers what a word form may be; whether it is that in a sentence is for the annotators.

use crate::fast::Map;
use crate::table;

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CueKind {
    /// Says: "said".
    Speech,
    /// What texts, studies and polls do: "shows".
    Document,
    /// Thinks: "believes".
    Belief,
    /// An act done in words or an attitude: "accused", "backs".
    Stance,
}

/// Which form of the verb a word is. A regular past is also the participle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// "say"
    Base,
    /// "says"
    Third,
    /// "said"
    Past,
    /// "written", where it is not the past.
    Participle,
    /// "saying"
    Gerund,
}

/// One verb and what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// The verb.
    pub lemma: &'static str,
    /// What it does.
    pub kind: CueKind,
    /// A clause with "that".
    pub that: bool,
    /// A clause without "that".
    pub bare: bool,
    /// A quotation.
    pub quote: bool,
    /// An indirect question.
    pub wh: bool,
    /// An object: "rejected the offer".
    pub noun: bool,
    /// A to-infinitive.
    pub inf: bool,
    /// Somebody is addressed without "to": "told Vane".
    pub hearer: bool,
    /// Somebody may be addressed with "to": "said to Vane".
    pub to: bool,
    /// May stand before its subject: "said Vane".
    pub invert: bool,
    /// The forms with and without -s are also nouns: "claims".
    pub as_noun: bool,
    /// Names whose words they are, of what the same source says: "citing officials".
    pub cites: bool,
    /// Prepositions that the content may follow: "called for".
    pub prepositions: Vec<&'static str>,
}

/// All cues by form.
#[derive(Debug)]
pub struct Cues {
    verbs: Vec<Cue>,
    forms: Map<String, (usize, Form)>,
}

impl Default for Cues {
    fn default() -> Self {
        let mut cues = Cues { verbs: Vec::new(), forms: Map::default() };
        for row in table::rows(include_str!("../data/cues.tsv")) {
            let [lemma, past, participle, kind, takes] = row.as_slice() else { continue };
            let Some(kind) = kind_named(kind) else { continue };
            let takes = |what: &str| takes.split(' ').any(|t| t == what);
            let n = cues.verbs.len();
            cues.verbs.push(Cue {
                lemma,
                kind,
                that: takes("that"),
                bare: takes("bare"),
                quote: takes("quote"),
                wh: takes("wh"),
                noun: takes("noun"),
                inf: takes("inf"),
                hearer: takes("hearer"),
                to: takes("to"),
                invert: takes("invert"),
                as_noun: takes("as-noun"),
                cites: takes("cites"),
                prepositions: row
                    .get(4)
                    .map_or("", |t| t)
                    .split(' ')
                    .filter_map(|t| t.strip_prefix('+'))
                    .collect(),
            });
            let past = if past.is_empty() { regular_past(lemma) } else { (*past).to_owned() };
            let gerund = gerund(lemma, &past);
            // The first reading of a form stands: base before past ("read").
            for (form, kind) in [
                ((*lemma).to_owned(), Form::Base),
                (third(lemma), Form::Third),
                (past, Form::Past),
                ((*participle).to_owned(), Form::Participle),
                (gerund, Form::Gerund),
            ] {
                if !form.is_empty() {
                    cues.forms.entry(form).or_insert((n, kind));
                }
            }
        }
        cues
    }
}

impl Cues {
    /// The verb a word is a form of, and which form. The word is given in lower case.
    pub fn find(&self, word: &str) -> Option<(&Cue, Form)> {
        let &(n, form) = self.forms.get(word)?;
        Some((self.verbs.get(n)?, form))
    }
    /// Is the word, in lower case, a noun for saying something: "claim"?
    pub fn is_said(&self, word: &str) -> bool {
        self.find(word).is_some_and(|(c, f)| c.as_noun && f == Form::Base)
    }
    /// Is the word a finite form of a verb of speech that may follow or precede a quotation?
    pub fn is_speech(&self, word: &str) -> bool {
        self.find(word).is_some_and(|(c, f)| {
            c.kind == CueKind::Speech && c.quote && matches!(f, Form::Past | Form::Third)
        })
    }
}

fn kind_named(word: &str) -> Option<CueKind> {
    Some(match word {
        "speech" => CueKind::Speech,
        "document" => CueKind::Document,
        "belief" => CueKind::Belief,
        "stance" => CueKind::Stance,
        _ => return None,
    })
}

fn ends_in_consonant_y(lemma: &str) -> bool {
    lemma.strip_suffix('y').is_some_and(|s| !s.ends_with(['a', 'e', 'i', 'o', 'u']))
}

fn third(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        format!("{}ies", lemma.get(..lemma.len() - 1).unwrap_or(lemma))
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|e| lemma.ends_with(e)) {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

fn regular_past(lemma: &str) -> String {
    if ends_in_consonant_y(lemma) {
        format!("{}ied", lemma.get(..lemma.len() - 1).unwrap_or(lemma))
    } else if lemma.ends_with('e') {
        format!("{lemma}d")
    } else {
        format!("{lemma}ed")
    }
}

/// Doubles a last consonant where the past does: admitted, admitting.
fn gerund(lemma: &str, past: &str) -> String {
    if let Some(stem) = past.strip_suffix("ed")
        && stem.len() == lemma.len() + 1
        && stem.starts_with(lemma)
    {
        return format!("{stem}ing");
    }
    match lemma.strip_suffix('e') {
        Some(stem) if !lemma.ends_with("ee") => format!("{stem}ing"),
        _ => format!("{lemma}ing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_understood() {
        const TAKES: [&str; 11] =
            ["as-noun", "cites", "that", "bare", "quote", "wh", "noun", "inf", "hearer", "to", "invert"];
        for row in table::rows(include_str!("../data/cues.tsv")) {
            assert!(kind_named(row[3]).is_some(), "{row:?}");
            assert!(row[4].split(' ').all(|t| TAKES.contains(&t) || t.starts_with('+')), "{row:?}");
        }
    }

    #[test]
    fn forms_are_inflected() {
        let cues = Cues::default();
        let lemma = |w: &str| cues.find(w).map(|(c, f)| (c.lemma, f));
        assert_eq!(lemma("said"), Some(("say", Form::Past)));
        assert_eq!(lemma("denies"), Some(("deny", Form::Third)));
        assert_eq!(lemma("admitting"), Some(("admit", Form::Gerund)));
        assert_eq!(lemma("noting"), Some(("note", Form::Gerund)));
        assert_eq!(lemma("written"), Some(("write", Form::Participle)));
        assert_eq!(lemma("harbour"), None);
        assert!(cues.is_speech("asked"));
        assert!(!cues.is_speech("rejected"));
    }
}
