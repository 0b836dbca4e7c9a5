//! What the annotators say of one article: time expressions, mentions, attributions, events, stances, meetings.
//!
//! Fields that point to another annotation are indices into the same [`Annotations`].

use crate::record::{DeadlineState, Modality, TermState};
use crate::{By, Confidence, Diagnostic, How, Id, Interval, Mention, Span};
use serde::{Deserialize, Serialize};

/// Everything read out of one article. Each list is sorted by span.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// Sentences of title and body.
    pub sentences: Vec<Span>,
    /// "Monday", "late September", "for two weeks".
    pub times: Vec<TimeExpression>,
    /// Names and other words that refer to somebody or something.
    pub mentions: Vec<Mention>,
    /// What pronouns for people stand for, named or not.
    pub references: Vec<Reference>,
    /// "both sides", "the two countries".
    pub groups: Vec<Group>,
    /// "Syrian Foreign Minister Asaad al-Shaibani": who holds which office.
    pub roles: Vec<RoleMention>,
    /// Who is said to say what.
    pub attributions: Vec<Attribution>,
    /// "declined to comment".
    pub non_responses: Vec<NonResponse>,
    /// "roughly 3,000 fighters".
    pub quantities: Vec<Quantity>,
    /// "very likely", "reportedly", "appears to": how sure the words are.
    #[serde(default)]
    pub hedges: Vec<Hedge>,
    /// Who did what to whom.
    pub events: Vec<Event>,
    /// Who asks, offers, refuses, ties what.
    pub stances: Vec<StanceMention>,
    /// Meetings and rounds of talks.
    pub meetings: Vec<MeetingMention>,
    /// "talks have stalled".
    pub status: Vec<StatusMention>,
    /// "by the end of the month", "before the summit": what is due when.
    pub deadlines: Vec<DeadlineMention>,
    /// "Under the treaty both armies must leave".
    pub terms: Vec<TermMention>,
    /// "abandoned the truce", "suspended the accord".
    pub agreements: Vec<AgreementMention>,
    /// What could not be settled.
    pub diagnostics: Vec<Diagnostic>,
}

/// Words for several at once, and who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The words.
    pub span: Span,
    /// Of each of them a mention.
    pub members: Vec<Span>,
    /// What sort of words they are: "both sides", "they".
    pub how: How,
    /// The rule.
    pub by: By,
}

/// A pronoun for people and the words it takes up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The pronoun.
    pub pronoun: Span,
    /// The name or noun phrase before it that it stands for.
    pub antecedent: Span,
    /// The head word of that phrase.
    pub head: Span,
    /// Whoever else it could be is far less at hand.
    pub clear: bool,
}

words! {
    /// TIMEX3 types.
    pub enum TimeType {
        /// A day or longer on the calendar.
        Date = "DATE",
        /// A time of day.
        Time = "TIME",
        /// A length of time.
        Duration = "DURATION",
        /// A repeated time.
        Set = "SET",
    }
}

/// A time expression: the words, and the time they stand for (TIMEX3, ISO-TimeML).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimeExpression {
    /// The words.
    pub span: Span,
    /// DATE, TIME, DURATION or SET.
    pub kind: TimeType,
    /// The TIMEX3 value: `2025-09-16`, `2025-W38`, `P2W`, `PAST_REF`, `XXXX-WXX-2` where nothing anchors it.
    pub value: String,
    /// The days it stands for.
    pub interval: Interval,
    /// What it was counted from: `published`, or the words of an earlier expression; `None` if it is explicit.
    pub anchor: Option<String>,
    /// The rule: `time.weekday-latest`.
    pub rule: By,
}

/// An office somebody holds, as an article says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleMention {
    /// The words of the office with its holder.
    pub span: Span,
    /// Index of the mention that holds it.
    pub holder: usize,
    /// The office in lower case, without the state: "foreign minister".
    pub role: String,
    /// "Acting", "former", "then-", "designate" as written, lower case.
    pub qualifier: Option<String>,
    /// ISO 3166-1 alpha-3 of the state whose office it is.
    pub state: Option<String>,
    /// Index of the mention whose office it is, where only a pronoun says so: "its finance minister".
    pub of: Option<usize>,
    /// The rule.
    pub by: By,
}

