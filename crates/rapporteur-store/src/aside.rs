//! Replacing the files of a record folder so that nobody ever sees a broken record.
//!
//! New files are written into `FOLDER/.building`, each flushed to disk. One rename, `.building` to `.ready`, commits
//! them all at once. Then they are moved to their places, `record.sqlite` last, and `.ready` goes away. A build that is
//! killed before the rename leaves the old record whole and some rubbish that the next build removes; one that is
//! killed after it leaves a committed build that the next reader or writer finishes. Whoever opens `record.sqlite`
//! directly finds the old file or the new one, never half of one.
//!
//! `FOLDER/.lock` keeps two builds apart; the operating system frees it when a build dies.

use crate::{RECORD_FILE, StoreError};
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const BUILDING: &str = ".building";
const READY: &str = ".ready";
const LOCK: &str = ".lock";

/// What a write that has begun and not committed would leave behind, for [`abandon`].
#[derive(Debug, Clone, PartialEq)]
struct Active {
    folder: PathBuf,
    made_folder: bool,
}

static ACTIVE: Mutex<Vec<Active>> = Mutex::new(Vec::new());

fn active() -> MutexGuard<'static, Vec<Active>> {
    ACTIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what unfinished writes of this process have put on disk and keeps them from ever committing.
///
/// For the thread that handles an interrupt, right before it ends the process: any thread that writes a record stands
/// still from now on. A write that has already committed is left to finish or to be finished by the next reader.
pub fn abandon() {
    let mut active = active();
    for write in active.drain(..) {
        write.remove();
    }
    // Never released: a write that reaches its commit waits here until the process ends.
    std::mem::forget(active);
}

impl Active {
    fn remove(&self) {
        // The writing thread may still be adding files; a second and third try catch them.
        for _ in 0..3 {
            match fs::remove_dir_all(self.folder.join(BUILDING)) {
                Ok(()) => break,
                Err(e) if e.kind() == ErrorKind::NotFound => break,
                Err(_) => {}
            }
        }
        if self.made_folder {
            let _ = fs::remove_file(self.folder.join(LOCK));
            // Only if empty: nothing of anybody else's is ever removed.
            let _ = fs::remove_dir(&self.folder);
        }
    }
}

/// Does this folder hold a record, finished or committed?
pub fn holds_record(folder: &Path) -> bool {
    folder.join(RECORD_FILE).is_file() || folder.join(READY).join(RECORD_FILE).is_file()
}

/// A file beside the record, of the committed build if one waits to be finished; `None` if there is none, or none that
/// can be read.
pub fn beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let ready = folder.join(READY).join(name);
    fs::read(if ready.is_file() { ready } else { folder.join(name) }).ok()
}

/// The database to read: of the committed build if one waits to be finished, else the one in place.
pub(crate) fn database(path: &Path) -> PathBuf {
    if path.is_file() {
        return path.to_owned();
    }
    // Finishing needs write access; without it the committed file is read where it lies.
    let _ = roll_forward(path);
    let ready = path.join(READY).join(RECORD_FILE);
    if ready.is_file() { ready } else { path.join(RECORD_FILE) }
}

/// A replacement of a folder's files that has begun.
#[derive(Debug)]
pub(crate) struct Aside {
    active: Active,
    building: PathBuf,
    /// Held until the end; the file system may not know locks.
    lock: Option<File>,
    committed: bool,
}

impl Aside {
    /// Finishes what an earlier build committed, removes what it did not, and makes room for new files.
    pub(crate) fn begin(folder: &Path) -> Result<Aside, StoreError> {
        let made_folder = !folder.exists();
        fs::create_dir_all(folder).map_err(StoreError::io("create", folder))?;
        let lock = lock(folder)?;
        roll_forward(folder)?;
        let building = folder.join(BUILDING);
        match fs::remove_dir_all(&building) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(StoreError::io("remove", &building)(e)),
            _ => {}
        }
        fs::create_dir(&building).map_err(StoreError::io("create", &building))?;
        let write = Active { folder: folder.to_owned(), made_folder };
        active().push(write.clone());
        Ok(Aside { active: write, building, lock, committed: false })
    }

    /// Where a file of that name is put together.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.building.join(name)
    }

    /// Puts a whole file there.
    pub(crate) fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name);
        let mut file = File::create(&path).map_err(StoreError::io("create", &path))?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(StoreError::io("write", &path))
    }

    /// Flushes a file that something else wrote there.
    pub(crate) fn sync(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        File::options()
            .write(true)
            .open(&path)
            .and_then(|f| f.sync_all())
            .map_err(StoreError::io("write", &path))
    }

    /// Makes the new files the folder's files. `step` is called before each step, for tests.
    pub(crate) fn commit(mut self, step: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
        let folder = self.active.folder.clone();
        sync_folder(&self.building);
        step("commit");
        {
            let mut active = active();
            let ready = folder.join(READY);
            fs::rename(&self.building, &ready).map_err(StoreError::io("rename", &ready))?;
            self.committed = true;
            active.retain(|a| *a != self.active);
        }
        sync_folder(&folder);
        roll_forward_by(&folder, step)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if !self.committed {
            active().retain(|a| *a != self.active);
            self.active.remove();
        }
        if let Some(lock) = &self.lock {
            // Closing the file is not enough: a process that is being started elsewhere may hold a copy for a moment.
            let _ = lock.unlock();
        }
    }
}

fn lock(folder: &Path) -> Result<Option<File>, StoreError> {
    let path = folder.join(LOCK);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(StoreError::io("create", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::WouldBlock) => Err(StoreError::Busy { folder: folder.to_owned() }),
        // A file system without locks: two builds at a time are then the user's to avoid.
        Err(fs::TryLockError::Error(_)) => Ok(None),
    }
}

fn roll_forward(folder: &Path) -> Result<(), StoreError> {
    roll_forward_by(folder, &mut |_| {})
}

/// Moves the files of a committed build to their places. Any number of processes may do this at once: each move is one
/// rename of a whole file, and a file that is gone has been moved by another.
fn roll_forward_by(folder: &Path, step: &mut dyn FnMut(&str)) -> Result<(), StoreError> {
    let ready = folder.join(READY);
    let entries = match fs::read_dir(&ready) {
        Ok(entries) => entries,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(()),
        Err(e) => return Err(StoreError::io("read", &ready)(e)),
    };
    let mut names: Vec<_> = entries.flatten().map(|e| e.file_name()).collect();
    names.sort_by_key(|name| (name == RECORD_FILE, name.clone()));
    for name in names {
        step("move");
        if name == RECORD_FILE {
            // A log left by somebody who wrote into the old file would be replayed into the new one.
            for log in ["-wal", "-shm", "-journal"] {
                let _ = fs::remove_file(folder.join(format!("{RECORD_FILE}{log}")));
            }
        }
        let place = folder.join(&name);
        match fs::rename(ready.join(&name), &place) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(StoreError::io("rename", &place)(e)),
            _ => {}
        }
    }
    step("clear");
    sync_folder(folder);
    match fs::remove_dir(&ready) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(StoreError::io("remove", &ready)(e)),
        _ => Ok(()),
    }
}

/// Flushes a folder's list of names; systems that cannot do so need not.
fn sync_folder(folder: &Path) {
    if let Ok(file) = File::open(folder) {
        let _ = file.sync_all();
    }
}
