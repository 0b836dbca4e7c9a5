//! The record: every table of the public contract (docs/record.md), as rows.
//!
//! `record` draws it up, `store` keeps it, `show` shows it. Rows hold byte spans; outputs count code points.

use crate::annotation::*;
use crate::table::{At, Row, Table};
use crate::{Article, Basis, By, Date, EntityKind, How, Id, Interval, Part, PartKind, Span};

table! {
    /// One article as read. Its text is what every span of the record indexes.
    pub struct ArticleRow in articles [unique: article] {
        /// hash(raw bytes, outlet, url, published).
        article: Id = "article";
        /// Path of the first origin, relative to the INPUT named.
        path: String = "path";
        /// The outlet as written.
        outlet: Option<String> = "outlet";
        /// The entity the outlet is.
        outlet_entity: Option<Id> = "outlet_entity";
        /// The headline.
        title: Option<String> = "title";
        /// The author as written.
        author: Option<String> = "author";
        /// The dateline as written.
        dateline: Option<String> = "dateline";
        /// The agency credited.
        agency: Option<String> = "agency";
        /// Where it can be read.
        url: Option<String> = "url";
        /// SHA-256 of the raw bytes.
        sha256: String = "sha256";
        /// First and last day it can have been published on.
        published: Interval = "published_from, published_to";
        /// metadata, dateline, feed, html, inferred, ruling.
        published_basis: Option<Basis> = "published_basis";
        /// The day we had it, if stated.
        acquired: Option<Date> = "acquired";
        /// ISO 639 code.
        language: Option<String> = "language";
        /// Words in title and body.
        words: u32 = "words";
        /// The text.
        text: String = "text";
    }
}
table! {
    /// A path an article was read from.
    pub struct OriginRow in origins [unique: article, path] {
        /// The article.
        article: Id = "article";
        /// The path, relative to the INPUT named: `archive.zip!a/b.html`, `x.jsonl#12`.
        path: String = "path";
    }
}
table! {
    /// A marked stretch of an article: title, dateline, one paragraph of body...
    pub struct PartRow in parts [order: article, start] {
        /// The article.
        article: Id = "article";
        /// title, repeated_title, dateline, byline, body, credit, caption.
        kind: PartKind = "kind";
        /// Where.
        span: Span = "start, end";
    }
}
table! {
    /// A sentence of title or body.
    pub struct SentenceRow in sentences [unique: article, n] {
        /// The article.
        article: Id = "article";
        /// 0 for the first.
        n: u32 = "n";
        /// Where.
        span: Span = "start, end";
    }
}
table! {
    /// Something the program could not settle.
    pub struct DiagnosticRow in diagnostics [order: name, article, start, detail] {
        /// The article; NULL for the whole pile.
        article: Option<Id> = "article";
        /// Where.
        span: Option<Span> = "start, end";
        /// Kebab-case name of the kind.
        name: By = "name";
        /// One sentence.
        detail: String = "detail";
    }
}
table! {
    /// A person, state, organisation, place... that several mentions refer to.
    pub struct EntityRow in entities [unique: entity] {
        /// The id of its first mention.
        entity: Id = "entity";
        /// The fullest or commonest form.
        name: String = "name";
        /// person, state, government, organisation, armed_group, outlet, place, agreement, office, group.
        kind: EntityKind = "kind";
        /// ISO 3166-1 alpha-3 of the state it is or belongs to.
        state: Option<String> = "state";
        /// Latitude in degrees.
        lat: Option<f64> = "lat";
        /// Longitude in degrees.
        lon: Option<f64> = "lon";
        /// How many mentions.
        mentions: u32 = "mentions";
        /// First publication day it was mentioned on.
        first_seen: Option<Date> = "first_seen";
    }
}
table! {
    /// A spelling of an entity's name, by outlet.
    pub struct AliasRow in aliases [unique: entity, name, outlet] {
        /// The entity.
        entity: Id = "entity";
        /// The spelling.
        name: String = "name";
        /// The outlet that uses it; empty where no outlet is known.
        outlet: String = "outlet";
        /// How often.
        count: u32 = "count";
    }
}
table! {
    /// Why two spellings were taken for one entity.
    pub struct MergeRow in merges [order: entity, name_a, name_b] {
        /// The entity they became.
        entity: Id = "entity";
        /// One spelling.
        name_a: String = "name_a";
        /// The other.
        name_b: String = "name_b";
        /// The rule and what it saw.
        why: String = "why";
        /// 0 to 1.
        score: f64 = "score";
    }
}
table! {
    /// An id that an entity has in a build of fewer articles, or where two names are not joined: the first mention of one of
    /// its names in a later article.
    pub struct FormerIdRow in former_ids [unique: id] {
        /// The old id.
        id: Id = "id";
        /// The id it has now.
        now: Id = "now";
    }
}
table! {
    /// Words that refer to an entity.
    pub struct MentionRow in mentions [order: article, start, end] {
        /// The entity.
        entity: Id = "entity";
        /// Where.
        at: At = "article, start, end";
        /// name, title, nominal, pronoun, metonym.
        how: How = "how";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
table! {
    /// An office somebody holds, as an article says it.
    pub struct RoleRow in roles [order: entity, role, article, start] {
        /// Who.
        entity: Id = "entity";
        /// The office in lower case, with "acting", "former" where the text says so.
        role: String = "role";
        /// The state whose office it is.
        state: Option<String> = "state";
        /// From and to, as far as known.
        held: Interval = "from_date, to_date";
        /// The words that say so.
        at: At = "article, start, end";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// A time expression and the days it stands for.
    pub struct TimeRow in times [order: article, start, end] {
        /// Where.
        at: At = "article, start, end";
        /// DATE, TIME, DURATION, SET.
        kind: TimeType = "type";
        /// TIMEX3 value.
        value: String = "value";
        /// The days.
        interval: Interval = "date_start, date_end";
        /// What it was counted from.
        anchor: Option<String> = "anchor";
        /// The rule.
        rule: By = "rule";
    }
}
table! {
    /// Somebody is said to say something.
    pub struct AttributionRow in attributions [unique: attribution] {
        /// hash(article, span, kind).
        attribution: Id = "attribution";
        /// The first piece of what is said.
        at: At = "article, start, end";
        /// direct, mixed, indirect.
        kind: AttributionKind = "kind";
        /// 1 if direct or mixed.
        direct: bool = "direct";
        /// The words that name the source.
        source: Option<Span> = "source_start, source_end";
        /// The same as text.
        source_text: Option<String> = "source_text";
        /// The entity the source is.
        source_entity: Option<Id> = "source_entity";
        /// named, anonymous, outlet, document, unspecified.
        source_kind: SourceKind = "source_kind";
        /// How many people.
        source_count: Option<u32> = "source_count";
        /// ISO 3166-1 alpha-3 of an anonymous source's country.
        source_state: Option<String> = "source_state";
        /// security, military, diplomatic...
        source_sector: Option<String> = "source_sector";
        /// "briefed on the talks".
        source_proximity: Option<String> = "source_proximity";
        /// The attribution whose sources these are some of.
        subset_of: Option<Id> = "subset_of";
        /// Whom it was told to, as written.
        told_to: Option<String> = "told_to";
        /// The entity of it.
        told_to_entity: Option<Id> = "told_to_entity";
        /// The attributing words.
        cue: Option<String> = "cue";
        /// The attribution this one is nested in.
        parent: Option<Id> = "parent";
        /// unverified, denied, no_comment, confirmed.
        verification: Option<Verification> = "verification";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
words! {
    /// What a span is in an attribution.
    pub enum AttributionPart {
        /// Who says it.
        Source = "source",
        /// The words that attribute.
        Cue = "cue",
        /// What is said.
        Content = "content",
    }
}
table! {
    /// The pieces of an attribution.
    pub struct AttributionSpanRow in attribution_spans [order: attribution, role, n] {
        /// The attribution.
        attribution: Id = "attribution";
        /// source, cue, content.
        role: AttributionPart = "role";
        /// 0 for the first piece.
        n: u32 = "n";
        /// Where.
        at: At = "article, start, end";
    }
}
table! {
    /// Silence: who did not answer.
    pub struct NonResponseRow in non_responses [order: article, start, end] {
        /// Where.
        at: At = "article, start, end";
        /// The entity that did not answer.
        who: Option<Id> = "who";
        /// Who did not answer, as written.
        who_text: Option<String> = "who_text";
        /// The entity that asked.
        asked_by: Option<Id> = "asked_by";
        /// Who asked, as written.
        asked_by_text: Option<String> = "asked_by_text";
        /// About what, as written.
        about: Option<String> = "about";
        /// no_comment, no_reply, evaded, not_verified.
        how: NonResponseHow = "how";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// A number as reported.
    pub struct QuantityRow in quantities [order: article, start, end] {
        /// Where.
        at: At = "article, start, end";
        /// Least value it can mean.
        value_min: Option<f64> = "value_min";
        /// Greatest value it can mean.
        value_max: Option<f64> = "value_max";
        /// What is counted.
        unit: Option<String> = "unit";
        /// "roughly", "more than".
        approximator: Option<String> = "approximator";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// Words that say how sure a statement is, as stated.
    pub struct HedgeRow in hedges [order: article, start, end] {
        /// The words.
        at: At = "article, start, end";
        /// likelihood, hearsay, doubt, seeming, modal.
        kind: HedgeKind = "kind";
        /// The band of ICD 203 that words of likelihood fall in: almost_none, very_unlikely, unlikely, even, likely,
        /// very_likely, almost_certain.
        likelihood_band: Option<Likelihood> = "likelihood_band";
        /// In whose statement; NULL: the outlet's own voice.
        attribution: Option<Id> = "attribution";
        /// The event they speak of.
        event: Option<Id> = "event";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// Who did what to whom (PLOVER).
    pub struct EventRow in events [unique: event] {
        /// hash(article, trigger span, kind).
        event: Id = "event";
        /// The clause it stands in.
        at: At = "article, start, end";
        /// PLOVER type.
        kind: EventType = "type";
        /// PLOVER mode.
        mode: Option<By> = "mode";
        /// The word that names it.
        trigger: String = "trigger";
        /// Who.
        actor: Option<Id> = "actor";
        /// To whom.
        recipient: Option<Id> = "recipient";
        /// Where.
        place: Option<Id> = "place";
        /// When.
        date: Interval = "date_start, date_end";
        /// happened, planned, possible, conditional, denied.
        status: EventStatus = "status";
        /// Under whose word; NULL: the outlet's own voice.
        attribution: Option<Id> = "attribution";
        /// The thread of mentions of one event.
        thread: Option<Id> = "thread";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
table! {
    /// A meeting or round of talks.
    pub struct MeetingRow in meetings [unique: meeting] {
        /// The id of its first mention.
        meeting: Id = "meeting";
        /// A name for a reader.
        name: String = "name";
        /// Where.
        venue: Option<Id> = "venue";
        /// Which round.
        round: Option<u32> = "round";
        /// When.
        date: Interval = "date_start, date_end";
        /// happened, planned, possible, cancelled.
        status: MeetingStatus = "status";
        /// Likelihood as stated.
        likelihood: Option<String> = "likelihood";
        /// The band of ICD 203 that these words fall in: almost_none, very_unlikely, unlikely, even, likely, very_likely,
        /// almost_certain.
        likelihood_band: Option<Likelihood> = "likelihood_band";
        /// Outcome as stated.
        outcome: Option<String> = "outcome";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// Who was at a meeting, in which office, for which side, as an article says it.
    pub struct ParticipantRow in participants [order: meeting, participant, article, start] {
        /// The meeting.
        meeting: Id = "meeting";
        /// Who.
        participant: Id = "participant";
        /// delegate, mediator, host, leader.
        role: ParticipantRole = "role";
        /// The office as written at the time.
        office: Option<String> = "office";
        /// The side they sat for.
        side: Option<Id> = "side";
        /// The words that say so.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
    }
}
table! {
    /// The words a meeting stands on.
    pub struct MeetingEvidenceRow in meeting_evidence [order: meeting, article, start] {
        /// The meeting.
        meeting: Id = "meeting";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
    }
}
table! {
    /// What a party asks, offers, refuses, accepts or ties, on one issue, at one time, on some words.
    pub struct PositionRow in positions [unique: position] {
        /// hash(article, span, party, issue, stance).
        position: Id = "position";
        /// Whose position.
        party: Id = "party";
        /// An issue of the codebook.
        issue: String = "issue";
        /// demands, offers, accepts, rejects, conditions, defers, concedes.
        stance: Stance = "stance";
        /// none, partial, partial_except, full.
        scope: Option<Scope> = "scope";
        /// What is left out, as written.
        exception: Option<String> = "exception";
        /// A line for a reader, made of the article's own words.
        summary: String = "summary";
        /// only_if, in_exchange_for, precondition_of, step_towards.
        link: Option<Link> = "link";
        /// The issue it hangs on.
        condition_issue: Option<String> = "condition_issue";
        /// The condition as written.
        condition_text: Option<String> = "condition_text";
        /// The word that weakens it, as written: "might", "would"; NULL where it is said flatly.
        modality: Option<String> = "modality";
        /// The person or body whose words these are, for the party.
        said_by: Option<Id> = "said_by";
        /// When it was held.
        date: Interval = "date_start, date_end";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word; the teller may differ from the holder.
        attribution: Option<Id> = "attribution";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
table! {
    /// Every place where a position is told: headline, lede, quotation.
    pub struct PositionEvidenceRow in position_evidence [order: position, article, start] {
        /// The position.
        position: Id = "position";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
        /// The rule.
        by: By = "by";
    }
}
words! {
    /// Whether a deadline was met.
    pub enum DeadlineState {
        /// Not yet due.
        Open = "open",
        /// Met.
        Met = "met",
        /// Missed.
        Missed = "missed",
        /// Nobody says.
        Unknown = "unknown",
    }
}
table! {
    /// Something due by a day.
    pub struct DeadlineRow in deadlines [unique: deadline] {
        /// Its id.
        deadline: Id = "deadline";
        /// What is due.
        what: String = "what";
        /// When.
        due: Interval = "due_start, due_end";
        /// The event it hangs on, as written; NULL where words give the day.
        anchor: Option<String> = "anchor";
        /// Who set it.
        set_by: Option<Id> = "set_by";
        /// open, met, missed, unknown.
        state: DeadlineState = "state";
        /// The words that say it was met or missed; NULL where it is open or nobody says.
        state_at: Option<At> = "state_article, state_start, state_end";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
        /// The rule.
        by: By = "by";
    }
}
table! {
    /// An agreement: a bundle of terms.
    pub struct AgreementRow in agreements [unique: agreement] {
        /// The entity it is.
        agreement: Id = "agreement";
        /// Its name.
        name: String = "name";
        /// The parties, by name, separated by "; ".
        parties: Option<String> = "parties";
        /// Who verifies.
        verifier: Option<String> = "verifier";
        /// As stated by codebook or reporting.
        status: Option<String> = "status";
        /// From and until.
        period: Interval = "from_date, until_date";
        /// Where the codebook has it from.
        source: Option<String> = "source";
    }
}
words! {
    /// What a term does.
    pub enum Modality {
        /// Obliges.
        Must = "must",
        /// Forbids.
        MustNot = "must_not",
        /// Permits.
        May = "may",
    }
}
table! {
    /// One clause of an agreement.
    pub struct TermRow in terms [unique: term] {
        /// Its id.
        term: Id = "term";
        /// The agreement it belongs to.
        agreement: Option<Id> = "agreement";
        /// Whom it binds.
        bearer: Option<Id> = "bearer";
        /// must, must_not, may.
        modality: Modality = "modality";
        /// An issue of the codebook.
        issue: String = "issue";
        /// What is to be done or left.
        action: String = "action";
        /// Where, as written.
        zone: Option<String> = "zone";
        /// From and until.
        period: Interval = "from_date, until_date";
        /// What is left out.
        exception: Option<String> = "exception";
        /// How much at most, as written.
        ceiling: Option<String> = "ceiling";
        /// Who verifies it; NULL: whoever verifies the agreement.
        verifier: Option<String> = "verifier";
        /// Where the codebook has it from; NULL where an article gives the term.
        source: Option<String> = "source";
        /// The words; NULL where the codebook gives the term.
        at: Option<At> = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
        /// The rule.
        by: By = "by";
    }
}
words! {
    /// Where a term stands.
    pub enum TermState {
        /// In force.
        InForce = "in_force",
        /// Proposed.
        Proposed = "proposed",
        /// Reported to be agreed.
        Reported = "reported",
        /// Suspended.
        Suspended = "suspended",
        /// Abandoned.
        Abandoned = "abandoned",
    }
}
table! {
    /// Where a term stood on a day.
    pub struct TermStatusRow in term_status [order: term, date] {
        /// The term.
        term: Id = "term";
        /// The day.
        date: Option<Date> = "date";
        /// in_force, proposed, reported, suspended, abandoned.
        status: TermState = "status";
        /// The words.
        at: Option<At> = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
    }
}
words! {
    /// How an event bears on a term. Never "violated".
    pub enum Bearing {
        /// Somebody alleges, or the event if true would be, a breach.
        BreachAlleged = "breach_alleged",
        /// It fulfils the term.
        Complies = "complies",
        /// It touches the term.
        Unclear = "unclear",
    }
}
table! {
    /// A reported event that bears on a term.
    pub struct IncidentRow in incidents [unique: incident] {
        /// Its id.
        incident: Id = "incident";
        /// The event.
        event: Id = "event";
        /// The term.
        term: Id = "term";
        /// breach_alleged, complies, unclear.
        bearing: Bearing = "bearing";
        /// Who says the event took place; NULL: the outlet's own voice.
        alleged_by: Option<Id> = "alleged_by";
    }
}
words! {
    /// How a claim stands.
    pub enum ClaimStatus {
        /// Nobody disputes it.
        Uncontested = "uncontested",
        /// Sources disagree.
        Disputed = "disputed",
        /// Somebody denies it.
        Denied = "denied",
        /// The outlet could not verify it.
        Unverified = "unverified",
    }
}
table! {
    /// A proposition somebody stands behind.
    pub struct ClaimRow in claims [unique: claim] {
        /// The id of its first mention.
        claim: Id = "claim";
        /// In an article's own words.
        summary: String = "summary";
        /// First publication day.
        first_published: Option<Date> = "first_published";
        /// How many articles carry it.
        articles: u32 = "articles";
        /// How many newsrooms, after derivation.
        newsrooms: u32 = "newsrooms";
        /// Least number of human sources.
        sources_min: u32 = "sources_min";
        /// Greatest number of human sources.
        sources_max: Option<u32> = "sources_max";
        /// uncontested, disputed, denied, unverified.
        status: ClaimStatus = "status";
    }
}
words! {
    /// How words bear on a claim.
    pub enum Relation {
        /// They say it.
        Supports = "supports",
        /// They say what cannot be true with it.
        Contradicts = "contradicts",
        /// They deny it.
        Denies = "denies",
    }
}
table! {
    /// The words a claim stands on.
    pub struct ClaimEvidenceRow in claim_evidence [order: claim, article, start] {
        /// The claim.
        claim: Id = "claim";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
        /// supports, contradicts, denies.
        relation: Relation = "relation";
    }
}
words! {
    /// What a line of the tree behind a claim's numbers is.
    pub enum SourceNode {
        /// A newsroom that reports by itself.
        Newsroom = "newsroom",
        /// An article that carries its reporting.
        Story = "story",
        /// The people who tell that article.
        Source = "source",
    }
}
table! {
    /// The tree that justifies a claim's `newsrooms`, `sources_min` and `sources_max`: newsrooms, under each the
    /// articles that carry its reporting, under each the sources named there.
    pub struct ClaimSourceRow in claim_sources [unique: claim, n] {
        /// The claim.
        claim: Id = "claim";
        /// 0 for the first line; a line stands after the one it hangs on.
        n: u32 = "n";
        /// The line it hangs on; NULL for a newsroom.
        parent: Option<u32> = "parent";
        /// newsroom, story, source.
        kind: SourceNode = "kind";
        /// The outlet or the source as written.
        name: Option<String> = "name";
        /// The words that show it.
        at: At = "article, start, end";
        /// 0 where these are people who are counted on another line.
        counted: bool = "counted";
        /// Least number of people.
        sources_min: u32 = "sources_min";
        /// Greatest number of people; NULL where nothing bounds it.
        sources_max: Option<u32> = "sources_max";
        /// Why it hangs there: `own`, `told-to`, `cited`, `copy`, `rewrite`, `aligned`, `same-source`.
        why: By = "why";
    }
}
words! {
    /// What sort of contradiction.
    pub enum ContradictionKind {
        /// At one time, from different sources.
        SourcesDisagree = "sources_disagree",
        /// A change of mind or of facts.
        ChangedOverTime = "changed_over_time",
        /// Inside one article.
        WithinArticle = "within_article",
        /// The headline says more than the body.
        HeadlineVsBody = "headline_vs_body",
    }
}
table! {
    /// Two sets of words that cannot both be so.
    pub struct ContradictionRow in contradictions [unique: contradiction] {
        /// Its id.
        contradiction: Id = "contradiction";
        /// sources_disagree, changed_over_time, within_article, headline_vs_body.
        kind: ContradictionKind = "kind";
        /// One side.
        a: At = "a_article, a_start, a_end";
        /// The other.
        b: At = "b_article, b_start, b_end";
        /// About what.
        about: String = "about";
    }
}
words! {
    /// How an article stands on another.
    pub enum DerivationKind {
        /// The same text.
        Copy = "copy",
        /// Retold.
        Rewrite = "rewrite",
        /// Cited for something.
        Cites = "cites",
    }
}
table! {
    /// An article stands on another article, or on the reporting of an outlet.
    pub struct DerivationRow in derivations [order: article, from_article, from_outlet] {
        /// The later one.
        article: Id = "article";
        /// The earlier one; NULL where it is not in the pile.
        from_article: Option<Id> = "from_article";
        /// The outlet named or found.
        from_outlet: Option<String> = "from_outlet";
        /// The entity of it.
        from_outlet_entity: Option<Id> = "from_outlet_entity";
        /// copy, rewrite, cites.
        kind: DerivationKind = "kind";
        /// Share of the text, 0 to 1, where measured.
        share: Option<f64> = "share";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
table! {
    /// Why a derivation is held.
    pub struct DerivationEvidenceRow in derivation_evidence [order: article, from_article, from_outlet, start] {
        /// The later one.
        article: Id = "article";
        /// The earlier one.
        from_article: Option<Id> = "from_article";
        /// The outlet.
        from_outlet: Option<String> = "from_outlet";
        /// What was seen: `cited`, `quote-aligned`, `shared-text`.
        reason: By = "reason";
        /// The words in the later one.
        span: Span = "start, end";
        /// The words in the earlier one.
        from_span: Option<FromSpan> = "from_start, from_end";
    }
}
words! {
    /// What a rewrite changed.
    pub enum DriftKind {
        /// Words inside quotation marks changed.
        QuoteAltered = "quote_altered",
        /// A quotation grew.
        QuoteExtended = "quote_extended",
        /// A vaguer source became a better one.
        SourcePromoted = "source_promoted",
        /// A source moved closer to the matter.
        ProximityPromoted = "proximity_promoted",
        /// Somebody else now says it.
        Reattributed = "reattributed",
        /// "might" became "will".
        HedgeLost = "hedge_lost",
        /// The sense turned round.
        SenseReversed = "sense_reversed",
        /// A number changed.
        NumberChanged = "number_changed",
    }
}
table! {
    /// What a rewrite changed.
    pub struct DriftRow in drifts [order: article, start, from_article] {
        /// The words in the rewrite.
        at: At = "article, start, end";
        /// The words it rewrites.
        from: At = "from_article, from_start, from_end";
        /// What changed.
        kind: DriftKind = "kind";
        /// The rule.
        by: By = "by";
        /// 0 to 1.
        confidence: Option<f32> = "confidence";
    }
}
table! {
    /// An assessment of how the talks go, as somebody gave it.
    pub struct TalksStatusRow in talks_status [order: date, article, start] {
        /// The first day it can be about; NULL where unknown.
        date: Option<Date> = "date";
        /// advancing, stalled, broken_off, resumed, concluded.
        status: TalksState = "status";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
        /// The rule.
        by: By = "by";
    }
}
words! {
    /// Which way a party moved.
    pub enum Approach {
        /// To the other side.
        Towards = "towards",
        /// From it.
        Away = "away",
    }
}
table! {
    /// Where a party says something on an issue at a later time that it did not say before, and no longer says what it
    /// did: another stance, or another scope or condition where both have one. Times that may overlap are one, and reports of one time
    /// can hold side by side; positions of which no day is known are left out, for nobody knows what they follow.
    pub struct ShiftRow in position_shifts [order: party, issue, to_date, from_date] {
        /// Who.
        party: Id = "party";
        /// On what.
        issue: String = "issue";
        /// The earlier row of `positions`.
        from_position: Id = "from_position";
        /// The later one.
        to_position: Id = "to_position";
        /// Stance before.
        from_stance: Stance = "from_stance";
        /// Stance after.
        to_stance: Stance = "to_stance";
        /// Scope before.
        from_scope: Option<Scope> = "from_scope";
        /// Scope after.
        to_scope: Option<Scope> = "to_scope";
        /// Last day of the earlier one.
        from_date: Option<Date> = "from_date";
        /// Last day of the later one.
        to_date: Option<Date> = "to_date";
        /// towards the other side, or away: by stance (refusing and asking, leaving for later, setting conditions,
        /// offering, accepting and giving up, in this order), of one stance by the codebook's order of scopes (asking for
        /// less, giving more); NULL where neither says.
        direction: Option<Approach> = "direction";
        /// Evidence of the earlier one.
        from: At = "from_article, from_start, from_end";
        /// Evidence of the later one.
        at: At = "article, start, end";
    }
}
words! {
    /// How far apart the parties are on an issue.
    pub enum GapState {
        /// Somebody accepts or gives up, nobody stands against it.
        Agreed = "agreed",
        /// Neither refused nor agreed.
        Bridgeable = "bridgeable",
        /// Somebody refuses.
        Opposed = "opposed",
        /// One party has spoken.
        OneSided = "one_sided",
        /// No party has.
        Unaddressed = "unaddressed",
    }
}
table! {
    /// How far apart the parties are on each issue, from the stances of `positions_now` alone, without those of mediators; a
    /// party that defers has no stance for now. `opposed`: somebody refuses, unless whoever asked has given up. `agreed`:
    /// somebody accepts or concedes, at most one party asks or offers, nobody refuses, sets conditions or defers, and
    /// scopes do not differ. `bridgeable`: two parties or more have spoken, nobody refuses, and it is not agreed.
    /// `one_sided`: one party has spoken. `unaddressed`: no party has: all defer, or another issue hangs on it, or a term is
    /// about it.
    pub struct GapRow in gaps [unique: issue] {
        /// On what.
        issue: String = "issue";
        /// agreed, bridgeable, opposed, one_sided, unaddressed.
        state: GapState = "state";
        /// How many parties have a position.
        parties: u32 = "parties";
        /// How many of them demand.
        demands: u32 = "demands";
        /// How many offer.
        offers: u32 = "offers";
        /// How many accept.
        accepts: u32 = "accepts";
        /// How many reject.
        rejects: u32 = "rejects";
        /// How many set conditions.
        conditions: u32 = "conditions";
        /// How many defer.
        defers: u32 = "defers";
        /// How many concede.
        concedes: u32 = "concedes";
    }
}
table! {
    /// What a party ties to what: it gives way on `issue` only with `needs_issue`. From positions whose condition is about
    /// another issue. For `only_if` and `in_exchange_for` the position's issue needs the condition's; a `precondition_of`
    /// says it the other way round. `step_towards` needs nothing and is left out.
    pub struct LinkageRow in linkages [order: party, issue, needs_issue, position] {
        /// Who ties them.
        party: Id = "party";
        /// What hangs.
        issue: String = "issue";
        /// On what.
        needs_issue: String = "needs_issue";
        /// only_if, in_exchange_for, precondition_of; NULL where the words do not say which.
        link: Option<Link> = "link";
        /// The row of `positions`.
        position: Id = "position";
        /// The words.
        at: At = "article, start, end";
        /// Under whose word.
        attribution: Option<Id> = "attribution";
    }
}
table! {
    /// Conditions that wait for each other. Of the linkages of current positions (those of the day of `positions_now`):
    /// those that lie on a circle of issues, each needing the next, tied by two parties or more; those of one issue to one
    /// other by two parties of whom one asks for that other thing now and one refuses it; and those where another party
    /// asks for what hangs and refuses, or leaves for later, what it hangs on. All of one tangle share `deadlock`.
    pub struct DeadlockRow in deadlocks [order: deadlock, issue, needs_issue, party, position] {
        /// The tangle: its alphabetically first issue.
        deadlock: String = "deadlock";
        /// Who ties them.
        party: Id = "party";
        /// What hangs.
        issue: String = "issue";
        /// On what.
        needs_issue: String = "needs_issue";
        /// The row of `positions`.
        position: Id = "position";
        /// The words.
        at: At = "article, start, end";
    }
}
table! {
    /// Rounds of talks that must have been, since a later one of the same sides has a higher number, and that no article
    /// of the pile reports. Talks are told apart by who sat for a side; a meeting of which no side is known, or that shares
    /// one, may be the missing round and counts as found; so does one of which only one side is told, where that side sat
    /// with one of these in another round. Numbers above 100 are left out.
    pub struct MissingRoundRow in missing_rounds [order: sides, round] {
        /// The entities that sat, separated by spaces, in the order of their ids.
        sides: String = "sides";
        /// The round nobody reports.
        round: u32 = "round";
        /// The highest round reported of these sides.
        last_round: u32 = "last_round";
        /// The next meeting of these sides with a number.
        meeting: Id = "meeting";
    }
}
table! {
    /// What became of a ruling in this build.
    pub struct RulingAppliedRow in rulings_applied [unique: ruling] {
        /// Its id: hash of everything it says.
        ruling: Id = "ruling";
        /// What it did, or why it no longer applies.
        effect: String = "effect";
        /// 1 if it was applied.
        applied: bool = "applied";
        /// published, same, different, reject, derives, not-derived.
        kind: String = "kind";
        /// Who ruled.
        author: String = "author";
        /// When.
        date: Date = "date";
        /// Why.
        reason: String = "reason";
        /// The article it stands on; NULL where that is not in the record.
        article: Option<Id> = "article";
        /// The words it stands on; NULL where they are gone or the whole article is meant.
        span: Option<Span> = "start, end";
        /// What a corrected day was before, with its basis, so that it can be undone: `2025-09-01..2025-09-30 metadata`.
        before: Option<String> = "before";
    }
}

/// A span of the article in the column `from_article`. Two columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct FromSpan(pub Span);

impl crate::table::Field for Option<FromSpan> {
    fn columns(names: &[&'static str], doc: &'static str) -> Vec<crate::table::Column> {
        let kind = crate::table::ColumnKind::Offset { article: "from_article" };
        names.iter().map(|name| crate::table::Column { name, kind, nullable: true, doc }).collect()
    }
    fn cell(&self, column: usize) -> crate::table::CellRef<'_> {
        self.as_ref().map_or(crate::table::CellRef::Null, |s| s.0.cell(column))
    }
    fn take_from(values: &mut dyn Iterator<Item = crate::table::Value>) -> Option<Self> {
        Some(Option::<Span>::take_from(values)?.map(FromSpan))
    }
}

macro_rules! record {
    ($($(#[$doc:meta])* $field:ident: $row:ident,)+) => {
        /// The record: what was drawn up, table by table; each table in the order of its key.
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct Record {
            $($(#[$doc])* pub $field: Vec<$row>,)+
            /// Keys and values about the record itself (`codebook`, `as_of`, `version`), sorted by key. Not part of
            /// what has to be identical between builds.
            pub meta: Vec<(String, String)>,
        }
        impl Record {
            /// The definitions of all tables, in the order of the contract.
            pub fn tables() -> Vec<Table> { vec![$($row::table(),)+] }
            /// Calls `visit` with every table's rows.
            pub fn each_table<E>(&self, visit: &mut impl TableVisitor<Error = E>) -> Result<(), E> {
                $(visit.table(&self.$field)?;)+
                Ok(())
            }
            /// Puts every table in the order of its key, and `meta` in that of its keys.
            pub fn sort(&mut self) {
                $(crate::table::sort(&mut self.$field);)+
                self.meta.sort();
            }
            /// Fills every table from `source`.
            pub fn fill<E>(source: &mut impl TableSource<Error = E>) -> Result<Record, E> {
                Ok(Record { $($field: source.rows()?,)+ meta: Vec::new() })
            }
        }
    };
}

/// Something that takes all tables of a record, one after the other.
pub trait TableVisitor {
    /// What can go wrong.
    type Error;
    /// Takes one table.
    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Self::Error>;
}

/// Something that gives all tables of a record, one after the other.
pub trait TableSource {
    /// What can go wrong.
    type Error;
    /// Gives one table.
    fn rows<R: Row>(&mut self) -> Result<Vec<R>, Self::Error>;
}

record! {
    /// Articles.
    articles: ArticleRow,
    /// Where they were read.
    origins: OriginRow,
    /// Their parts.
    parts: PartRow,
    /// Their sentences.
    sentences: SentenceRow,
    /// What could not be settled.
    diagnostics: DiagnosticRow,
    /// Entities.
    entities: EntityRow,
    /// Their spellings.
    aliases: AliasRow,
    /// Why spellings are one.
    merges: MergeRow,
    /// Ids of earlier builds.
    former_ids: FormerIdRow,
    /// Words that refer to entities.
    mentions: MentionRow,
    /// Offices.
    roles: RoleRow,
    /// Time expressions.
    times: TimeRow,
    /// Who says what.
    attributions: AttributionRow,
    /// Pieces of attributions.
    attribution_spans: AttributionSpanRow,
    /// Silence.
    non_responses: NonResponseRow,
    /// Numbers.
    quantities: QuantityRow,
    /// How sure.
    hedges: HedgeRow,
    /// Who did what to whom.
    events: EventRow,
    /// Meetings and rounds.
    meetings: MeetingRow,
    /// Who was there.
    participants: ParticipantRow,
    /// What meetings stand on.
    meeting_evidence: MeetingEvidenceRow,
    /// The ledger.
    positions: PositionRow,
    /// Where positions are told.
    position_evidence: PositionEvidenceRow,
    /// Due dates.
    deadlines: DeadlineRow,
    /// Agreements.
    agreements: AgreementRow,
    /// Their clauses.
    terms: TermRow,
    /// Where clauses stand.
    term_status: TermStatusRow,
    /// Events that bear on clauses.
    incidents: IncidentRow,
    /// Propositions.
    claims: ClaimRow,
    /// What claims stand on.
    claim_evidence: ClaimEvidenceRow,
    /// How many independent sources claims have, and why.
    claim_sources: ClaimSourceRow,
    /// What cannot both be so.
    contradictions: ContradictionRow,
    /// Who copied whom.
    derivations: DerivationRow,
    /// Why we think so.
    derivation_evidence: DerivationEvidenceRow,
    /// What copies changed.
    drifts: DriftRow,
    /// How the talks go.
    talks_status: TalksStatusRow,
    /// Who moved which way.
    position_shifts: ShiftRow,
    /// How far apart the parties are.
    gaps: GapRow,
    /// What hangs on what.
    linkages: LinkageRow,
    /// What waits for each other.
    deadlocks: DeadlockRow,
    /// Rounds nobody reports.
    missing_rounds: MissingRoundRow,
    /// What became of rulings.
    rulings_applied: RulingAppliedRow,
}

impl Record {
    /// The value of a key of `meta`.
    pub fn meta(&self, key: &str) -> Option<&str> {
        self.meta.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }
    /// The article with that id.
    pub fn article(&self, id: Id) -> Option<&ArticleRow> {
        self.articles.binary_search_by_key(&id, |a| a.article).ok().map(|i| &self.articles[i])
    }
    /// The entity with that id.
    pub fn entity(&self, id: Id) -> Option<&EntityRow> {
        self.entities.binary_search_by_key(&id, |e| e.entity).ok().map(|i| &self.entities[i])
    }
    /// The attribution with that id.
    pub fn attribution(&self, id: Id) -> Option<&AttributionRow> {
        self.attributions.binary_search_by_key(&id, |a| a.attribution).ok().map(|i| &self.attributions[i])
    }
    /// For sorting positions of one party on one issue, oldest first: by the last day it can have been held, then the
    /// first, then publication, then place. One of which no day is known is older than any other. The view
    /// `positions_now` takes the last.
    pub fn age(&self, p: &PositionRow) -> impl Ord + use<> {
        let published = self.article(p.at.article).map_or(Interval::UNKNOWN, |a| a.published);
        (
            p.date.end.or(p.date.start),
            p.date.start,
            published.end.or(published.start),
            p.at.article,
            p.at.span.start,
            p.position,
        )
    }
    /// The words of some evidence; empty where the article is not there.
    pub fn words(&self, at: At) -> &str {
        self.article(at.article).map_or("", |a| at.span.of(&a.text))
    }
    /// The articles as they were read, for building on from a record.
    pub fn read_articles(&self) -> Vec<Article> {
        let mut articles: Vec<Article> = self
            .articles
            .iter()
            .map(|a| Article {
                id: a.article,
                origins: Vec::new(),
                outlet: a.outlet.clone(),
                title: a.title.clone(),
                author: a.author.clone(),
                dateline: a.dateline.clone(),
                agency: a.agency.clone(),
                url: a.url.clone(),
                sha256: a.sha256.clone(),
                published: a.published,
                published_basis: a.published_basis,
                acquired: a.acquired,
                language: a.language.clone(),
                words: a.words,
                text: a.text.clone(),
                parts: Vec::new(),
            })
            .collect();
        let find = |id: Id| self.articles.binary_search_by_key(&id, |a| a.article).ok();
        for origin in &self.origins {
            if let Some(i) = find(origin.article) {
                articles[i].origins.push(origin.path.clone());
            }
        }
        for part in &self.parts {
            if let Some(i) = find(part.article) {
                articles[i].parts.push(Part { span: part.span, kind: part.kind });
            }
        }
        articles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_survive_the_way_out_and_back() {
        let at = At { article: Id::of("x", &[]), span: Span::new(3, 9) };
        let row = PositionRow {
            position: Id::of("p", &[b"1"]),
            party: Id::of("p", &[b"2"]),
            issue: "fisheries".into(),
            stance: Stance::Conditions,
            scope: Some(Scope::PartialExcept),
            exception: None,
            summary: "s".into(),
            link: Some(Link::OnlyIf),
            condition_issue: None,
            condition_text: Some("if".into()),
            modality: Some("might".into()),
            said_by: None,
            date: Interval { start: "2025-03-04".parse().ok(), end: None },
            at,
            attribution: None,
            by: "stance.only-if".into(),
            confidence: Some(0.5),
        };
        assert_eq!(PositionRow::from_values(row.values()), Ok(row));
        let table = DerivationEvidenceRow::table();
        let names: Vec<_> = table.columns.iter().map(|c| c.name).collect();
        assert_eq!(
            names,
            "article from_article from_outlet reason start end from_start from_end"
                .split(' ')
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn every_table_is_well_formed() {
        for table in Record::tables() {
            for key in table.key {
                assert!(table.columns.iter().any(|c| c.name == *key), "{}: no column {key}", table.name);
            }
            let mut names: Vec<_> = table.columns.iter().map(|c| c.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.columns.len(), "{}: a column twice", table.name);
        }
    }
}
