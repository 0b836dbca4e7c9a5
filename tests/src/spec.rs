//! Reads a Markdown spec into cases. Pure text in, data out; what is wrong with the spec is said by line.

/// A news item of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewsItem {
    /// A name for the tables of the spec; not part of the article.
    pub id: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Day of publication, as written.
    pub published: Option<String>,
    /// Day on which we had it, as written.
    pub acquired: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The author.
    pub author: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// The text, without the caret lines.
    pub text: String,
}

/// A Markdown spec.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spec {
    /// Each section that holds news.
    pub cases: Vec<Case>,
}

/// One section: news, and what the record of them must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// Line of the heading.
    pub line: usize,
    /// The heading.
    pub title: String,
    /// The codebook's text.
    pub codebook: Option<String>,
    /// The news.
    pub news: Vec<News>,
    /// What must be in the tables.
    pub tables: Vec<Expected>,
}

/// A news item with what stands under its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Line of the fence.
    pub line: usize,
    /// The item.
    pub item: NewsItem,
    /// What carets say.
    pub carets: Vec<Caret>,
}

/// Carets under some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caret {
    /// Line of the carets.
    pub line: usize,
    /// Bytes of the item's text.
    pub span: (usize, usize),
    /// Exactly, somewhere within, or not at all.
    pub fit: Fit,
    /// What the words are: `position`, `time`...
    pub kind: String,
    /// What else must be true of it, separated by commas: `demands, withdrawal`.
    pub details: Vec<String>,
}

/// How carets bear on what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// Something of the kind has exactly these words.
    #[default]
    Exactly,
    /// `in`: something of the kind has these words among its own.
    Within,
    /// `no`: nothing of the kind may touch these words.
    Absent,
}

/// How a table of the spec bears on a table of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// The rows are there.
    #[default]
    Has,
    /// The rows are there and no others.
    Only,
    /// The rows are not there.
    Not,
}

/// Rows that a table of the record must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expected {
    /// Line of the fence.
    pub line: usize,
    /// Table of the record.
    pub table: String,
    /// There, only these, or not there.
    pub mode: Mode,
    /// Names of columns.
    pub columns: Vec<String>,
    /// Line and cells.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// A line and what is wrong there.
pub(crate) type Problem = (usize, String);

/// A fenced block.
struct Block<'a> {
    line: usize,
    info: &'a str,
    /// Lines with their numbers.
    body: Vec<(usize, &'a str)>,
}

impl Spec {
    /// Reads a spec.
    pub fn parse(markdown: &str) -> (Spec, Vec<Problem>) {
        let mut problems = Vec::new();
        let mut sections = vec![Case { line: 1, title: "(no heading)".into(), ..Case::default() }];
        let mut lines = markdown.lines().enumerate().map(|(i, l)| (i + 1, l));
        while let Some((line, text)) = lines.next() {
            let ticks = text.bytes().take_while(|b| *b == b'`').count();
            // As in Markdown: an opening fence has no backtick after it, else it is code inside a sentence.
            let fence = ticks >= 3 && !text.get(ticks..).unwrap_or("").contains('`');
            if !fence {
                if let Some(title) = text.strip_prefix('#').map(|t| t.trim_start_matches('#').trim()) {
                    sections.push(Case { line, title: title.to_owned(), ..Case::default() });
                }
                continue;
            }
            let mut block = Block { line, info: text.get(ticks..).unwrap_or("").trim(), body: Vec::new() };
            let closes = |l: &str| l.trim_end().len() >= ticks && l.trim_end().bytes().all(|b| b == b'`');
            let mut closed = false;
            for (n, inner) in lines.by_ref() {
                if closes(inner) {
                    closed = true;
                    break;
                }
                block.body.push((n, inner));
            }
            if !closed {
                problems.push((line, "the block is never closed".to_owned()));
            }
            if let Some(section) = sections.last_mut() {
                section.add(block, &mut problems);
            }
        }
        (Spec { cases: cases(sections, &mut problems) }, problems)
    }
}

