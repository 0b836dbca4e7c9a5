//! What stands around every page: title, the ways to other pages, and the as-of control.

use crate::address::Address;
use crate::html::Html;
use crate::site::Site;
use rapporteur_show::wording;

/// A page of the site: key, path, name.
type Entry = (&'static str, &'static str, &'static str);

/// The pages, in the order of the ways to them.
const PAGES: &[Entry] = &[
    ("overview", "/", "Overview"),
    ("positions", "/positions", "Positions"),
    ("timeline", "/timeline", "Timeline"),
    ("meetings", "/meetings", "Meetings"),
    ("sources", "/sources", "Sources"),
    ("claims", "/claims", "Claims"),
    ("terms", "/terms", "Terms"),
    ("map", "/map", "Map"),
    ("articles", "/articles", "Articles"),
    ("entities", "/entities", "Names"),
];

/// Where rulings may be made.
const REVIEW: &Entry = &("review", "/review", "Review");

/// A way to a page.
pub(crate) struct Way {
    /// Where.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: &'static str,
    /// The reader is there.
    pub(crate) here: bool,
}

/// What stands around a page.
pub(crate) struct Frame {
    /// The title of the page.
    pub(crate) title: String,
    /// The talks, as the user names them.
    pub(crate) talks: Html,
    /// What the record stands on.
    pub(crate) meta: Html,
    /// The ways.
    pub(crate) ways: Vec<Way>,
    /// The address of the page for the as-of control.
    pub(crate) path: String,
    /// The rest of the query, which the as-of control keeps.
    pub(crate) kept: Vec<(String, String)>,
    /// The day asked for.
    pub(crate) as_of: String,
    /// The day asked for, for a reader.
    pub(crate) as_of_words: String,
    /// First day the control offers.
    pub(crate) first: String,
    /// Last day the control offers.
    pub(crate) last: String,
    /// The same page as of now.
    pub(crate) latest: String,
    /// Where searches go.
    pub(crate) search: &'static str,
    /// What was searched for.
    pub(crate) words: String,
}

impl Frame {
    /// The frame of a page; `here` is its key.
    pub(crate) fn new(site: &Site, address: &Address, here: &str, title: &str) -> Frame {
        let head = &site.brief.head;
        let mut talks = Html::new();
        talks.line(&head.talks);
        let mut meta = Html::new();
        meta.line(&head.line());
        let day = |d: Option<rapporteur_model::Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let review = Some(REVIEW).filter(|_| site.review);
        let ways = PAGES
            .iter()
            .chain(review)
            .map(|(key, path, name)| Way { href: site.link(path), name, here: *key == here })
            .collect();
        let kept: Vec<_> = address.without(&["as_of", "token"]).cloned().collect();
        let latest = crate::address::link(&address.path, kept.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        Frame {
            title: format!("{title} – {}", head.talks.plain()),
            talks,
            meta,
            ways,
            path: address.path.clone(),
            kept,
            as_of: day(site.as_of),
            as_of_words: site.as_of.map(wording::day).unwrap_or_default(),
            first: day(site.days.0),
            last: day(site.days.1),
            latest,
            search: "/search",
            words: if here == "search" { address.get("q").unwrap_or("").to_owned() } else { String::new() },
        }
    }
}

/// Turning over a long list.
pub(crate) struct Turn {
    /// The page before, if there is one.
    pub(crate) before: Option<String>,
    /// The next page, if there is one.
    pub(crate) after: Option<String>,
    /// "51–100 of 3,412".
    pub(crate) words: String,
    /// The first row shown.
    pub(crate) from: usize,
    /// The row after the last shown.
    pub(crate) to: usize,
}

impl Turn {
    /// Page `page` (from the query) of `total` rows, `size` a page.
    pub(crate) fn new(site: &Site, address: &Address, total: usize, size: usize) -> Turn {
        Turn::at(site, address, total, size, 1)
    }
    /// The same, but the last page unless another is asked for.
    pub(crate) fn from_end(site: &Site, address: &Address, total: usize, size: usize) -> Turn {
        Turn::at(site, address, total, size, usize::MAX)
    }
    fn at(site: &Site, address: &Address, total: usize, size: usize, usual: usize) -> Turn {
        let pages = total.div_ceil(size).max(1);
        let page = address.parse::<usize>("page").unwrap_or(usual).clamp(1, pages);
        let (from, to) = ((page - 1) * size, (page * size).min(total));
        let to_page = |n: usize| {
            let n = n.to_string();
            let mut query: Vec<(&str, &str)> =
                address.without(&["page", "as_of", "token"]).map(|(k, v)| (k.as_str(), v.as_str())).collect();
            query.push(("page", &n));
            site.link_with(&address.path, &query)
        };
        Turn {
            before: (page > 1).then(|| to_page(page - 1)),
            after: (page < pages).then(|| to_page(page + 1)),
            words: if total == 0 {
                "none".to_owned()
            } else {
                format!(
                    "{}–{} of {}",
                    wording::thousands(from + 1),
                    wording::thousands(to),
                    wording::thousands(total)
                )
            },
            from,
            to,
        }
    }
    /// The rows of this page.
    pub(crate) fn of<'a, T>(&self, rows: &'a [T]) -> &'a [T] {
        rows.get(self.from..self.to).unwrap_or(&[])
    }
    /// Is there more than one page?
    pub(crate) fn turns(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }
}