words! {
    /// How words are rendered.
    pub enum AttributionKind {
        /// All content inside quotation marks.
        Direct = "direct",
        /// Content partly inside quotation marks.
        Mixed = "mixed",
        /// No quotation marks.
        Indirect = "indirect",
    }
}

words! {
    /// What sort of source speaks.
    pub enum SourceKind {
        /// A named person, state, institution.
        Named = "named",
        /// "a Western diplomat".
        Anonymous = "anonymous",
        /// A news outlet.
        Outlet = "outlet",
        /// A statement, report, document.
        Document = "document",
        /// The words name no source ("reportedly"), or the source was not found.
        Unspecified = "unspecified",
    }
}

words! {
    /// What is said of the truth of the content.
    pub enum Verification {
        /// "could not independently verify".
        Unverified = "unverified",
        /// Somebody denies it.
        Denied = "denied",
        /// Somebody would not comment on it.
        NoComment = "no_comment",
        /// Somebody confirms it.
        Confirmed = "confirmed",
    }
}

/// Somebody is said to say something (PARC: source, cue, content).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// The source's words; `None` if the text gives none.
    pub source: Option<Span>,
    /// The word or words that attribute: "said", "according to".
    pub cue: Option<Span>,
    /// What is said, in one or more pieces, in order; never empty.
    pub content: Vec<Span>,
    /// Direct, mixed, indirect.
    pub kind: AttributionKind,
    /// What sort of source.
    pub source_kind: SourceKind,
    /// Index of the mention the source is, after pronouns are resolved inside the article.
    pub source_mention: Option<usize>,
    /// How many people: "four sources" = 4; `None` if not said.
    pub source_count: Option<u32>,
    /// ISO 3166-1 alpha-3 of an anonymous source's country.
    pub source_state: Option<String>,
    /// security, political, military, diplomatic...
    pub source_sector: Option<String>,
    /// "briefed on the talks", as written.
    pub source_proximity: Option<Span>,
    /// Index of the attribution whose sources these are some of ("four of the sources").
    pub subset_of: Option<usize>,
    /// Whom it was told to: "told Reuters".
    pub told_to: Option<Span>,
    /// Index of the attribution this one is nested in.
    pub parent: Option<usize>,
    /// What is said of its truth.
    pub verification: Option<Verification>,
    /// The rule.
    pub by: By,
    /// How sure.
    pub confidence: Confidence,
}

impl Attribution {
    /// The ids of an article's attributions, in their order: hash(article, span, kind); a second one on the same span is
    /// told apart by its cue.
    pub fn ids(article: Id, attributions: &[Attribution]) -> Vec<Id> {
        let mut seen = std::collections::BTreeSet::new();
        attributions
            .iter()
            .map(|a| {
                let span = a.content.first().copied().or(a.cue).unwrap_or_default();
                let mut id = Id::of_span("attribution", article, span);
                while !seen.insert(id) {
                    let cue = a.cue.unwrap_or_default().start;
                    id = Id::of("attribution", &[id.as_bytes(), &cue.to_le_bytes()]);
                }
                id
            })
            .collect()
    }
}

words! {
    /// How somebody did not answer.
    pub enum NonResponseHow {
        /// Declined to comment.
        NoComment = "no_comment",
        /// Did not reply.
        NoReply = "no_reply",
        /// Avoided the question.
        Evaded = "evaded",
        /// The outlet could not verify.
        NotVerified = "not_verified",
    }
}

/// Silence, kept as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NonResponse {
    /// The clause.
    pub span: Span,
    /// Who did not answer (or could not verify).
    pub who: Option<Span>,
    /// Index of the mention `who` is.
    pub who_mention: Option<usize>,
    /// Who asked, as written.
    pub asked_by: Option<Span>,
    /// About what, as written.
    pub about: Option<Span>,
    /// How.
    pub how: NonResponseHow,
    /// The rule.
    pub by: By,
}

