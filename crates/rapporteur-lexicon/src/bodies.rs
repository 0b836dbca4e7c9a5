//! Organisations, outlets and groups known by name, from `data/bodies.tsv`, `data/intergovernmental.tsv` and
//! `data/outlets.tsv`.

use crate::phrases::items;
use crate::table::rows;
use rapporteur_model::EntityKind;

/// Something known by name that is no state, place or person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    /// What it is; `None` for wars and feasts, which are names but nobody.
    pub kind: Option<EntityKind>,
    /// The name.
    pub name: &'static str,
    /// Other names.
    pub others: Vec<&'static str>,
    /// The state it belongs to or appears in.
    pub state: Option<&'static str>,
    /// agency, newspaper, television...; intergovernmental, humanitarian; empty for the rest.
    pub sort: &'static str,
}

/// All bodies.
#[derive(Debug, Default)]
pub struct Bodies {
    all: Vec<Body>,
}

impl Bodies {
    /// Parses the data files.
    pub fn new() -> Bodies {
        let state = |s: &'static str| (!s.is_empty()).then_some(s);
        let mut all = Vec::new();
        for row in rows(include_str!("../data/bodies.tsv")) {
            if let [kind, name, others, of] = row[..] {
                let others = items(others).collect();
                all.push(Body { kind: kind.parse().ok(), name, others, state: state(of), sort: "" });
            }
        }
        for row in rows(include_str!("../data/intergovernmental.tsv")) {
            if let [name, others, sort] = row[..] {
                let kind = Some(EntityKind::Organisation);
                all.push(Body { kind, name, others: items(others).collect(), state: None, sort });
            }
        }
        for row in rows(include_str!("../data/outlets.tsv")) {
            if let [name, others, of, sort] = row[..] {
                let kind = Some(EntityKind::Outlet);
                all.push(Body { kind, name, others: items(others).collect(), state: state(of), sort });
            }
        }
        Bodies { all }
    }
    /// Every body: first `bodies.tsv`, then intergovernmental, then outlets.
    pub fn all(&self) -> &[Body] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn every_row_parses() {
        let bodies = Bodies::new();
        let files = [
            include_str!("../data/bodies.tsv"),
            include_str!("../data/intergovernmental.tsv"),
            include_str!("../data/outlets.tsv"),
        ];
        assert_eq!(bodies.all().len(), files.into_iter().map(|f| rows(f).count()).sum::<usize>());
        let states = crate::states::States::new();
        for b in bodies.all() {
            assert!(b.state.is_none_or(|s| states.by_code(s).is_some()), "{b:?}");
        }
        for row in rows(include_str!("../data/bodies.tsv")) {
            assert!(row[0] == "event" || row[0].parse::<EntityKind>().is_ok(), "{row:?}");
        }
    }
}
