//! The views of the record: questions that its tables answer, as plain SQL.
//!
//! A view computes and decides nothing that is not said here. Where reporting leaves a thing open, a view leaves it
//! out rather than guess: a row of `deadlocks` or `missing_rounds` is one that the tables compel.

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
pub const VIEWS: &[View] = &[
    TIMELINE,
    POSITIONS_NOW,
    POSITION_SHIFTS,
    GAPS,
    LINKAGES,
    DEADLOCKS,
    MISSING_ROUNDS,
    PARKED,
    SILENT,
    CHANGES,
    SOURCES,
];

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
          the one that can only have been held later, then the one published later. A position of which no day is known \
          is older than any other. (The record dates a position by its article where its words give no day.)",
    columns: POSITION_COLUMNS,
    ordered: false,
    sql: r#"
SELECT position, party, issue, stance, scope, exception, summary, link, condition_issue, condition_text, said_by,
       date_start, date_end, article, start, "end", attribution, "by", confidence
FROM (
  SELECT p.*, row_number() OVER (
    PARTITION BY p.party, p.issue
    ORDER BY coalesce(p.date_end, p.date_start) DESC, p.date_start DESC,
             coalesce(a.published_to, a.published_from) DESC, p.position DESC
  ) AS age
  FROM positions p JOIN articles a ON a.article = p.article
)
WHERE age = 1
"#,
};

const POSITION_SHIFTS: View = View {
    name: "position_shifts",
    doc: "Where a party's next position on an issue has another stance, or another scope where both have one. Order is \
          that of `positions_now`; positions of which no day is known are left out, for nobody knows what they follow. \
          Two reports of one day can differ without anybody having moved and are no shift. `direction` is `towards` \
          the other side or `away` from it: by stance (refusing and asking, leaving for later, setting conditions, \
          offering, accepting and giving up, in this order), of one stance by the codebook's order of scopes (asking for \
          less, offering more); NULL where neither says.",
    columns: &[
        ("party", "Who."),
        ("issue", "On what."),
        ("from_position", "The earlier row of `positions`."),
        ("to_position", "The later one."),
        ("from_stance", "Stance before."),
        ("to_stance", "Stance after."),
        ("from_scope", "Scope before."),
        ("to_scope", "Scope after."),
        ("from_date", "Day by which the earlier one is ordered."),
        ("to_date", "Day by which the later one is ordered."),
        ("direction", "towards, away, or NULL."),
        ("from_article", "Evidence of the earlier one."),
        ("from_start", "Where."),
        ("from_end", "Where."),
        ("article", "Evidence of the later one."),
        ("start", "Where."),
        ("end", "Where."),
    ],
    ordered: false,
    sql: r#"
SELECT party, issue, from_position, position AS to_position, from_stance, stance AS to_stance, from_scope,
       scope AS to_scope, from_date, day AS to_date,
       CASE
         WHEN gives > from_gives THEN 'towards'
         WHEN gives < from_gives THEN 'away'
         WHEN stance <> from_stance OR size = 0 OR from_size = 0 OR size = from_size THEN NULL
         WHEN stance IN ('offers', 'accepts', 'concedes', 'conditions')
           THEN CASE WHEN size > from_size THEN 'towards' ELSE 'away' END
         WHEN stance = 'demands' THEN CASE WHEN size < from_size THEN 'towards' ELSE 'away' END
       END AS direction,
       from_article, from_start, from_end, article, start, "end"
FROM (
  SELECT o.party, o.issue, o.position, o.stance, o.scope, o.day, o.article, o.start, o."end",
         lag(o.position) OVER earlier AS from_position, lag(o.stance) OVER earlier AS from_stance,
         lag(o.scope) OVER earlier AS from_scope, lag(o.day) OVER earlier AS from_date,
         lag(o.article) OVER earlier AS from_article, lag(o.start) OVER earlier AS from_start,
         lag(o."end") OVER earlier AS from_end,
         o.gives, lag(o.gives) OVER earlier AS from_gives, o.size, lag(o.size) OVER earlier AS from_size
  FROM (
    SELECT p.*,
           CASE p.stance WHEN 'rejects' THEN 0 WHEN 'demands' THEN 0 WHEN 'defers' THEN 1 WHEN 'conditions' THEN 2
                         WHEN 'offers' THEN 3 ELSE 4 END AS gives,
           coalesce(instr(',' || (SELECT value FROM meta WHERE key = 'scopes.' || p.issue) || ',',
                          ',' || p.scope || ','), 0) AS size,
           coalesce(p.date_end, p.date_start) AS day, coalesce(a.published_to, a.published_from) AS published
    FROM positions p JOIN articles a ON a.article = p.article
  ) o
  WHERE o.day IS NOT NULL
  WINDOW earlier AS (PARTITION BY o.party, o.issue ORDER BY o.day, o.date_start, o.published, o.position)
)
WHERE from_position IS NOT NULL AND from_date < day AND (from_stance <> stance OR from_scope <> scope)
"#,
};