words! {
    /// How words keep what they say open.
    pub enum HedgeKind {
        /// They say how likely it is: "very likely".
        Likelihood = "likelihood",
        /// Somebody says so whom they do not name: "reportedly".
        Hearsay = "hearsay",
        /// The teller is not sure: "apparently".
        Doubt = "doubt",
        /// It looks so: "appears to".
        Seeming = "seeming",
        /// "may", "might".
        Modal = "modal",
    }
}

/// Words that say how sure a statement is, as stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hedge {
    /// The words.
    pub span: Span,
    /// Which sort.
    pub kind: HedgeKind,
    /// The band of ICD 203, of words of likelihood.
    pub band: Option<Likelihood>,
    /// Index of the innermost attribution in whose content they stand; `None`: the outlet's own voice.
    pub attribution: Option<usize>,
    /// The trigger of the event that they speak of.
    pub event: Option<Span>,
    /// The rule.
    pub by: By,
}

/// A number as reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The words: "roughly 3,000 fighters".
    pub span: Span,
    /// Least value it can mean, in `unit`.
    pub min: Option<f64>,
    /// Greatest value it can mean.
    pub max: Option<f64>,
    /// What is counted or measured, singular lower case: "fighter", "kilometre", "dollar".
    pub unit: Option<String>,
    /// "roughly", "more than", as written, lower case.
    pub approximator: Option<String>,
    /// The rule.
    pub by: By,
}

words! {
    /// PLOVER event types (PLOVER manual draft 0.8).
    pub enum EventType {
        /// Promises or offers to cooperate.
        Agree = "AGREE",
        /// Meetings, visits, calls.
        Consult = "CONSULT",
        /// Verbal or diplomatic backing.
        Support = "SUPPORT",
        /// Verbal yielding.
        Concede = "CONCEDE",
        /// Mutual material exchange.
        Cooperate = "COOPERATE",
        /// Material help.
        Aid = "AID",
        /// Yielding with material effect.
        Retreat = "RETREAT",
        /// Requests, demands, orders.
        Request = "REQUEST",
        /// Criticism, blame, charges.
        Accuse = "ACCUSE",
        /// Refusals.
        Reject = "REJECT",
        /// Warnings of harm.
        Threaten = "THREATEN",
        /// Civilian collective dissent.
        Protest = "PROTEST",
        /// Cutting existing relations.
        Sanction = "SANCTION",
        /// Military or police posture.
        Mobilize = "MOBILIZE",
        /// Repression short of violence.
        Coerce = "COERCE",
        /// Deliberate physical harm.
        Assault = "ASSAULT",
    }
}

words! {
    /// Whether the text says the event took place.
    pub enum EventStatus {
        /// It did.
        Happened = "happened",
        /// It is announced, scheduled, ordered.
        Planned = "planned",
        /// It may.
        Possible = "possible",
        /// It would, if something else.
        Conditional = "conditional",
        /// It is denied, refused or did not.
        Denied = "denied",
    }
}

/// Who did what to whom (PLOVER).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The clause or sentence it stands in.
    pub span: Span,
    /// The word that names it.
    pub trigger: Span,
    /// PLOVER type.
    pub kind: EventType,
    /// PLOVER mode: "visit", "withdraw", "aerial".
    pub mode: Option<By>,
    /// Who.
    pub actor: Option<Span>,
    /// Index of the mention the actor is.
    pub actor_mention: Option<usize>,
    /// To whom.
    pub recipient: Option<Span>,
    /// Index of the mention the recipient is.
    pub recipient_mention: Option<usize>,
    /// Index of the mention of the place.
    pub place: Option<usize>,
    /// Index of the time expression.
    pub time: Option<usize>,
    /// Happened, planned, possible, conditional, denied.
    pub status: EventStatus,
    /// Country and sector code of the actor: "ISRMIL".
    pub actor_code: Option<String>,
    /// Country and sector code of the recipient.
    pub recipient_code: Option<String>,
    /// Index of the attribution it stands in; `None`: the outlet's own voice.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
    /// How sure.
    pub confidence: Confidence,
}

