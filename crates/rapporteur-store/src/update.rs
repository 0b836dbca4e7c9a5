//! From one record to the next: only the rows that differ are written, into a copy of the record file that is there.
//!
//! One article more changes some hundred rows of half a million. What comes out holds the same rows in the same order as
//! a file written anew; its pages lie otherwise. Wherever anything is not as it was left (another file, another schema,
//! no room between two rows, too much that differs) nothing is updated and `write` writes anew.

use crate::StoreError;
use crate::check::{Checker, Rules, cells};
use crate::kept::{Kept, KeptRow, SPACING, digest, hash_of};
use crate::schema::{quoted, quoted_list};
use crate::write::{CACHE_KIB, Counts, bind, meta};
use rapporteur_model::Record;
use rapporteur_model::record::TableVisitor;
use rapporteur_model::table::{Order, Row, Table};
use rusqlite::Connection;
use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

/// If more than one row of so many of the record differs, writing anew is as quick.
const MANY: usize = 4;
/// The table that the full-text index stands on.
const INDEXED: &str = "articles";

/// Why a record was not brought up to date.
pub(crate) enum Stop {
    /// It must be written anew.
    Anew,
    /// It must not be written at all.
    Failed(StoreError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Stop {
        Stop::Failed(error)
    }
}

/// Copies the record file `old`, of which `beside` says what it holds, to `new`, and makes it hold `record`.
pub(crate) fn update(
    record: &Record,
    old: &Path,
    beside: &[u8],
    new: &Path,
    step: &mut dyn FnMut(&str),
) -> Result<(Counts, Kept), Stop> {
    let (held, hash) = Kept::parse(beside).ok_or(Stop::Anew)?;
    let copied = File::create(new).and_then(|mut copy| hash_of(old, &mut copy));
    if copied.ok() != Some(hash) {
        return Err(Stop::Anew);
    }
    let checker = Checker::new(record)?;
    let db = Connection::open(new).map_err(StoreError::sqlite("open the copy of the record file"))?;
    // The copy is nobody's yet and is flushed as a whole: no journal, no waiting for the disk.
    let settings = format!(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; \
         PRAGMA cache_size = -{CACHE_KIB}; PRAGMA temp_store = MEMORY; BEGIN; DELETE FROM meta;"
    );
    db.execute_batch(&settings).map_err(StoreError::sqlite("begin to update the record file"))?;
    let may_differ = held.tables.iter().map(Vec::len).sum::<usize>() / MANY;
    let mut updater = Updater {
        db: &db,
        checker,
        held: held.tables.into_iter(),
        may_differ,
        counts: Counts::default(),
        kept: Kept::default(),
        room: Vec::new(),
        step,
    };
    record.each_table(&mut updater)?;
    let Updater { counts, kept, .. } = updater;
    meta(record, &db).map_err(StoreError::sqlite("write table meta"))?;
    db.execute_batch("COMMIT").map_err(StoreError::sqlite("finish the record file"))?;
    db.close().map_err(|(_, e)| StoreError::sqlite("close the record file")(e))?;
    Ok((counts, kept))
}

struct Updater<'a, 'r> {
    db: &'a Connection,
    checker: Checker<'r>,
    /// The tables that were not visited yet.
    held: std::vec::IntoIter<Vec<KeptRow>>,
    /// How many more rows may differ.
    may_differ: usize,
    counts: Counts,
    kept: Kept,
    room: Vec<u8>,
    step: &'a mut dyn FnMut(&str),
}

impl TableVisitor for Updater<'_, '_> {
    type Error = Stop;