/// Sections with news are cases; a codebook in a section without news holds for all that follow.
fn cases(sections: Vec<Case>, problems: &mut Vec<Problem>) -> Vec<Case> {
    let mut shared: Option<String> = None;
    let mut cases = Vec::new();
    for mut section in sections {
        if section.news.is_empty() {
            if let Some(table) = section.tables.first() {
                problems.push((table.line, "a record without news: put both under one heading".to_owned()));
            }
            shared = section.codebook.or(shared);
            continue;
        }
        if section.tables.is_empty() && section.news.iter().all(|n| n.carets.is_empty()) {
            problems
                .push((section.line, format!("`{}` expects nothing: no carets, no table", section.title)));
        }
        section.codebook = section.codebook.or_else(|| shared.clone());
        cases.push(section);
    }
    cases
}

impl Case {
    fn add(&mut self, block: Block<'_>, problems: &mut Vec<Problem>) {
        let (kind, rest) = block.info.split_once(char::is_whitespace).unwrap_or((block.info, ""));
        match kind {
            "news" => self.news.push(news(&block, rest, problems)),
            "record" => self.tables.extend(expected(&block, rest, problems)),
            "codebook" => {
                if self.codebook.is_some() {
                    problems.push((block.line, "a second codebook under one heading".to_owned()));
                }
                let lines: Vec<&str> = block.body.iter().map(|(_, l)| *l).collect();
                self.codebook = Some(lines.join("\n") + "\n");
            }
            // Blocks for readers.
            "" | "text" | "toml" | "markdown" | "sh" => {}
            other => {
                let message = format!(
                    "unknown block `{other}`; known are news, record, codebook (and text, toml, markdown, sh for readers)"
                );
                problems.push((block.line, message));
            }
        }
    }
}

/// `key=value` or `key="some words"`; a word without `=` has no value.
fn attributes(text: &str) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, tail) = rest.split_at(end);
        let Some(tail) = tail.strip_prefix('=') else {
            found.push((key, None));
            rest = tail.trim_start();
            continue;
        };
        let (value, tail) = match tail.strip_prefix('"').and_then(|t| t.split_once('"')) {
            Some(quoted) => quoted,
            None => tail.split_once(char::is_whitespace).unwrap_or((tail, "")),
        };
        found.push((key, Some(value)));
        rest = tail.trim_start();
    }
    found
}

fn news(block: &Block<'_>, header: &str, problems: &mut Vec<Problem>) -> News {
    let mut news = News { line: block.line, ..News::default() };
    for (key, value) in attributes(header) {
        let item = &mut news.item;
        let slot = match key {
            "id" => &mut item.id,
            "outlet" => &mut item.outlet,
            "published" => &mut item.published,
            "acquired" => &mut item.acquired,
            "title" => &mut item.title,
            "author" => &mut item.author,
            "url" => &mut item.url,
            "language" => &mut item.language,
            _ => {
                let known = "id, outlet, published, acquired, title, author, url, language";
                problems.push((block.line, format!("unknown key `{key}`; known are {known}")));
                continue;
            }
        };
        match value {
            Some(value) => *slot = Some(value.to_owned()),
            None => problems.push((block.line, format!("`{key}` has no value: write {key}=..."))),
        }
    }
    // The line of text that carets stand under: where it starts in the item's text.
    let mut above: Option<(usize, &str)> = None;
    for (line, text) in &block.body {
        if is_caret_line(text) {
            match above {
                Some((start, words)) => news.carets.extend(carets(*line, text, start, words, problems)),
                None => problems.push((*line, "carets stand under no text".to_owned())),
            }
        } else {
            above = Some((news.item.text.len(), text));
            news.item.text.push_str(text);
            news.item.text.push('\n');
        }
    }
    if news.item.text.trim().is_empty() {
        problems.push((block.line, "the news has no text".to_owned()));
    }
    news
}