const GAPS: View = View {
    name: "gaps",
    doc: "How far apart the parties are on each issue, from the stances of `positions_now` alone; a party that defers has \
          no stance for now. `opposed`: somebody refuses. `agreed`: somebody accepts or concedes, at most one party asks \
          or offers, nobody refuses, sets conditions or defers, and scopes do not differ. `bridgeable`: two parties or \
          more have spoken, nobody refuses, and it is not agreed. `one_sided`: one party has spoken. `unaddressed`: no \
          party has: all defer, or another issue hangs on it, or a term is about it.",
    columns: &[
        ("issue", "On what."),
        ("state", "agreed, bridgeable, opposed, one_sided, unaddressed."),
        ("parties", "How many parties have a position."),
        ("demands", "How many of them demand."),
        ("offers", "How many offer."),
        ("accepts", "How many accept."),
        ("rejects", "How many reject."),
        ("conditions", "How many set conditions."),
        ("defers", "How many defer."),
        ("concedes", "How many concede."),
    ],
    ordered: false,
    sql: r#"
SELECT issue,
       CASE
         WHEN parties - defers = 0 THEN 'unaddressed'
         WHEN parties - defers = 1 THEN 'one_sided'
         WHEN rejects > 0 AND concedes > 0 AND demands + offers + accepts + conditions + defers = 0 THEN 'agreed'
         WHEN rejects > 0 THEN 'opposed'
         WHEN accepts + concedes > 0 AND demands + offers <= 1 AND conditions + defers = 0 AND scopes <= 1 THEN 'agreed'
         ELSE 'bridgeable'
       END AS state,
       parties, demands, offers, accepts, rejects, conditions, defers, concedes
FROM (
  SELECT i.issue, count(p.party) AS parties,
         count(*) FILTER (WHERE p.stance = 'demands') AS demands,
         count(*) FILTER (WHERE p.stance = 'offers') AS offers,
         count(*) FILTER (WHERE p.stance = 'accepts') AS accepts,
         count(*) FILTER (WHERE p.stance = 'rejects') AS rejects,
         count(*) FILTER (WHERE p.stance = 'conditions') AS conditions,
         count(*) FILTER (WHERE p.stance = 'defers') AS defers,
         count(*) FILTER (WHERE p.stance = 'concedes') AS concedes,
         count(DISTINCT p.scope) AS scopes
  FROM (
    SELECT issue FROM positions
    UNION SELECT condition_issue FROM positions WHERE condition_issue IS NOT NULL
    UNION SELECT issue FROM terms
  ) i
  LEFT JOIN positions_now p ON p.issue = i.issue
    AND instr(coalesce((SELECT value FROM meta WHERE key = 'mediators'), ''), p.party) = 0
  GROUP BY i.issue
)
"#,
};

