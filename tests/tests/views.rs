//! The brief and the SQL views are two ways to one answer: on the sample they must say the same.
#![allow(clippy::expect_used, clippy::disallowed_methods)]

use rapporteur::{BuildOptions, build};
use rapporteur_lexicon::codebook::Codebook;
use rapporteur_model::table::Value;
use rapporteur_store::{RowVisitor, StoreError, rows};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default)]
struct Gaps(BTreeMap<String, String>);

impl RowVisitor for Gaps {
    type Error = StoreError;
    fn columns(&mut self, _: &[&str]) -> Result<(), StoreError> {
        Ok(())
    }
    fn row(&mut self, _: &[&str], cells: &[Value]) -> Result<(), StoreError> {
        if let [Value::Text(issue), Value::Text(state), ..] = cells {
            self.0.insert(issue.clone(), state.clone());
        }
        Ok(())
    }
}

#[test]
fn the_gaps_of_the_brief_are_those_of_the_view() {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/portsmouth-1905");
    let toml = std::fs::read_to_string(sample.join("codebook.toml")).expect("the codebook can be read");
    let codebook = Codebook::parse("portsmouth-1905", &toml).expect("the codebook is sound");
    let record =
        build(&BuildOptions::new(vec![sample], codebook), &()).expect("the sample can be built").record;
    let folder = tempfile::tempdir().expect("a folder");
    rapporteur_store::write(&record, folder.path(), &[]).expect("it can be written");
    let mut gaps = Gaps::default();
    rows(folder.path(), "gaps", &mut gaps).expect("the view answers");
    let brief: serde_json::Value =
        serde_json::from_str(&rapporteur_show::brief::json(&record)).expect("the brief is JSON");
    let matrix = brief["positions"].as_array().or(brief["matrix"].as_array()).or(brief["issues"].as_array());
    let told: BTreeMap<String, String> = matrix
        .expect("issues stand in the brief")
        .iter()
        .map(|row| {
            let word = |key: &str| row[key].as_str().expect("a word").to_owned();
            (word("issue"), word("gap"))
        })
        .collect();
    assert!(told.len() > 5, "{told:?}");
    for (issue, gap) in &told {
        assert_eq!(gaps.0.get(issue), Some(gap), "{issue}");
    }
}