fn is_caret_line(line: &str) -> bool {
    line.trim_start().starts_with('^')
}

/// `^^^^ position   ^^ time 2025-03-04`: one or more runs of carets, each with a label.
fn carets(line: usize, text: &str, start: usize, above: &str, problems: &mut Vec<Problem>) -> Vec<Caret> {
    let bytes: Vec<usize> = above.char_indices().map(|(i, _)| i).chain([above.len()]).collect();
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(from) = (at..chars.len()).find(|i| chars.get(*i) == Some(&'^')) else { break };
        let to = (from..chars.len()).find(|i| chars.get(*i) != Some(&'^')).unwrap_or(chars.len());
        at = (to..chars.len()).find(|i| chars.get(*i) == Some(&'^')).unwrap_or(chars.len());
        let label: String = chars.get(to..at).unwrap_or(&[]).iter().collect();
        let mut label = label.trim();
        let (Some(lo), Some(hi)) = (bytes.get(from), bytes.get(to)) else {
            problems.push((line, "carets reach past the end of the text above".to_owned()));
            continue;
        };
        let mut fit = Fit::Exactly;
        for (word, means) in [("no ", Fit::Absent), ("in ", Fit::Within)] {
            if let Some(rest) = label.strip_prefix(word) {
                (label, fit) = (rest.trim(), means);
            }
        }
        let (kind, details) = label.split_once(char::is_whitespace).unwrap_or((label, ""));
        if super::rows::kind(kind).is_none() {
            let known: Vec<&str> = super::rows::KINDS.iter().map(|k| k.label).collect();
            problems.push((line, format!("unknown label `{kind}`; known are {}", known.join(", "))));
            continue;
        }
        let words = above.get(*lo..*hi).unwrap_or("");
        if words != words.trim() {
            problems.push((line, format!("carets begin or end under white space: «{words}»")));
        }
        found.push(Caret {
            line,
            span: (start + lo, start + hi),
            fit,
            kind: kind.to_owned(),
            details: details.split(',').map(str::trim).filter(|d| !d.is_empty()).map(str::to_owned).collect(),
        });
    }
    found
}

fn expected(block: &Block<'_>, header: &str, problems: &mut Vec<Problem>) -> Option<Expected> {
    let mut table = Expected { line: block.line, table: "positions".into(), ..Expected::default() };
    for (key, value) in attributes(header) {
        match (key, value) {
            ("table", Some(name)) => table.table = name.to_owned(),
            ("only", None) => table.mode = Mode::Only,
            ("not", None) => table.mode = Mode::Not,
            _ => problems.push((block.line, format!("unknown `{key}`; known are table=NAME, only, not"))),
        }
    }
    let mut rows = block.body.iter().filter(|(_, l)| !l.trim().is_empty()).map(|(n, l)| (*n, cells(l)));
    let Some((line, columns)) = rows.next() else {
        problems.push((block.line, "the table has no line that names its columns".to_owned()));
        return None;
    };
    if let Err(message) = super::rows::columns_exist(&table.table, &columns) {
        problems.push((line, message));
        return None;
    }
    for (line, cells) in rows {
        if cells.len() == columns.len() {
            table.rows.push((line, cells));
        } else {
            let message = format!(
                "{} cells under {} columns; cells are set apart by two spaces, an empty one is `-`",
                cells.len(),
                columns.len()
            );
            problems.push((line, message));
        }
    }
    if table.rows.is_empty() && table.mode != Mode::Only {
        problems.push((
            block.line,
            "the table has no rows (`only` without rows: the record has none)".to_owned(),
        ));
    }
    table.columns = columns;
    Some(table)
}

/// Cells are set apart by two or more spaces or by tabs.
fn cells(line: &str) -> Vec<String> {
    line.replace('\t', "  ").split("  ").map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect()
}
