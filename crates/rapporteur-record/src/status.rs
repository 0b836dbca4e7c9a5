//! How the talks go, as somebody said it, day by day.

use crate::Desk;
use rapporteur_model::Record;
use rapporteur_model::date::days_between;
use rapporteur_model::record::TalksStatusRow;
use rapporteur_model::table::At;

/// An assessment of a time this many days before publication is history, not a report on how the talks go.
const HISTORY_DAYS: i64 = 366;

pub(crate) fn draw_up(desk: &Desk<'_>, record: &mut Record) {
    for (i, (article, found)) in desk.corpus.articles.iter().zip(&desk.corpus.annotations).enumerate() {
        for status in &found.status {
            let time = status.time.and_then(|t| found.times.get(t)).map(|t| t.interval);
            let time = time.filter(|t| !t.is_unknown());
            let published = article.published.start.filter(|_| article.published.end.is_some());
            let old = time.and_then(|t| t.end).zip(published).map(|(t, p)| days_between(t, p));
            if old.is_some_and(|days| days > HISTORY_DAYS) {
                continue;
            }
            let future = time.and_then(|t| t.start).zip(article.published.end).is_some_and(|(t, p)| t > p);
            let date = time.filter(|_| !future).and_then(|t| t.start).or(published);
            record.talks_status.push(TalksStatusRow {
                date,
                status: status.state,
                at: At { article: article.id, span: status.span },
                attribution: desk.attribution(i, status.attribution),
                by: status.by.clone(),
            });
        }
    }
}
