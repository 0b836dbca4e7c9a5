//! A build killed at any step leaves a whole record: a process of its own is aborted before each step in turn.

use super::sample;
use crate::aside::holds_record;
use crate::{RECORD_FILE, read, write};
use rapporteur_model::Record;
use std::path::Path;
use std::process::Command;

const FILES_OLD: &[(&str, &[u8])] = &[("brief.html", b"old html"), ("brief.md", b"old md")];
const FILES_NEW: &[(&str, &[u8])] = &[("brief.html", b"new html"), ("brief.md", b"new md")];

fn new_record() -> Record {
    Record { meta: vec![("codebook".into(), "new".into())], ..sample::record() }
}

/// Not a test of its own: what the child processes of the tests below run.
#[test]
fn child() {
    let Ok(task) = std::env::var("STORE_KILL_TEST") else { return };
    let (at, folder) = task.split_once(' ').unwrap();
    let mut steps = 0;
    let mut step = |name: &str| {
        match at.parse() {
            Ok(n) if steps == n => std::process::abort(),
            Ok(_) => {}
            // Not a number: the name of the step before which an interrupt comes.
            Err(_) if name == at => {
                crate::abandon();
                std::process::exit(130);
            }
            Err(_) => {}
        }
        steps += 1;
    };
    crate::write::write_stepwise(&new_record(), Path::new(folder), FILES_NEW, usize::MAX, &mut step).unwrap();
}

/// Runs a write that is killed before step `at`; false once there is no such step.
fn killed(at: impl std::fmt::Display, folder: &Path) -> bool {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::kill::child", "--quiet"])
        .env("STORE_KILL_TEST", format!("{at} {}", folder.display()))
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .unwrap();
    !status.success()
}

/// What somebody sees who opens the file in place with other tools.
fn seen_from_outside(folder: &Path) -> Option<String> {
    folder.join(RECORD_FILE).exists().then(|| {
        assert_eq!(super::rows(folder, "PRAGMA integrity_check"), ["ok"]);
        super::rows(folder, "SELECT value FROM meta WHERE key = 'codebook'").remove(0)
    })
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_old_record_or_the_new_one() {
    let (mut olds, mut news) = (0, 0);
    for at in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        write(&sample::record(), folder, FILES_OLD).unwrap();
        if !killed(at, folder) {
            assert!(at > 40, "{at} steps: one for each table and more");
            break;
        }
        let outside = seen_from_outside(folder).unwrap();
        assert!(["test", "new"].contains(&outside.as_str()));
        let seen = read(folder).unwrap();
        let brief = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
        // One rename decides for all files: after a read they belong together.
        if seen == sample::record() {
            olds += 1;
            assert_eq!(
                (brief("brief.html"), brief("brief.md")),
                ("old html".into(), "old md".into()),
                "step {at}"
            );
            assert_eq!(news, 0, "once committed, always committed");
        } else {
            news += 1;
            assert_eq!(seen, new_record(), "step {at}");
            assert_eq!(
                (brief("brief.html"), brief("brief.md")),
                ("new html".into(), "new md".into()),
                "step {at}"
            );
        }
        // The next build is not disturbed, and clears away what is left.
        write(&sample::record(), folder, FILES_OLD).unwrap();
        assert_eq!(read(folder).unwrap(), sample::record());
        assert_eq!(names(folder), [".lock", "brief.html", "brief.md", "record.sqlite"], "step {at}");
    }
    assert!(olds > 35 && news > 3, "{olds} {news}");
}

#[test]
fn a_first_build_leaves_no_record_or_a_whole_one() {
    for at in [0, 1, 2, 5, 20, 38, 39, 40, 41, 42, 43, 44, 45] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/record");
        if !killed(at, &folder) {
            break;
        }
        match read(&folder) {
            Ok(record) => assert_eq!(record, new_record()),
            Err(e) => assert!(!holds_record(&folder), "{e}"),
        }
        write(&sample::record(), &folder, &[]).unwrap();
        assert_eq!(read(&folder).unwrap(), sample::record());
    }
}

#[test]
fn an_interrupt_leaves_nothing_behind() {
    for step in ["database", "index", "file", "commit"] {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("record");
        assert!(killed(step, &folder));
        assert_eq!(
            names(parent.path()),
            Vec::<String>::new(),
            "{step}: a folder that was made for it goes, too"
        );
        write(&sample::record(), &folder, FILES_OLD).unwrap();
        assert!(killed(step, &folder));
        assert_eq!(names(&folder), [".lock", "brief.html", "brief.md", "record.sqlite"], "{step}");
        assert_eq!(read(&folder).unwrap(), sample::record());
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(killed("move", folder.path()), "between the commit and the moves");
    assert_eq!(read(folder.path()).unwrap(), new_record());
}

#[test]
fn a_committed_build_is_read_where_it_lies_if_it_cannot_be_finished() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(&new_record(), folder, FILES_NEW).unwrap();
    // As after a kill right behind the commit, in a folder where the place of a file is taken by something immovable.
    std::fs::create_dir(folder.join(".ready")).unwrap();
    std::fs::rename(folder.join(RECORD_FILE), folder.join(".ready").join(RECORD_FILE)).unwrap();
    std::fs::create_dir_all(folder.join(RECORD_FILE).join("taken")).unwrap();
    assert!(holds_record(folder));
    assert_eq!(read(folder).unwrap(), new_record());
}

#[test]
fn a_log_of_the_old_file_is_not_replayed_into_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write(&sample::record(), folder, &[]).unwrap();
    let db = rusqlite::Connection::open(folder.join(RECORD_FILE)).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; UPDATE meta SET value = 'by hand' WHERE key = 'codebook'")
        .unwrap();
    assert!(folder.join("record.sqlite-wal").exists());
    write(&new_record(), folder, &[]).unwrap();
    drop(db);
    assert_eq!(read(folder).unwrap(), new_record());
}

#[test]
fn two_builds_at_a_time_do_not_mix() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().to_owned();
    let mut tried = false;
    let inside = folder.clone();
    let mut step = |name: &str| {
        if name == "file" && !tried {
            tried = true;
            let error = write(&sample::record(), &inside, &[]).unwrap_err().to_string();
            assert!(error.starts_with("another build is writing"), "{error}");
        }
    };
    crate::write::write_stepwise(&new_record(), &folder, FILES_NEW, usize::MAX, &mut step).unwrap();
    assert!(tried);
    assert_eq!(read(&folder).unwrap(), new_record());
}

#[test]
fn a_record_cannot_replace_a_file() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("record");
    std::fs::write(&file, "mine").unwrap();
    assert!(write(&sample::record(), &file, &[]).is_err());
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}
