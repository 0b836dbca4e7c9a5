//! One record held ready: read once, kept by threads that answer from it, and given up when nobody holds it any more.
//!
//! A request is answered from one snapshot from beginning to end, so that no request sees half of a record that is being
//! replaced. What was known on a day is drawn up anew by [`Rebuild`] and held the same way.

use crate::kept::Kept;
use crate::site::{Site, days};
use rapporteur_model::{Date, Record};
use rapporteur_store::{Drawn, Reader, Stamp, StoreError, Temporary};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{oneshot, watch};

/// Draws the record up from its articles as it was known by the end of a day.
pub type Rebuild = Arc<dyn Fn(&Record, Date) -> Result<Record, String> + Send + Sync>;

/// What a thread does with a snapshot.
type Job = Box<dyn for<'a, 'r> FnOnce(&'a Site<'r>, &'a Reader) + Send>;

/// How often a record that changes under the reader's hands is tried again.
const TRIES: usize = 5;

/// Bytes of answers kept of the record as it is now, and of each day that was asked for.
const KEPT: usize = 32 << 20;
const KEPT_PAST: usize = 4 << 20;

/// A record held ready.
pub(crate) struct Snapshot {
    /// Answers that were given.
    pub(crate) kept: Kept,
    quick: Mutex<Sender<Job>>,
    slow: Mutex<Sender<Job>>,
    /// Tells it from any other, for caches.
    pub(crate) tag: String,
    /// How many articles it holds.
    pub(crate) articles: usize,
}

/// Nothing came back: the work panicked or the snapshot was given up.
#[derive(Debug)]
pub(crate) struct Gone;

struct Opened {
    readers: Vec<Reader>,
    record: Record,
    stamp: Stamp,
    /// The rows of the views; kept as long as the readers that read them.
    drawn: Option<Drawn>,
}

/// Opens all readers on one and the same file.
fn open(folder: &Path, readers: usize) -> Result<Opened, StoreError> {
    let mut tries = 0;
    loop {
        tries += 1;
        let stamp = rapporteur_store::stamp(folder)?;
        let opened: Result<Vec<Reader>, StoreError> = (0..readers).map(|_| Reader::open(folder)).collect();
        // Replaced while we opened it: some of them have the old file.
        if rapporteur_store::stamp(folder)? != stamp && tries < TRIES {
            continue;
        }
        let mut readers = opened?;
        // The views are worked out while the record is read. Where there is no room for them, they are worked out for
        // each request: slower, but the same rows.
        let last = readers.pop();
        let (record, last) = std::thread::scope(|scope| {
            let drawing = last.map(|reader| scope.spawn(move || (reader.draw().ok(), reader)));
            let record = readers.first().map_or_else(|| Ok(Record::default()), Reader::record);
            (record, drawing.and_then(|d| d.join().ok()))
        });
        let record = record?;
        let drawn = last.and_then(|(drawn, reader)| {
            readers.push(reader);
            drawn
        });
        if let Some(drawn) = &drawn {
            readers.iter_mut().try_for_each(|reader| reader.take(drawn))?;
        }
        return Ok(Opened { readers, record, stamp, drawn });
    }
}

fn run(jobs: &Mutex<Receiver<Job>>, site: &Site, reader: &Reader) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // Whoever asked sees that nothing came back; the others go on.
        let _ = catch_unwind(AssertUnwindSafe(|| job(site, reader)));
    }
}

/// The day a record was drawn up for, and the first and last day of the record it was drawn from.
type AsOf = (Date, (Option<Date>, Option<Date>));