words! {
    /// What a party does with an issue.
    pub enum Stance {
        /// Asks, insists, seeks, calls for.
        Demands = "demands",
        /// Proposes to give or do.
        Offers = "offers",
        /// Accepts.
        Accepts = "accepts",
        /// Refuses, rules out, resists.
        Rejects = "rejects",
        /// Only if, after, or in exchange.
        Conditions = "conditions",
        /// Left for later.
        Defers = "defers",
        /// Gives up what it held before.
        Concedes = "concedes",
    }
}

words! {
    /// How a position hangs on another thing.
    pub enum Link {
        /// Only if, unless, until.
        OnlyIf = "only_if",
        /// In exchange for, in return for.
        InExchangeFor = "in_exchange_for",
        /// Before, must come first.
        PreconditionOf = "precondition_of",
        /// As a step towards.
        StepTowards = "step_towards",
    }
}

words! {
    /// How much of the thing.
    pub enum Scope {
        /// Nothing of it.
        None = "none",
        /// Some of it.
        Partial = "partial",
        /// Some of it, with something named that is left out.
        PartialExcept = "partial_except",
        /// All of it.
        Full = "full",
    }
}

/// Whether words say whose a stance is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Holder {
    /// They do: `holder`.
    #[default]
    Said,
    /// They do, but only if whoever tells it speaks for that party: "the spokesman said the company would keep".
    Own,
    /// All who negotiate: "the talks have not addressed", "agreed are".
    All,
    /// Nobody is named: "the claim has been dropped".
    Unsaid,
}

/// Words by which somebody asks, offers, refuses, accepts or ties something. Which *issue* it is about is for the
/// codebook to say, later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StanceMention {
    /// The clause.
    pub span: Span,
    /// The word or words that make it a stance: "insists", "ruled out".
    pub cue: Span,
    /// What the holder does.
    pub stance: Stance,
    /// Whose position it is, as written.
    pub holder: Option<Span>,
    /// Index of the mention the holder is.
    pub holder_mention: Option<usize>,
    /// Whether words say whose it is.
    pub whose: Holder,
    /// What it is about.
    pub content: Span,
    /// What it is about is told by pronouns and verbs alone: "free them", "do so".
    pub back: bool,
    /// How much, where words say so.
    pub scope: Option<Scope>,
    /// What is left out ("except ..."), as written.
    pub exception: Option<Span>,
    /// How it hangs on a condition.
    pub link: Option<Link>,
    /// The condition, as written.
    pub condition: Option<Span>,
    /// "might", "is willing to", as written.
    pub modality: Option<Span>,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// Index of a time expression that dates it.
    pub time: Option<usize>,
    /// The rule.
    pub by: By,
    /// How sure.
    pub confidence: Confidence,
}

impl StanceMention {
    /// A stance of whom nothing is said yet: no holder, no scope, no condition, no attribution.
    pub fn bare(stance: Stance, span: Span, cue: Span, content: Span, by: impl Into<By>) -> Self {
        StanceMention {
            span,
            cue,
            stance,
            holder: None,
            holder_mention: None,
            whose: Holder::Said,
            content,
            back: false,
            scope: None,
            exception: None,
            link: None,
            condition: None,
            modality: None,
            attribution: None,
            time: None,
            by: by.into(),
            confidence: None,
        }
    }
}

