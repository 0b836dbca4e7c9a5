//! What one article more costs: a pile is built without one of its articles, then with it and with what the first build
//! remembered, then from nothing; by stage, in seconds of computing of the whole process. Both records must be the same.
//!
//! Writes into a temporary folder, through the same functions as `rapporteur build`. Touches nothing else.

use super::generate::Pile;
use super::{percent, written};
use crate::clock;
use rapporteur::{BuildOptions, Built, Memory, Progress, Stage, build};
use rapporteur_lexicon::codebook::Codebook;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// The stages as they are shown.
const STAGES: [&str; 6] = ["recalling", "reading", "annotating", "linking", "recording", "writing"];

/// When each stage began.
struct Watch(Mutex<Vec<(usize, f64)>>);

impl Watch {
    fn at(&self, stage: usize) {
        if let Ok(mut begun) = self.0.lock()
            && begun.last().is_none_or(|(last, _)| *last < stage)
        {
            begun.push((stage, clock::of_process()));
        }
    }
}

impl Progress for Watch {
    fn at(&self, stage: Stage, _: usize, _: Option<usize>) {
        self.at(match stage {
            Stage::Reading => 1,
            Stage::Annotating => 2,
            Stage::Linking => 3,
            Stage::Recording => 4,
        });
    }
}

/// Seconds of each stage.
type Spent = [f64; STAGES.len()];

fn built(inputs: Vec<PathBuf>, folder: &Path, codebook: &Codebook) -> Result<(Spent, usize), String> {
    let watch = Watch(Mutex::new(vec![(0, clock::of_process())]));
    let memory = Memory::beside(folder);
    watch.at(1);
    let options = BuildOptions { threads: 1, memory, ..BuildOptions::new(inputs, codebook.clone()) };
    let Built { record, summary, memory } = build(&options, &watch).map_err(|e| e.to_string())?;
    watch.at(5);
    rapporteur::write(&record, &memory, folder).map_err(|e| e.to_string())?;
    let end = clock::of_process();
    let mut spent = Spent::default();
    let begun = watch.0.into_inner().unwrap_or_default();
    for (n, (stage, from)) in begun.iter().enumerate() {
        if let Some(cell) = spent.get_mut(*stage) {
            *cell = begun.get(n + 1).map_or(end, |(_, to)| *to) - from;
        }
    }
    Ok((spent, summary.remembered))
}

/// Measures piles of these sizes.
pub(super) fn run(seed: u64, sizes: &[usize]) -> Result<String, String> {
    let codebook = Codebook::builtin("security-talks").ok_or("the codebook is not built in")?;
    let mut out = String::from(
        "\n## One article more\n\nSeconds of computing, one thread: the pile from nothing, and with what a build of all but one article remembered.\n\n| articles | build | remembered |",
    );
    for stage in STAGES {
        let _ = write!(out, " {stage} |");
    }
    out.push_str(" all | of the full build |\n| --: | :-- | --: |");
    out.push_str(&" --: |".repeat(STAGES.len() + 2));
    out.push('\n');
    for &size in sizes {
        let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
        let (pile, more, fresh) =
            (folder.path().join("pile"), folder.path().join("more"), folder.path().join("fresh"));
        written(&Pile::new(seed, size), &pile)?;
        let listed = std::fs::read_dir(&pile).map_err(|e| e.to_string())?;
        let mut files: Vec<PathBuf> = listed.filter_map(|e| Some(e.ok()?.path())).collect();
        files.sort();
        // One from the middle: it is no later than what was known before.
        let middle = files.len() / 2;
        let but_one =
            files.iter().enumerate().filter(|(n, _)| *n != middle).map(|(_, p)| p.clone()).collect();
        built(but_one, &more, &codebook)?;
        let one_more = built(files.clone(), &more, &codebook)?;
        let from_nothing = built(files.clone(), &fresh, &codebook)?;
        same(&more, &fresh)?;
        let all = |spent: &Spent| spent.iter().sum::<f64>();
        for (name, (spent, remembered)) in [("from nothing", &from_nothing), ("one more", &one_more)] {
            let _ = write!(out, "| {} | {name} | {remembered} |", files.len());
            for seconds in spent {
                let _ = write!(out, " {seconds:.2} |");
            }
            let parts = |seconds: f64| (seconds * 1e4) as usize;
            let share = percent(parts(all(spent)), parts(all(&from_nothing.0)));
            let _ = writeln!(out, " {:.2} | {share} % |", all(spent));
        }
    }
    Ok(out)
}

/// Do two folders hold the same record: briefs and every table?
fn same(a: &Path, b: &Path) -> Result<(), String> {
    for name in ["brief.md", "brief.html"] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).map_err(|e| e.to_string());
        if read(a)? != read(b)? {
            return Err(format!("another {name}"));
        }
    }
    let record = |folder: &Path| rapporteur_store::read(folder).map_err(|e| e.to_string());
    let (a, b) = (record(a)?, record(b)?);
    if a == b { Ok(()) } else { Err("another record".to_owned()) }
}
