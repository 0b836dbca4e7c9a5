//! The views of the record: questions that its tables answer, as plain SQL.
//!
//! A view computes and decides nothing that is not said here. Where reporting leaves a thing open, a view leaves it
//! out rather than guess. What needs a rule of its own (who moved which way, how far apart the parties are, what waits for
//! what) is a table that the record draws up.

/// One view.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Its name in the contract.
    pub name: &'static str,
    /// What a row is, and by what rule.
    pub doc: &'static str,
    /// Its columns with what they are, in order.
    pub columns: &'static [(&'static str, &'static str)],
    /// The query has an order of its own.
    pub ordered: bool,
    /// The query.
    pub sql: &'static str,
}

/// All views, each after those it stands on.
pub const VIEWS: &[View] = &[TIMELINE, POSITIONS_NOW, PARKED, SILENT, CHANGES, SOURCES];

const TIMELINE: View = View {
    name: "timeline",
    doc: "Everything that has a date or a place in the story: events, meetings, positions and assessments of the talks, \
          by date, those without one last. Events of one thread are one line: that of the mention that has a date and was \
          published first. A meeting stands with its first evidence.",
    columns: &[
        ("date_start", "First day."),
        ("date_end", "Last day."),
        ("what", "`event`, `meeting`, `position` or `status`."),
        ("id", "Of the event, meeting or position; NULL for a status."),
        ("type", "PLOVER type, round of a meeting, stance, or status of the talks."),
        ("who", "Actor, party or venue: an entity."),
        ("who_name", "Its name."),
        ("whom", "Recipient, or the issue of a position."),
        ("status", "Whether it happened, is planned...; NULL where the table has no such column."),
        ("summary", "A line for a reader, in the article's own words."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
        ("attribution", "Under whose word."),
        (
            "places",
            "How many places tell it: mentions of the thread, evidence of the meeting; 1 for the others.",
        ),
        ("articles", "In how many articles."),
    ],
    ordered: true,
    sql: r#"
SELECT t.date_start, t.date_end, t.what, t.id, t.type, t.who, e.name AS who_name, t.whom, t.status,
       coalesce(t.summary, replace(substr(a.text, t.start + 1, min(t."end" - t.start, 300)), char(10), ' ')) AS summary,
       t.article, t.start, t."end", t.attribution, t.places, t.articles
FROM (
  SELECT v.date_start, v.date_end, 'event' AS what, v.event AS id, v.type, v.actor AS who, v.recipient AS whom, v.status,
         NULL AS summary, v.article, v.start, v."end", v.attribution, coalesce(h.places, 1) AS places,
         coalesce(h.articles, 1) AS articles
  FROM (
    SELECT o.*, row_number() OVER (
      PARTITION BY coalesce(o.thread, o.event)
      ORDER BY coalesce(o.date_start, o.date_end) IS NULL, coalesce(b.published_to, b.published_from) IS NULL,
               coalesce(b.published_to, b.published_from), o.article, o.start, o.event
    ) AS nth
    FROM events o JOIN articles b ON b.article = o.article
  ) v
  LEFT JOIN (
    SELECT thread, count(*) AS places, count(DISTINCT article) AS articles
    FROM events WHERE thread IS NOT NULL GROUP BY thread
  ) h ON h.thread = v.thread
  WHERE v.nth = 1
  UNION ALL
  SELECT m.date_start, m.date_end, 'meeting', m.meeting, 'round ' || m.round, m.venue, NULL, m.status,
         m.name, v.article, v.start, v."end", v.attribution,
         (SELECT count(*) FROM meeting_evidence f WHERE f.meeting = m.meeting),
         (SELECT count(DISTINCT f.article) FROM meeting_evidence f WHERE f.meeting = m.meeting)
  FROM meetings m
  LEFT JOIN meeting_evidence v
    ON v.rowid = (SELECT min(f.rowid) FROM meeting_evidence f WHERE f.meeting = m.meeting)
  UNION ALL
  SELECT date_start, date_end, 'position', position, stance, party, issue, NULL,
         summary, article, start, "end", attribution, 1, 1
  FROM positions
  UNION ALL
  SELECT date, date, 'status', NULL, status, NULL, NULL, NULL,
         NULL, article, start, "end", attribution, 1, 1
  FROM talks_status
) t
LEFT JOIN articles a ON a.article = t.article
LEFT JOIN entities e ON e.entity = t.who
ORDER BY coalesce(t.date_start, t.date_end) IS NULL, coalesce(t.date_start, t.date_end), t.date_end, t.what,
         t.article, t.start, t.id
"#,
};

const POSITION_COLUMNS: &[(&str, &str)] = &[
    ("position", "The row of `positions`; all its columns follow."),
    ("party", "Whose position."),
    ("issue", "On what."),
    ("stance", "What the party does."),
    ("scope", "How much."),
    ("exception", "What is left out."),
    ("summary", "A line for a reader."),
    ("link", "How it hangs on something else."),
    ("condition_issue", "On which issue."),
    ("condition_text", "The condition as written."),
    ("modality", "The word that weakens it, as written."),
    ("said_by", "Who spoke for the party."),
    ("date_start", "When it was held: first day."),
    ("date_end", "Last day."),
    ("article", "The article of the evidence."),
    ("start", "Where."),
    ("end", "Where."),
    ("attribution", "Under whose word."),
    ("by", "The rule."),
    ("confidence", "0 to 1."),
];

const POSITIONS_NOW: View = View {
    name: "positions_now",
    doc: "The latest position of each party on each issue. Latest is by the last day it can have been held; of one day, \
          the one that can only have been held later, then the one published later, then the one told later. A position of which no day is known \
          is older than any other. (The record dates a position by its article where its words give no day.)",
    columns: POSITION_COLUMNS,
    ordered: false,
    sql: r#"
SELECT position, party, issue, stance, scope, exception, summary, link, condition_issue, condition_text, modality, said_by,
       date_start, date_end, article, start, "end", attribution, "by", confidence
FROM (
  SELECT p.*, row_number() OVER (
    PARTITION BY p.party, p.issue
    ORDER BY coalesce(p.date_end, p.date_start) DESC, p.date_start DESC,
             coalesce(a.published_to, a.published_from) DESC, p.article DESC, p.start DESC, p.position DESC
  ) AS age
  FROM positions p JOIN articles a ON a.article = p.article
)
WHERE age = 1
"#,
};

const PARKED: View = View {
    name: "parked",
    doc: "What a party leaves for later: positions that defer, where no later position of the party on the issue says \
          something else. `also` is another position of the same party and time that bargains with the issue, or ties \
          something to it: then it is not parked after all.",
    columns: &[
        ("party", "Who."),
        ("issue", "What is left for later."),
        ("position", "The row of `positions`."),
        ("also", "A position of the same party and time that bargains with it; NULL where there is none."),
        ("date_start", "First day."),
        ("date_end", "Last day."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
        ("attribution", "Under whose word."),
    ],
    ordered: false,
    sql: r#"
SELECT p.party, p.issue, p.position,
       (SELECT min(o.position) FROM positions o
        WHERE o.party = p.party AND o.date_end IS p.date_end AND o.position <> p.position
          AND (o.condition_issue = p.issue
               OR (o.issue = p.issue AND o.stance IN ('demands', 'offers', 'accepts', 'conditions', 'concedes')))) AS also,
       p.date_start, p.date_end, p.article, p.start, p."end", p.attribution
FROM positions p
WHERE p.stance = 'defers'
  AND NOT EXISTS (SELECT 1 FROM positions l
                  WHERE l.party = p.party AND l.issue = p.issue AND l.stance <> 'defers' AND l.date_start > p.date_end)
"#,
};

const SILENT: View = View {
    name: "silent",
    doc: "Who did not answer: one row a case, with the name, what was asked and the day.",
    columns: &[
        ("who", "The entity; NULL where the words name nobody the record knows."),
        ("name", "Its name."),
        ("how", "no_comment, no_reply, evaded, not_verified."),
        ("about", "What about, as written."),
        ("published_from", "First day on which the article can have been published."),
        ("published_to", "Last day."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
    ],
    ordered: false,
    sql: r#"
SELECT n.who, e.name, n.how, n.about, a.published_from, a.published_to, n.article, n.start, n."end"
FROM non_responses n
JOIN articles a ON a.article = n.article
LEFT JOIN entities e ON e.entity = n.who
"#,
};

const CHANGES: View = View {
    name: "changes",
    doc: "What became known when: every row of the ledger with the last day on which its article can have been published. \
          `WHERE known >= DAY` is what changed since that day; what stands in an undated article has no day and is in no \
          such answer.",
    columns: &[
        ("known", "The day on which it was known at the latest."),
        ("what", "`position`, `shift`, `meeting`, `status`, `deadline`, `term` or `silence`."),
        ("id", "Of the position, meeting, deadline or term; of a shift, the later position; else NULL."),
        ("who", "Party, venue, bearer, or who set it: an entity."),
        ("name", "Its name."),
        ("about", "Issue, round, state or what is due."),
        ("how", "Stance, direction, status, modality or way of not answering."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
    ],
    ordered: true,
    sql: r#"
SELECT a.published_to AS known, c.what, c.id, c.who, e.name, c.about, c.how, c.article, c.start, c."end"
FROM (
  SELECT 'position' AS what, position AS id, party AS who, issue AS about, stance AS how, article, start, "end"
  FROM positions
  UNION ALL
  SELECT 'shift', to_position, party, issue, coalesce(direction, 'sideways'), article, start, "end"
  FROM position_shifts
  UNION ALL
  SELECT 'meeting', m.meeting, m.venue, m.name, m.status, v.article, v.start, v."end"
  FROM meetings m JOIN meeting_evidence v ON v.meeting = m.meeting
  UNION ALL
  SELECT 'status', NULL, NULL, NULL, status, article, start, "end" FROM talks_status
  UNION ALL
  SELECT 'deadline', deadline, set_by, what, state, article, start, "end" FROM deadlines
  UNION ALL
  SELECT 'term', term, bearer, issue, modality, article, start, "end" FROM terms WHERE article IS NOT NULL
  UNION ALL
  SELECT 'silence', NULL, who, about, how, article, start, "end" FROM non_responses
) c
JOIN articles a ON a.article = c.article
LEFT JOIN entities e ON e.entity = c.who
ORDER BY a.published_to IS NULL, a.published_to, c.what, c.article, c.start, c.id
"#,
};

const SOURCES: View = View {
    name: "sources",
    doc: "Who is heard in which outlet, how often: one row per outlet and source. Sources without a name count together \
          by the words that describe them. The outlet is the one that printed it, not the one it copied.",
    columns: &[
        ("outlet", "The outlet as written; NULL where nobody says."),
        ("outlet_entity", "The entity it is."),
        ("source", "The entity's name, else the words that name the source; NULL where the text names none."),
        ("source_entity", "The entity the source is."),
        ("source_kind", "named, anonymous, outlet, document, unspecified."),
        ("attributions", "How often it is said to say something."),
        ("direct", "How often in quotation marks."),
        ("articles", "In how many articles."),
        ("first_published", "First day one of them can have been published."),
        ("last_published", "Last day."),
    ],
    ordered: true,
    sql: r#"
SELECT a.outlet, a.outlet_entity, coalesce(e.name, t.source_text) AS source, t.source_entity, t.source_kind,
       count(*) AS attributions, sum(t.direct) AS direct, count(DISTINCT t.article) AS articles,
       min(coalesce(a.published_from, a.published_to)) AS first_published,
       max(coalesce(a.published_to, a.published_from)) AS last_published
FROM attributions t
JOIN articles a ON a.article = t.article
LEFT JOIN entities e ON e.entity = t.source_entity
GROUP BY a.outlet, a.outlet_entity, coalesce(e.name, t.source_text), t.source_entity, t.source_kind
ORDER BY attributions DESC, a.outlet, source
"#,
};