words! {
    /// Whether a meeting took place.
    pub enum MeetingStatus {
        /// It did, or is under way.
        Happened = "happened",
        /// It is announced.
        Planned = "planned",
        /// It may.
        Possible = "possible",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

words! {
    /// What somebody is at a meeting.
    pub enum ParticipantRole {
        /// Sits for a side.
        Delegate = "delegate",
        /// Mediates, sponsors.
        Mediator = "mediator",
        /// Gives the venue.
        Host = "host",
        /// Leads a delegation.
        Leader = "leader",
    }
}

words! {
    /// Likelihood as an ICD-203-style band.
    pub enum Likelihood {
        /// 1-5 %.
        AlmostNone = "almost_none",
        /// 5-20 %.
        VeryUnlikely = "very_unlikely",
        /// 20-45 %.
        Unlikely = "unlikely",
        /// 45-55 %.
        Even = "even",
        /// 55-80 %.
        Likely = "likely",
        /// 80-95 %.
        VeryLikely = "very_likely",
        /// 95-99 %.
        AlmostCertain = "almost_certain",
    }
}

/// Somebody at a meeting, as an article says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParticipantMention {
    /// Index of the mention.
    pub mention: usize,
    /// What they are there.
    pub role: ParticipantRole,
    /// Index of the mention of the side they sit for.
    pub side: Option<usize>,
    /// The words that say so: the clause.
    pub span: Span,
}

/// A meeting or round of talks, as an article says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingMention {
    /// The clause.
    pub span: Span,
    /// "met", "round of talks".
    pub trigger: Span,
    /// Index of the mention of the venue.
    pub venue: Option<usize>,
    /// The ordinal: "third round" = 3.
    pub round: Option<u32>,
    /// Who was there.
    pub participants: Vec<ParticipantMention>,
    /// Index of the time expression.
    pub time: Option<usize>,
    /// Happened, planned, possible, cancelled.
    pub status: MeetingStatus,
    /// Likelihood words as stated.
    pub likelihood: Option<Span>,
    /// Words on how it ended.
    pub outcome: Option<Span>,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
}

words! {
    /// How the talks go.
    pub enum TalksState {
        /// They move.
        Advancing = "advancing",
        /// They do not.
        Stalled = "stalled",
        /// They have been broken off.
        BrokenOff = "broken_off",
        /// They began again.
        Resumed = "resumed",
        /// They ended in an agreement.
        Concluded = "concluded",
    }
}

/// An assessment of how the talks go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusMention {
    /// The clause.
    pub span: Span,
    /// The word that says so.
    pub cue: Span,
    /// How they go.
    pub state: TalksState,
    /// Index of the time expression.
    pub time: Option<usize>,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
}

/// Something due by a time or an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeadlineMention {
    /// What is due and by when.
    pub span: Span,
    /// What is due, as written.
    pub what: Span,
    /// Index of the time expression it is due by.
    pub time: Option<usize>,
    /// The event it hangs on, as written: "the General Assembly".
    pub event: Option<Span>,
    /// Index of the mention of who set it.
    pub set_by: Option<usize>,
    /// The words say whether it was met.
    pub state: DeadlineState,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
}

/// A clause of an agreement or of a plan for one, as an article says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermMention {
    /// The clause.
    pub span: Span,
    /// The words that name the agreement or plan.
    pub frame: Span,
    /// Whom it binds, as written; `None` in the passive.
    pub bearer: Option<Span>,
    /// Index of the mention it is.
    pub bearer_mention: Option<usize>,
    /// "Both armies", "neither side": it binds each party.
    pub each: bool,
    /// Obliges, forbids, permits.
    pub modality: Modality,
    /// What is to be done or left.
    pub content: Span,
    /// What is left out.
    pub exception: Option<Span>,
    /// Proposed or reported as agreed.
    pub state: TermState,
    /// Index of the time expression by which it is due or from which it holds.
    pub time: Option<usize>,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
}

/// What became of an agreement, as an article says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgreementMention {
    /// The clause.
    pub span: Span,
    /// The words that name the agreement.
    pub agreement: Span,
    /// Where it stands then.
    pub state: TermState,
    /// Index of the time expression.
    pub time: Option<usize>,
    /// Index of the attribution it stands in.
    pub attribution: Option<usize>,
    /// The rule.
    pub by: By,
}