impl Snapshot {
    /// Reads the record in `folder` and starts the threads that answer from it; they end when the snapshot is dropped.
    /// `temporary` is kept as long.
    pub(crate) fn hold(
        folder: &Path,
        as_of: Option<AsOf>,
        temporary: Option<Temporary>,
        threads: usize,
        review: bool,
    ) -> Result<(Arc<Snapshot>, Stamp), StoreError> {
        // One more for the slow lane.
        let Opened { mut readers, record, stamp, drawn } = open(folder, threads.max(1) + 1)?;
        let (quick, quick_jobs) = channel::<Job>();
        let (slow, slow_jobs) = channel::<Job>();
        let asked = as_of.map_or_else(String::new, |(day, _)| day.to_string());
        let told = format!("{stamp:?} {asked} {}", env!("CARGO_PKG_VERSION"));
        let tag = rapporteur_model::Id::of("snapshot", &[told.as_bytes()]).to_string();
        let snapshot = Snapshot {
            kept: Kept::new(if as_of.is_some() { KEPT_PAST } else { KEPT }),
            quick: Mutex::new(quick),
            slow: Mutex::new(slow),
            tag: tag.clone(),
            articles: record.articles.len(),
        };
        let (ready, is_ready) = channel::<()>();
        let keeper = move || {
            let span = as_of.map_or_else(|| days(&record), |(_, days)| days);
            let mut site = Site::new(&record, tag, as_of.map(|(day, _)| day), span);
            site.review = review;
            site.warm();
            let (quick_jobs, slow_jobs) = (Mutex::new(quick_jobs), Mutex::new(slow_jobs));
            let _ = ready.send(());
            let slow_reader = readers.pop();
            std::thread::scope(|scope| {
                for reader in readers {
                    let (site, jobs) = (&site, &quick_jobs);
                    scope.spawn(move || run(jobs, site, &reader));
                }
                if let Some(reader) = slow_reader {
                    run(&slow_jobs, &site, &reader);
                }
            });
            drop((temporary, drawn));
        };
        std::thread::Builder::new().name("snapshot".to_owned()).spawn(keeper).map_err(|source| {
            StoreError::Io { doing: "start a thread for", path: folder.to_owned(), source }
        })?;
        // Nobody is sent here before it can answer.
        is_ready.recv().map_err(|_| StoreError::Damaged {
            table: "articles",
            why: "the record cannot be put into words; build it again from its articles".to_owned(),
        })?;
        Ok((Arc::new(snapshot), stamp))
    }

    async fn give<T: Send + 'static>(
        lane: &Mutex<Sender<Job>>,
        work: impl for<'a, 'r> FnOnce(&'a Site<'r>, &'a Reader) -> T + Send + 'static,
    ) -> Result<T, Gone> {
        let (say, hear) = oneshot::channel();
        let job: Job = Box::new(move |site, reader| {
            // Nobody waits for an answer that took too long; do not begin it then.
            if !say.is_closed() {
                let _ = say.send(work(site, reader));
            }
        });
        lane.lock().unwrap_or_else(PoisonError::into_inner).send(job).map_err(|_| Gone)?;
        hear.await.map_err(|_| Gone)
    }

    /// Does some work with the record on one of its threads.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl for<'a, 'r> FnOnce(&'a Site<'r>, &'a Reader) -> T + Send + 'static,
    ) -> Result<T, Gone> {
        Self::give(&self.quick, work).await
    }

    /// Does some work that takes long, after what is being done of that kind; nobody waits for it.
    pub(crate) fn later(&self, work: impl for<'a, 'r> FnOnce(&'a Site<'r>) + Send + 'static) {
        let job: Job = Box::new(move |site, _| work(site));
        // Where the lane is gone, so is the work, and whatever it holds is dropped.
        let _ = self.slow.lock().unwrap_or_else(PoisonError::into_inner).send(job);
    }
}

/// What was known on a day, or how far it is.
#[derive(Clone)]
enum Past {
    Ready(Arc<Snapshot>),
    Failed(String),
}

struct Drawing {
    tag: String,
    day: Date,
    done: watch::Receiver<Option<Past>>,
}

/// The record of a folder, as it is now and as it was known on days that were asked for.
pub(crate) struct Shelf {
    folder: PathBuf,
    threads: usize,
    /// Rulings may be made on the record as it is now.
    review: bool,
    rebuild: Rebuild,
    now: RwLock<(Arc<Snapshot>, Stamp)>,
    past: Mutex<Vec<Drawing>>,
}

/// Days kept ready.
const PAST: usize = 8;
/// The same of a record that takes hundreds of megabytes.
const PAST_LARGE: usize = 2;
/// Days drawn up at one time, one after the other.
const WAITING: usize = 4;
/// Up to so many articles, whoever asks waits for the day to be drawn up.
pub(crate) const AT_ONCE: usize = 1_000;

