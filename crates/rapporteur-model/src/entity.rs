//! Names in a text, and who they are.

use crate::{By, Confidence, Span};
use serde::{Deserialize, Serialize};

words! {
    /// What an entity is, in the record.
    pub enum EntityKind {
        /// A human being.
        Person = "person",
        /// A recognised state, which is the same entity as its government.
        State = "state",
        /// An authority that is no state's: de facto, regional.
        Government = "government",
        /// An organisation, company, institution.
        Organisation = "organisation",
        /// Fighters that are no state's.
        ArmedGroup = "armed_group",
        /// A news outlet or agency.
        Outlet = "outlet",
        /// A place.
        Place = "place",
        /// A treaty, truce, accord.
        Agreement = "agreement",
        /// An office as such: "the State Department".
        Office = "office",
        /// People by nationality, faith, kind: "the Druze".
        Group = "group",
    }
}

words! {
    /// The label of a name in running text (OntoNotes terms).
    pub enum NameLabel {
        /// People.
        Person = "PERSON",
        /// Companies, agencies, institutions.
        Org = "ORG",
        /// Countries, cities, states.
        Gpe = "GPE",
        /// Mountains, seas, regions.
        Loc = "LOC",
        /// Nationalities, religious and political groups.
        Norp = "NORP",
        /// Buildings, airports, crossings.
        Fac = "FAC",
        /// Named wars, conferences.
        Event = "EVENT",
    }
}

words! {
    /// How a text refers to an entity.
    pub enum How {
        /// By its name or part of it.
        Name = "name",
        /// By title or office with or without the name's part: "President al-Sharaa" is a name, "the president" a title.
        Title = "title",
        /// By a common noun: "Syrian officials", "the two countries".
        Nominal = "nominal",
        /// By a pronoun.
        Pronoun = "pronoun",
        /// By something that stands for it: a capital for its government.
        Metonym = "metonym",
    }
}

/// Words that refer to something.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The words, without a leading title, determiner or possessive ending for names.
    pub span: Span,
    /// The kind of thing, as far as one article tells.
    pub kind: EntityKind,
    /// The label of a name; `None` for nominals and pronouns.
    pub label: Option<NameLabel>,
    /// How it refers.
    pub how: How,
    /// The name to link by: possessive ending and line breaks removed, expanded to the fullest form used in the same
    /// article ("al-Sharaa" -> "Ahmed al-Sharaa"); for a demonym or a nominal with one, the state's name.
    pub name: String,
    /// ISO 3166-1 alpha-3 of the state it is or belongs to, where words or lexicon say so.
    pub state: Option<String>,
    /// Index of an earlier mention in the same article that refers to the same thing; for "I" in a quotation whose
    /// speaker is named behind it, of that later one.
    pub antecedent: Option<usize>,
    /// The rule.
    pub by: By,
    /// How sure.
    pub confidence: Confidence,
}