const LINKAGES: View = View {
    name: "linkages",
    doc: "What a party ties to what: it gives way on `issue` only with `needs_issue`. From positions whose condition is \
          about another issue. For `only_if` and `in_exchange_for` the position's issue needs the condition's; a \
          `precondition_of` says it the other way round. `step_towards` needs nothing and is left out.",
    columns: &[
        ("party", "Who ties them."),
        ("issue", "What hangs."),
        ("needs_issue", "On what."),
        ("link", "only_if, in_exchange_for, precondition_of; NULL where the words do not say which."),
        ("position", "The row of `positions`."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
        ("attribution", "Under whose word."),
    ],
    ordered: false,
    sql: r#"
SELECT party,
       CASE WHEN link = 'precondition_of' THEN condition_issue ELSE issue END AS issue,
       CASE WHEN link = 'precondition_of' THEN issue ELSE condition_issue END AS needs_issue,
       link, position, article, start, "end", attribution
FROM positions
WHERE condition_issue IS NOT NULL AND condition_issue <> issue AND (link IS NULL OR link <> 'step_towards')
"#,
};

const DEADLOCKS: View = View {
    name: "deadlocks",
    doc: "Conditions that wait for each other: linkages of current positions (those of the day of `positions_now`) that \
          lie on a circle of issues, each needing the next, tied by two parties or more; and linkages of one issue to \
          one other by two parties of whom one asks for that other thing now and one refuses it. All linkages of one \
          tangle share `deadlock`.",
    columns: &[
        ("deadlock", "The tangle: its alphabetically first issue."),
        ("party", "Who ties them."),
        ("issue", "What hangs."),
        ("needs_issue", "On what."),
        ("position", "The row of `positions`."),
        ("article", "The article of the evidence."),
        ("start", "Where."),
        ("end", "Where."),
    ],
    // UNION, not UNION ALL: pairs are kept once, so that circles end and a dense tangle stays small.
    ordered: false,
    sql: r#"
WITH RECURSIVE
  held AS (
    SELECT l.* FROM linkages l
    WHERE l.position IN (
      SELECT p.position FROM positions p
      JOIN positions_now n ON n.party = p.party AND n.issue = p.issue
        AND coalesce(n.date_end, n.date_start) IS coalesce(p.date_end, p.date_start)
    )
  ),
  reaches(issue, other) AS (
    SELECT issue, needs_issue FROM held
    UNION
    SELECT r.issue, h.needs_issue FROM reaches r JOIN held h ON h.issue = r.other
  ),
  tangles AS (
    SELECT r.issue, min(r.other) AS deadlock
    FROM reaches r JOIN reaches back ON back.issue = r.other AND back.other = r.issue
    GROUP BY r.issue
  ),
  ties AS (
    SELECT t.deadlock, h.party, h.issue, h.needs_issue, h.position, h.article, h.start, h."end"
    FROM held h
    JOIN tangles t ON t.issue = h.issue
    JOIN tangles n ON n.issue = h.needs_issue AND n.deadlock = t.deadlock
  )
SELECT deadlock, party, issue, needs_issue, position, article, start, "end"
FROM ties
WHERE deadlock IN (SELECT deadlock FROM ties GROUP BY deadlock HAVING count(DISTINCT party) > 1)
UNION
SELECT min(h.issue, h.needs_issue), h.party, h.issue, h.needs_issue, h.position, h.article, h.start, h."end"
FROM held h
WHERE EXISTS (
  SELECT 1 FROM held o
  JOIN positions_now mine ON mine.party = h.party AND mine.issue = h.needs_issue
  JOIN positions_now theirs ON theirs.party = o.party AND theirs.issue = h.needs_issue
  WHERE o.issue = h.issue AND o.needs_issue = h.needs_issue AND o.party <> h.party
    AND ((mine.stance = 'demands' AND theirs.stance = 'rejects')
      OR (mine.stance = 'rejects' AND theirs.stance = 'demands'))
)
"#,
};

const MISSING_ROUNDS: View = View {
    name: "missing_rounds",
    doc: "Rounds of talks that must have been, since a later one of the same sides has a higher number, and that no \
          article of the pile reports. Talks are told apart by who sat for a side; a meeting of which no side is known, \
          or that shares one, may be the missing round and counts as found. Numbers above 100 are left out.",
    columns: &[
        ("sides", "The entities that sat, separated by spaces, in the order of their ids."),
        ("round", "The round nobody reports."),
        ("last_round", "The highest round reported of these sides."),
        ("meeting", "The meeting that has it."),
    ],
    ordered: false,
    sql: r#"
WITH RECURSIVE
  seats AS (
    SELECT DISTINCT m.meeting, m.round,
           coalesce(p.side, CASE WHEN e.kind IN ('state', 'government', 'armed_group') THEN p.participant END) AS side
    FROM meetings m
    LEFT JOIN participants p ON p.meeting = m.meeting AND p.role IN ('delegate', 'leader')
    LEFT JOIN entities e ON e.entity = p.participant
    WHERE m.round BETWEEN 1 AND 100
  ),
  talks AS (
    SELECT meeting, round, group_concat(side, ' ') AS sides
    FROM (SELECT meeting, round, side FROM seats WHERE side IS NOT NULL ORDER BY meeting, side)
    GROUP BY meeting, round
  ),
  lasts AS (
    SELECT sides, max(round) AS last_round, min(meeting) AS meeting
    FROM talks t
    WHERE NOT EXISTS (SELECT 1 FROM talks o WHERE o.sides = t.sides AND o.round > t.round)
    GROUP BY sides
  ),
  numbers(round) AS (
    SELECT 1 UNION ALL SELECT round + 1 FROM numbers WHERE round < 99
  )
SELECT l.sides, n.round, l.last_round, l.meeting
FROM lasts l JOIN numbers n ON n.round < l.last_round
WHERE NOT EXISTS (
  SELECT 1 FROM seats s
  WHERE s.round = n.round
    AND (s.side IS NULL OR s.side IN (SELECT o.side FROM seats o WHERE o.meeting = l.meeting))
)
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