    fn table<R: Row>(&mut self, rows: &[R]) -> Result<(), Stop> {
        let held = self.held.next().ok_or(Stop::Anew)?;
        let rules = Rules::new(R::table());
        (self.step)("table");
        let order = Order::new(&rules.table);
        let mut rows: Vec<&R> = rows.iter().collect();
        rows.sort_by(|a, b| order.of(*a, *b));
        let digests: Vec<u64> = rows.iter().map(|row| digest(&cells(*row), &mut self.room)).collect();
        let Change { gone, rowids, new } =
            Change::between(&held, &digests, self.may_differ).ok_or(Stop::Anew)?;
        self.may_differ -= gone.len() + new.len();
        // Whether the pieces of an attribution stand in its words is asked of all of them.
        if rules.remembers_words() {
            rows.iter().try_for_each(|row| self.checker.row(&rules, &cells(*row)))?;
        }
        if rules.table.name == INDEXED && self.reads_otherwise(&gone)? {
            return Err(Stop::Anew);
        }
        self.take_out(&rules.table, &gone)?;
        let articles: Vec<Option<usize>> = (0..R::COLUMNS).map(|i| rules.article_of(i)).collect();
        let table = &rules.table;
        let doing = || format!("write table {}", table.name);
        let sql = insert(table);
        let mut statement = self.db.prepare(&sql).map_err(StoreError::sqlite(doing()))?;
        for n in new {
            let (Some(row), Some(rowid)) = (rows.get(n), rowids.get(n)) else { continue };
            let cells = cells(*row);
            let twin = |other: Option<&&R>| other.is_some_and(|other| order.same_key(*other, *row));
            if table.unique && (n.checked_sub(1).is_some_and(|b| twin(rows.get(b))) || twin(rows.get(n + 1)))
            {
                return Err(rules.refuse(&cells, None, "another row has the same key").into());
            }
            self.checker.row(&rules, &cells)?;
            bind(&self.checker, &mut statement, *rowid, &cells, &articles)
                .and_then(|()| statement.raw_execute())
                .map_err(StoreError::sqlite(doing()))?;
            if table.name == INDEXED {
                self.index("INSERT INTO search (rowid, title, text) SELECT rowid, title, text", *rowid)?;
            }
        }
        self.counts.0.push((rules.table.name, rows.len()));
        let kept = rowids.into_iter().zip(digests).map(|(rowid, digest)| KeptRow { digest, rowid });
        self.kept.tables.push(kept.collect());
        Ok(())
    }
}

impl Updater<'_, '_> {
    /// Has an article of these rows another text now? Another version of the program may read the same bytes otherwise:
    /// then rows that count in its text must be checked and written anew, though their cells are the same.
    fn reads_otherwise(&self, gone: &[i64]) -> Result<bool, StoreError> {
        let doing = || StoreError::sqlite("read the articles that were there");
        let sql = format!("SELECT article, text FROM {INDEXED} WHERE rowid = ?1");
        let mut select = self.db.prepare(&sql).map_err(doing())?;
        for rowid in gone {
            let row = |row: &rusqlite::Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?));
            let (id, text) = select.query_row([rowid], row).map_err(doing())?;
            let now = id.parse().ok().and_then(|id| self.checker.texts.get(&id));
            if now.is_some_and(|now| now.text != text) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take_out(&self, table: &Table, gone: &[i64]) -> Result<(), StoreError> {
        let doing = || StoreError::sqlite(format!("take rows out of table {}", table.name));
        let sql = format!("DELETE FROM {} WHERE rowid = ?1", quoted(table.name));
        let mut delete = self.db.prepare(&sql).map_err(doing())?;
        for rowid in gone {
            if table.name == INDEXED {
                // The index must be told what words it is to forget.
                let forget =
                    "INSERT INTO search (search, rowid, title, text) SELECT 'delete', rowid, title, text";
                self.index(forget, *rowid)?;
            }
            delete.execute([rowid]).map_err(doing())?;
        }
        Ok(())
    }

