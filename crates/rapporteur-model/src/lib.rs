//! The nouns of Rapporteur.
//!
//! Every stage knows these types and no other stage. Nothing here reads a file, follows a rule or holds a word list:
//! a type, its units, its range of values, and the smallest arithmetic that belongs to it.
//!
//! Spans inside the program are half-open ranges of **bytes** of one article's text; they become Unicode code points
//! once, when `store` and the command write them out (see [`codepoints`]).
//!
//! The public formats (tables, JSON lines) are written down where they are written out, so that renaming a field here
//! never breaks a user's query. Only what is read out of one article derives `serde`, for the memory of a build, which no
//! other version of the program reads.

#[macro_use]
mod names;
#[macro_use]
pub mod table;
pub mod annotation;
pub mod article;
pub mod codepoints;
pub mod corpus;
pub mod date;
pub mod diagnostic;
pub mod entity;
pub mod id;
pub mod record;
mod removal;
pub mod ruling;
pub mod span;
pub mod syntax;

pub use annotation::{
    Annotations, Attribution, AttributionKind, Event, EventStatus, EventType, Hedge, HedgeKind, Likelihood,
    MeetingMention, MeetingStatus, NonResponse, NonResponseHow, ParticipantMention, ParticipantRole,
    Quantity, RoleMention, SourceKind, Stance, StanceMention, StatusMention, TalksState, TimeExpression,
    TimeType, Verification,
};
pub use article::{Article, Basis, Part, PartKind};
pub use corpus::{Corpus, Links};
pub use date::{Date, Interval};
pub use diagnostic::Diagnostic;
pub use entity::{EntityKind, How, Mention, NameLabel};
pub use id::Id;
pub use record::Record;
pub use ruling::Ruling;
pub use span::Span;
pub use syntax::{Syntax, Token, Upos};

/// The rule or model that made a row, in kebab-case with dots, most general part first: `stance.insists-that`.
pub type By = std::borrow::Cow<'static, str>;

/// How sure the rule is, 0 to 1, calibrated on development data; `None` where nothing was calibrated.
pub type Confidence = Option<f32>;
pub use annotation::{AgreementMention, DeadlineMention, Group, Holder, Link, Reference, Scope, TermMention};
pub use ruling::{ArticleNames, Item, Judgement, Place, Upstream};
pub use syntax::{NameSpan, Strings};
