//! States and territories: ISO 3166-1 alpha-3 codes, names, demonyms, capitals and seats, from `data/states.tsv`.

use crate::fast::Map;
use crate::phrases::items;
use crate::table::rows;

/// A recognised state, a territory or a former state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// ISO 3166-1 alpha-3; for former states the code of ISO 3166-3 or Correlates of War.
    pub code: &'static str,
    /// The name news uses, without "the".
    pub name: &'static str,
    /// Other names and abbreviations.
    pub others: Vec<&'static str>,
    /// "Syrian"; several where usage varies.
    pub adjectives: Vec<&'static str>,
    /// "Syrians", "Turks", "Frenchman".
    pub people: Vec<String>,
    /// The capital and what is dealt with as such, with spellings.
    pub capitals: Vec<&'static str>,
    /// Palaces, streets and ministries that stand for the government.
    pub seats: Vec<&'static str>,
    /// Under a state, not a state itself.
    pub territory: bool,
    /// No longer exists.
    pub historical: bool,
}

/// All states.
#[derive(Debug, Default)]
pub struct States {
    all: Vec<State>,
    by_code: Map<&'static str, usize>,
    by_capital: Map<&'static str, usize>,
}

impl States {
    /// Parses the data file.
    pub fn new() -> States {
        let mut states = States::default();
        for row in rows(include_str!("../data/states.tsv")) {
            let cell = |i: usize| row.get(i).copied().unwrap_or("");
            let adjectives: Vec<_> = items(cell(3)).collect();
            let mut people: Vec<String> = items(cell(4)).map(str::to_owned).collect();
            if people.is_empty() {
                let plural = |a: &&&str| a.ends_with('n') || a.ends_with('i');
                people.extend(adjectives.iter().filter(plural).map(|a| format!("{a}s")));
            }
            let state = State {
                code: cell(0),
                name: cell(1),
                others: items(cell(2)).collect(),
                adjectives,
                people,
                capitals: items(cell(5)).collect(),
                seats: items(cell(6)).collect(),
                territory: cell(7) == "territory",
                historical: cell(7) == "historical",
            };
            let index = states.all.len();
            states.by_code.insert(state.code, index);
            for capital in &state.capitals {
                states.by_capital.entry(capital).or_insert(index);
            }
            states.all.push(state);
        }
        states
    }
    /// Every state, in the order of the file.
    pub fn all(&self) -> &[State] {
        &self.all
    }
    /// The state with that code.
    pub fn by_code(&self, code: &str) -> Option<&State> {
        self.by_code.get(code).and_then(|&i| self.all.get(i))
    }
    /// The state whose capital is written so.
    pub fn by_capital(&self, name: &str) -> Option<&State> {
        self.by_capital.get(name).and_then(|&i| self.all.get(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses_and_codes_are_unique() {
        let states = States::new();
        assert!(states.all().len() > 240);
        assert_eq!(states.by_code.len(), states.all().len());
        for s in states.all() {
            assert!(s.code.len() == 3 && s.code.bytes().all(|b| b.is_ascii_uppercase()), "{s:?}");
            assert!(!s.name.is_empty());
        }
        assert_eq!(states.by_code("SYR").unwrap().people, ["Syrians"]);
        assert_eq!(states.by_capital("Damascus").unwrap().code, "SYR");
        assert_eq!(states.by_capital("Tel Aviv").unwrap().code, "ISR");
    }
}