    fn index(&self, what: &str, rowid: i64) -> Result<(), StoreError> {
        let sql = format!("{what} FROM {INDEXED} WHERE rowid = ?1");
        let mut statement = self.db.prepare(&sql).map_err(StoreError::sqlite("index the record"))?;
        statement.execute([rowid]).map(drop).map_err(StoreError::sqlite("index the record"))
    }
}

/// The statement that writes one row at its place.
pub(crate) fn insert(table: &Table) -> String {
    format!(
        "INSERT INTO {} (rowid, {}) VALUES (?{})",
        quoted(table.name),
        quoted_list(table.columns.iter().map(|c| c.name)),
        ", ?".repeat(table.columns.len())
    )
}

type Digests = HashSet<u64, foldhash::fast::RandomState>;

/// What turns the rows that a table holds into those it should hold.
#[derive(Debug, PartialEq, Eq)]
struct Change {
    /// Rowids of the rows that go.
    gone: Vec<i64>,
    /// The rowid of each row that should be there.
    rowids: Vec<i64>,
    /// The indices of those that are new.
    new: Vec<usize>,
}

impl Change {
    /// `None` if there is no room, or more than `may_differ` that differs. Both lists are in the order of the table.
    fn between(held: &[KeptRow], wanted: &[u64], may_differ: usize) -> Option<Change> {
        let mut change = Change { gone: Vec::new(), rowids: vec![0; wanted.len()], new: Vec::new() };
        let (mut i, mut j) = (0, 0);
        // Digests are evenly spread already.
        let mut sets: Option<(Digests, Digests)> = None;
        let mut differ = 0;
        while i < held.len() || j < wanted.len() {
            let (old, new) = (held.get(i), wanted.get(j).copied());
            match (old, new) {
                (Some(old), Some(new)) if old.digest == new => {
                    *change.rowids.get_mut(j)? = old.rowid;
                    (i, j) = (i + 1, j + 1);
                    continue;
                }
                _ => {}
            }
            differ += 1;
            if differ > may_differ {
                return None;
            }
            let (before, after) = sets.get_or_insert_with(|| {
                (held.iter().map(|r| r.digest).collect(), wanted.iter().copied().collect())
            });
            match (old, new) {
                (Some(old), _) if !after.contains(&old.digest) => {
                    change.gone.push(old.rowid);
                    i += 1;
                }
                (_, Some(new)) if !before.contains(&new) => {
                    change.new.push(j);
                    j += 1;
                }
                // Rows that are equal in all cells, of which one came or went.
                (Some(old), None) => {
                    change.gone.push(old.rowid);
                    i += 1;
                }
                (None, Some(_)) => {
                    change.new.push(j);
                    j += 1;
                }
                // The order of two rows has changed, which their cells alone decide.
                _ => return None,
            }
        }
        change.room()?;
        Some(change)
    }

    /// Gives new rows their rowids, evenly between those of their neighbours.
    fn room(&mut self) -> Option<()> {
        let mut at = 0;
        while let Some(&first) = self.new.get(at) {
            let run =
                self.new.get(at..)?.iter().zip(first..).take_while(|(n, expected)| **n == *expected).count();
            let low = first.checked_sub(1).and_then(|b| self.rowids.get(b)).copied().unwrap_or(0);
            let count = i64::try_from(run).ok()?;
            let step = match self.rowids.get(first + run) {
                Some(high) => (high - low) / (count + 1),
                None => SPACING,
            };
            if step < 1 {
                return None;
            }
            for (n, rowid) in self.rowids.get_mut(first..first + run)?.iter_mut().enumerate() {
                *rowid = low.checked_add(step.checked_mul(i64::try_from(n).ok()? + 1)?)?;
            }
            at += run;
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(digests: &[u64], spacing: i64) -> Vec<KeptRow> {
        (1..).zip(digests).map(|(n, digest)| KeptRow { digest: *digest, rowid: n * spacing }).collect()
    }

    #[test]
    fn what_came_and_what_went() {
        let before = held(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 100);
        let change = Change::between(&before, &[2, 3, 4, 20, 5, 6, 7, 8, 9, 10, 11, 12, 30], 3).unwrap();
        assert_eq!(change.gone, [100]);
        assert_eq!(change.new, [3, 12]);
        assert_eq!(
            change.rowids,
            [200, 300, 400, 450, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1200 + SPACING]
        );
        let rowids = |wanted: &[u64]| Change::between(&before, wanted, 2).map(|c| c.rowids);
        // Two before all others, and equal rows.
        assert_eq!(rowids(&[21, 22, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]).unwrap()[..3], [33, 66, 100]);
        assert_eq!(
            rowids(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 12]).unwrap()[11..],
            [1200, 1200 + SPACING]
        );
        assert_eq!(rowids(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).unwrap().len(), 11);
    }

    #[test]
    fn without_room_or_with_much_that_differs_it_is_written_anew() {
        let near = held(&[1, 2, 3, 4, 5, 6, 7, 8], 2);
        assert!(Change::between(&near, &[1, 20, 2, 3, 4, 5, 6, 7, 8], 2).is_some());
        assert_eq!(Change::between(&near, &[1, 20, 21, 2, 3, 4, 5, 6, 7, 8], 2), None);
        let far = held(&[1, 2, 3, 4, 5, 6, 7, 8], 100);
        assert_eq!(Change::between(&far, &[11, 12, 13, 4, 5, 6, 7, 8], 5), None);
        // The other way round.
        assert_eq!(Change::between(&far, &[2, 1, 3, 4, 5, 6, 7, 8], 5), None);
        assert_eq!(Change::between(&[], &[1], 0), None);
        assert_eq!(Change::between(&[], &[1], 1).map(|c| c.rowids), Some(vec![SPACING]));
    }
}
