//! What is wrong with a TOML file that a person wrote, each with its line and column.
//!
//! Serves codebooks and rulings. It notes problems and judges none; it reads no file.

use crate::codebook::Problem;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeValue, Error};

/// The problems of one file.
pub(crate) struct Problems<'a> {
    text: &'a str,
    /// Where each line starts.
    lines: Vec<usize>,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    /// None yet.
    pub(crate) fn new(text: &'a str) -> Problems<'a> {
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect();
        Problems { text, lines, found: Vec::new() }
    }

    /// Notes what is wrong with these bytes.
    pub(crate) fn add(&mut self, at: Range<usize>, message: impl Into<String>) {
        let line = self.lines.partition_point(|start| *start <= at.start).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..at.start).map_or(1, |s| s.chars().count() + 1);
        self.found.push(Problem { line, column, message: message.into() });
    }

    /// Notes a value of another type than `wanted`.
    pub(crate) fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let message = format!("`{key}` is {wanted}, not {}", value.get_ref().type_str());
        self.add(value.span(), message);
    }

    /// Notes where the text is not TOML at all.
    pub(crate) fn not_toml(&mut self, errors: &[Error]) {
        for error in errors {
            self.add(error.span().unwrap_or(0..0), format!("not TOML: {}", error.message()));
        }
    }

    /// All, by place and each once; or that there are none.
    pub(crate) fn settled(mut self) -> Result<(), Vec<Problem>> {
        self.found.sort();
        self.found.dedup();
        if self.found.is_empty() { Ok(()) } else { Err(self.found) }
    }
}