/// What there is for a request.
pub(crate) enum Found {
    /// The record.
    Ready(Arc<Snapshot>),
    /// It is being drawn up; ask again.
    Drawing,
    /// Too many days at a time.
    Busy,
    /// It could not be drawn up.
    Failed(String),
}

impl Shelf {
    /// Reads the record in `folder`.
    pub(crate) fn open(
        folder: &Path,
        threads: usize,
        rebuild: Rebuild,
        review: bool,
    ) -> Result<Shelf, StoreError> {
        let now = Snapshot::hold(folder, None, None, threads, review)?;
        Ok(Shelf {
            folder: folder.to_owned(),
            threads,
            review,
            rebuild,
            now: RwLock::new(now),
            past: Mutex::new(Vec::new()),
        })
    }

    /// The record as it is now.
    pub(crate) fn now(&self) -> Arc<Snapshot> {
        self.now.read().unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Takes up a record that has replaced the one held; says whether there was one. Blocks while it is read.
    pub(crate) fn look(&self) -> Result<bool, StoreError> {
        let stamp = rapporteur_store::stamp(&self.folder)?;
        if self.now.read().unwrap_or_else(PoisonError::into_inner).1 == stamp {
            return Ok(false);
        }
        let fresh = Snapshot::hold(&self.folder, None, None, self.threads, self.review)?;
        *self.now.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        // Days of the old record go when whoever still reads them has done so.
        self.past.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(true)
    }

    /// The record as it was known on a day: drawn up anew, for a record that leaves rows out would still know them.
    pub(crate) async fn known(&self, day: Date) -> Found {
        let now = self.now();
        let mut done = {
            let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
            // What ended without a word is tried again.
            past.retain(|p| p.done.borrow().is_some() || p.done.has_changed().is_ok());
            match past.iter().position(|p| p.day == day && p.tag == now.tag) {
                Some(i) => {
                    // The last in the list is the one asked for last.
                    let drawing = past.remove(i);
                    let done = drawing.done.clone();
                    past.push(drawing);
                    done
                }
                None => {
                    if past.iter().filter(|p| p.done.borrow().is_none()).count() >= WAITING {
                        return Found::Busy;
                    }
                    let most = if now.articles <= AT_ONCE { PAST } else { PAST_LARGE };
                    while past.len() >= most
                        && let Some(i) = past.iter().position(|p| p.done.borrow().is_some())
                    {
                        past.remove(i);
                    }
                    let done = self.draw_up(&now, day);
                    past.push(Drawing { tag: now.tag.clone(), day, done: done.clone() });
                    done
                }
            }
        };
        let seconds = if now.articles <= AT_ONCE { 25 } else { 1 };
        let patience = std::time::Duration::from_secs(seconds);
        let ready = tokio::time::timeout(patience, done.wait_for(Option::is_some)).await;
        match ready {
            Err(_) => Found::Drawing,
            Ok(Err(_)) => Found::Failed("drawing the record up ended early".to_owned()),
            Ok(Ok(past)) => match &*past {
                Some(Past::Ready(snapshot)) => Found::Ready(snapshot.clone()),
                Some(Past::Failed(why)) => Found::Failed(why.clone()),
                None => Found::Drawing,
            },
        }
    }

    fn draw_up(&self, now: &Arc<Snapshot>, day: Date) -> watch::Receiver<Option<Past>> {
        let (say, done) = watch::channel(None);
        let (rebuild, threads) = (self.rebuild.clone(), self.threads.min(2));
        let job: Job = Box::new(move |site, _| {
            let drawn = rebuild(site.record, day).and_then(|record| {
                let held = Temporary::write(&record).map_err(|e| e.to_string())?;
                drop(record);
                let folder = held.folder().to_owned();
                Snapshot::hold(&folder, Some((day, site.days)), Some(held), threads, false)
                    .map_err(|e| e.to_string())
            });
            let _ = say.send(Some(match drawn {
                Ok((snapshot, _)) => Past::Ready(snapshot),
                Err(why) => Past::Failed(why),
            }));
        });
        // Where the lane is gone, so is `say`, and whoever waits is told.
        let _ = now.slow.lock().unwrap_or_else(PoisonError::into_inner).send(job);
        done
    }
}
