//! Files, folders and archives as people really have them: every kind of bad input is named with path and reason, and
//! nothing else is lost.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use rapporteur_lexicon::reading::Reading;
use rapporteur_model::Basis;
use rapporteur_read::{Options, Pile, pile};
use std::fs::{self, File};
use std::io::{Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A folder of its own for one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("rapporteur-read-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let full = self.0.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, bytes).unwrap();
        full
    }
    fn read(&self) -> Pile {
        read(&[&self.0], &Options::default())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn read(inputs: &[&Path], options: &Options) -> Pile {
    let inputs: Vec<PathBuf> = inputs.iter().map(|p| p.to_path_buf()).collect();
    pile(&Reading::default(), &inputs, options, &mut |_| ())
}

fn story(n: u32) -> String {
    format!(
        "Talks Enter Day {n}\nSTRELSAU, Sept 16 (Reuters) - Ruritania and Borduria met for the {n}th time on Tuesday, officials said.\nThe islands remain open.\n"
    )
}

fn paths(pile: &Pile) -> Vec<String> {
    let mut paths: Vec<String> = pile.articles.iter().flat_map(|a| a.origins.clone()).collect();
    paths.sort();
    paths
}

fn unreadable(pile: &Pile) -> Vec<(&str, &str)> {
    pile.unreadable.iter().map(|u| (u.path.as_str(), u.reason.as_str())).collect()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Past the safe setter, so that hostile names can be written.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn the_rules_of_folders() {
    let f = Folder::new();
    for path in [
        "a.txt",
        "b/c.md",
        "b/.hidden",
        ".git/x.txt",
        "_drafts/x.txt",
        "README.md",
        "b/LICENSE-MIT",
        "codebook.toml",
    ] {
        f.put(path, story(path.len() as u32));
    }
    f.put("old/record.sqlite", "x");
    f.put("old/brief.md", "x");
    let pile = f.read();
    assert_eq!(paths(&pile), ["a.txt", "b/c.md"]);
    let skipped: Vec<&str> = pile.skipped.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(
        skipped,
        [".git", "README.md", "_drafts", "b/.hidden", "b/LICENSE-MIT", "codebook.toml", "old"]
    );
    assert_eq!(unreadable(&pile), []);

    // Named, they are read; a record folder is handed on.
    let named = [f.0.join("README.md"), f.0.join("b/.hidden"), f.0.join("old")];
    let pile = read(&named.each_ref().map(PathBuf::as_path), &Options::default());
    assert_eq!(paths(&pile), [".hidden", "README.md"]);
    assert_eq!(pile.records, [f.0.join("old")]);
}

#[test]
fn the_same_article_twice_is_one_with_two_origins() {
    let f = Folder::new();
    f.put("b.txt", story(1));
    f.put("a.txt", story(1));
    f.put("c.zip", zipped(&[("d.txt", story(1).as_bytes())]));
    f.put("other.txt", story(2));
    let pile = f.read();
    assert_eq!(pile.articles.len(), 2);
    assert!(pile.articles.iter().any(|a| a.origins == ["a.txt", "b.txt", "c.zip!d.txt"]));
}

#[test]
fn neither_order_nor_threads_change_anything() {
    let f = Folder::new();
    for n in 0..40 {
        f.put(&format!("{}/{n}.txt", n % 3), story(n));
    }
    f.put("2/more.zip", zipped(&[("x.txt", story(99).as_bytes()), ("empty.txt", b"")]));
    let folders: Vec<PathBuf> = (0..3).map(|n| f.0.join(n.to_string())).collect();
    let turned: Vec<PathBuf> = folders.iter().rev().cloned().collect();
    let words = Reading::default();
    let with = |threads: usize, inputs: &[PathBuf]| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| pile(&words, inputs, &Options::default(), &mut |_| ()))
    };
    let one = with(1, &folders);
    assert_eq!(one.articles.len(), 41);
    assert_eq!(one, with(8, &turned));
}

#[test]
fn bad_files_are_named_and_the_rest_is_read() {
    let f = Folder::new();
    f.put("good.txt", story(1));
    f.put("empty.txt", "");
    f.put("blank.txt", " \n\n\t\n");
    f.put("picture.dat", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    f.put("noise.txt", (0..=255u8).cycle().take(4096).collect::<Vec<u8>>());
    f.put("report.pdf", b"%PDF-1.7");
    f.put("broken.zip", b"PK\x03\x04 and no more");
    f.put("broken.tar.gz", &gzipped(&tarred(&[("a.txt", &[b'x'; 4000])]))[..60]);
    File::create(f.0.join("long.txt")).unwrap().set_len(100 << 20).unwrap();
    let pile = f.read();
    assert_eq!(paths(&pile), ["good.txt"]);
    let found = unreadable(&pile);
    let names: Vec<&str> = found.iter().map(|u| u.0).collect();
    assert_eq!(
        names,
        [
            "blank.txt",
            "broken.tar.gz",
            "broken.zip",
            "empty.txt",
            "long.txt",
            "noise.txt",
            "picture.dat",
            "report.pdf"
        ]
    );
    let why = |name: &str| found.iter().find(|u| u.0 == name).unwrap().1;
    assert_eq!(why("empty.txt"), "empty file");
    assert_eq!(why("blank.txt"), "holds no text");
    assert_eq!(why("long.txt"), "longer than 4194304 bytes, the limit for one article");
    assert_eq!(why("picture.dat"), "binary: a PNG image");
    assert_eq!(why("report.pdf"), "PDF, not a format that is read");
    assert!(why("noise.txt").starts_with("binary"));
    assert!(why("broken.zip").starts_with("not a zip file, or broken"));
}

#[test]
fn inputs_that_are_not_there_or_may_not_be_read() {
    let f = Folder::new();
    let good = f.put("good.txt", story(1));
    let gone = f.0.join("gone.txt");
    let pile = read(&[&good, &gone], &Options::default());
    assert_eq!(pile.articles.len(), 1);
    assert_eq!(unreadable(&pile), [(gone.to_string_lossy().as_ref(), "no such file")]);
}

#[cfg(unix)]
#[test]
fn links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let f = Folder::new();
    f.put("a/good.txt", story(1));
    symlink(&f.0, f.0.join("a/loop")).unwrap();
    symlink(f.0.join("nowhere"), f.0.join("a/vanished.txt")).unwrap();
    f.put("a/secret.txt", story(2));
    f.put("a/shut/x.txt", story(3));
    let shut =
        |path: &str, mode| fs::set_permissions(f.0.join(path), fs::Permissions::from_mode(mode)).unwrap();
    shut("a/secret.txt", 0o000);
    shut("a/shut", 0o000);
    // The superuser may read everything: there the two count as readable.
    let denied = File::open(f.0.join("a/secret.txt")).is_err();
    let pile = f.read();
    shut("a/shut", 0o755);
    assert!(pile.skipped.iter().any(|s| s.path == "a/loop" && s.reason == "a link to a folder"));
    assert!(unreadable(&pile).contains(&("a/vanished.txt", "no such file")));
    assert!(paths(&pile).contains(&"a/good.txt".to_owned()));
    if denied {
        assert!(unreadable(&pile).contains(&("a/secret.txt", "may not be read: permission denied")));
        assert!(unreadable(&pile).contains(&("a/shut", "may not be read: permission denied")));
    }
}

#[test]
fn json_lines_one_by_one() {
    let f = Folder::new();
    let path = f.0.join("x.jsonl");
    let mut file = File::create(&path).unwrap();
    writeln!(
        file,
        r#"{{"title":"Talks","outlet":"Harbor Post","published":"2025-09-16","text":"They met."}}"#
    )
    .unwrap();
    writeln!(file, "not json\n\n{{\"title\":\"no text\"}}\n[1]").unwrap();
    let end = file.seek(SeekFrom::End(0)).unwrap();
    file.set_len(end + (100 << 20)).unwrap(); // a line of 100 MB
    file.seek(SeekFrom::End(0)).unwrap();
    writeln!(file, "\n{{\"text\":\"A second\\u0000 report, and the last.\",\"published\":\"2025-02-30\"}}")
        .unwrap();
    drop(file);
    let pile = read(&[&path], &Options::default());
    assert_eq!(paths(&pile), ["x.jsonl#1", "x.jsonl#7"]);
    let first = pile.articles.iter().find(|a| a.origins == ["x.jsonl#1"]).unwrap();
    assert_eq!(first.text, "Talks\n\nThey met.");
    assert_eq!(
        (first.published.to_string().as_str(), first.published_basis),
        ("2025-09-16", Some(Basis::Metadata))
    );
    let second = pile.articles.iter().find(|a| a.origins == ["x.jsonl#7"]).unwrap();
    assert_eq!(second.text, "A second\u{FFFD} report, and the last.");
    assert!(second.published.is_unknown());
    let names: Vec<&str> =
        pile.diagnostics.iter().filter(|d| d.article == Some(second.id)).map(|d| &*d.name).collect();
    assert_eq!(names, ["date-not-understood", "nul-replaced", "undated-article"]);
    let found = unreadable(&pile);
    assert_eq!(
        found.iter().map(|u| u.0).collect::<Vec<_>>(),
        ["x.jsonl#2", "x.jsonl#4", "x.jsonl#5", "x.jsonl#6"]
    );
    assert!(found[0].1.starts_with("not JSON"));
    assert!(found[3].1.contains("limit for one article"));
}

#[test]
fn json_files_hold_one_article_or_a_list() {
    let f = Folder::new();
    f.put("one.json", "{\n \"text\": \"They met.\"\n}\n");
    f.put("list.json", r#"[{"text": "One."}, {"title": "none"}, {"text": "Three."}]"#);
    f.put("lines.json", "{\"text\": \"Four.\"}\n{\"text\": \"Five.\"}\n");
    let pile = f.read();
    assert_eq!(paths(&pile), ["lines.json#1", "lines.json#2", "list.json#1", "list.json#3", "one.json"]);
    assert_eq!(unreadable(&pile).len(), 1);
}

#[test]
fn archives_in_archives() {
    let f = Folder::new();
    let inner = zipped(&[("c.txt", story(1).as_bytes())]);
    let lines = gzipped(b"{\"text\": \"Six.\"}\n");
    let tar = tarred(&[
        ("b/inner.zip", &inner),
        ("lines.jsonl.gz", &lines),
        ("./d.txt", story(2).as_bytes()),
        ("__MACOSX/x.txt", b"x"),
        ("../../etc/evil.txt", story(3).as_bytes()),
        ("/abs.txt", story(4).as_bytes()),
        ("rec/record.sqlite", b"x"),
        ("rec/brief.md", story(5).as_bytes()),
    ]);
    f.put("a.tar.gz", gzipped(&tar));
    f.put("a.tgz", gzipped(&tar));
    let pile = f.read();
    assert_eq!(
        paths(&pile),
        [
            "a.tar.gz!b/inner.zip!c.txt",
            "a.tar.gz!d.txt",
            "a.tar.gz!lines.jsonl.gz#1",
            "a.tgz!b/inner.zip!c.txt",
            "a.tgz!d.txt",
            "a.tgz!lines.jsonl.gz#1"
        ]
    );
    let leads = "its path leads out of the archive";
    assert_eq!(unreadable(&pile)[..2], [("a.tar.gz!../../etc/evil.txt", leads), ("a.tar.gz!abs.txt", leads)]);
    let skipped: Vec<&str> = pile.skipped.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(skipped, ["a.tar.gz!__MACOSX", "a.tar.gz!rec", "a.tgz!__MACOSX", "a.tgz!rec"]);
}

#[test]
fn bombs() {
    let f = Folder::new();
    let zeros = vec![b' '; 64 << 20];
    f.put("bomb.zip", zipped(&[("big.json", &zeros), ("good.txt", story(1).as_bytes())]));
    f.put("bomb.jsonl.gz", gzipped(&zeros));
    let mut nested = zipped(&[("x.txt", story(2).as_bytes())]);
    for _ in 0..8 {
        nested = zipped(&[("n.zip", &nested)]);
    }
    f.put("nested.zip", nested);
    let pile = f.read();
    assert_eq!(paths(&pile), ["bomb.zip!good.txt"]);
    let found = unreadable(&pile);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().any(|u| u.0 == "bomb.zip!big.json" && u.1.contains("a zip bomb")), "{found:?}");
    assert!(
        found.iter().any(|u| u.0.starts_with("bomb.jsonl.gz") && u.1.contains("a zip bomb")),
        "{found:?}"
    );
    assert!(
        found.iter().any(|u| u.0.starts_with("nested.zip!n.zip") && u.1.contains("in one another")),
        "{found:?}"
    );

    let tight = Options { max_members: 2, ..Options::default() };
    f.put(
        "many.zip",
        zipped(&[("1.txt", story(1).as_bytes()), ("2.txt", story(2).as_bytes()), ("3.txt", b"x")]),
    );
    let pile = read(&[&f.0.join("many.zip")], &tight);
    assert_eq!(paths(&pile), ["many.zip!1.txt", "many.zip!2.txt"]);
    assert_eq!(unreadable(&pile), [("many.zip", "more than 2 members: the rest is not read")]);

    let tight = Options { max_unpacked_bytes: 200, ..Options::default() };
    let pile = read(&[&f.0.join("many.zip")], &tight);
    assert_eq!(paths(&pile), ["many.zip!1.txt"]);
    assert!(
        unreadable(&pile).contains(&("many.zip", "unpacks to more than 200 bytes: the rest is not read"))
    );
}

#[test]
fn an_encrypted_member_is_named() {
    let f = Folder::new();
    let mut zip = zipped(&[("secret.txt", story(1).as_bytes()), ("open.txt", story(2).as_bytes())]);
    // Bit 0 of the flags, in the member's own header and in the directory.
    zip[6] |= 1;
    let directory = zip.windows(4).position(|w| w == b"PK\x01\x02").unwrap();
    zip[directory + 8] |= 1;
    f.put("a.zip", zip);
    let pile = f.read();
    assert_eq!(paths(&pile), ["a.zip!open.txt"]);
    assert_eq!(unreadable(&pile), [("a.zip!secret.txt", "encrypted")]);
}

#[test]
fn encodings() {
    let f = Folder::new();
    let words = "La délégation est arrivée à Strelsau. “No comment,” said the minister.\n";
    f.put("utf16.txt", {
        let mut bytes = vec![0xFF, 0xFE];
        words.encode_utf16().for_each(|u| bytes.extend(u.to_le_bytes()));
        bytes
    });
    f.put("bom.txt", format!("\u{FEFF}{words}"));
    f.put("western.txt", &b"The caf\xe9 in Strelsau was full, he said \x96 and quiet.\n"[..]);
    let mut broken = "Ünder the trüce both sïdes meet évery day in Strelsaü.\n".as_bytes().to_vec();
    broken.insert(20, 0xFF);
    f.put("broken.txt", broken);
    let pile = f.read();
    let text = |name: &str| &pile.articles.iter().find(|a| a.origins == [name]).unwrap().text;
    assert_eq!(text("utf16.txt"), words);
    assert_eq!(text("bom.txt"), words);
    assert_eq!(text("western.txt"), "The café in Strelsau was full, he said – and quiet.\n");
    assert!(text("broken.txt").contains('\u{FFFD}') && text("broken.txt").starts_with("Ünder"));
    let names: Vec<&str> =
        pile.diagnostics.iter().map(|d| &*d.name).filter(|n| n.contains("en") && n.contains("-")).collect();
    assert!(names.contains(&"encoding-guessed"), "{names:?}");
    assert!(pile.diagnostics.iter().any(|d| d.name == "text-replaced"));
}

#[test]
fn feeds_and_warcs() {
    let f = Folder::new();
    f.put("f.xml", "<rss><channel><title>Harbor Post</title><item><title>Talks</title><pubDate>Tue, 16 Sep 2025 14:03:00 GMT</pubDate><description>They met.</description></item></channel></rss>");
    f.put("g.xml", "<note>no feed</note>");
    let http = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><p>The two delegations met in Strelsau on Monday.</p></body></html>";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://harbor.example/1\r\nWARC-Date: 2025-09-17T01:02:03Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{http}\r\n\r\n",
        http.len()
    );
    f.put("w.warc.gz", gzipped(warc.as_bytes()));
    let pile = f.read();
    assert_eq!(paths(&pile), ["f.xml#1", "w.warc.gz#1"]);
    assert_eq!(unreadable(&pile), [("g.xml", "XML, but no feed")]);
    let entry = pile.articles.iter().find(|a| a.origins == ["f.xml#1"]).unwrap();
    assert_eq!((entry.outlet.as_deref(), entry.published_basis), (Some("Harbor Post"), Some(Basis::Feed)));
    let page = pile.articles.iter().find(|a| a.origins == ["w.warc.gz#1"]).unwrap();
    assert_eq!(page.url.as_deref(), Some("https://harbor.example/1"));
    assert_eq!(page.acquired.map(|d| d.to_string()).as_deref(), Some("2025-09-17"));
    assert!(page.text.contains("The two delegations met"));
}

#[test]
fn progress_is_told_once_an_item() {
    let f = Folder::new();
    for n in 0..5 {
        f.put(&format!("{n}.txt"), story(n));
    }
    f.put("5.txt", "");
    let mut told = Vec::new();
    pile(&Reading::default(), std::slice::from_ref(&f.0), &Options::default(), &mut |p| {
        told.push((p.path.to_owned(), p.items, p.articles));
    });
    assert_eq!(told.len(), 6);
    assert_eq!(told[5], ("5.txt".to_owned(), 6, 5));
}
