//! Names that a model gives: tags, labels, features, each once, by number. Pure.

use crate::error::{Reason, unsupported};
use std::collections::HashMap;

/// Strings by number; number 0 is the empty one.
#[derive(Debug)]
pub(crate) struct Names {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Default for Names {
    fn default() -> Self {
        Names { all: vec!["".into()], numbers: HashMap::from([("".into(), 0)]) }
    }
}

impl Names {
    /// The number of a name, given now if it had none.
    pub(crate) fn number(&mut self, name: &str) -> Result<u16, Reason> {
        if let Some(&n) = self.numbers.get(name) {
            return Ok(n);
        }
        let n = u16::try_from(self.all.len()).map_err(|_| unsupported("more than 65,535 tags and labels"))?;
        self.all.push(name.into());
        self.numbers.insert(name.into(), n);
        Ok(n)
    }
    /// The number of a name, if it has one.
    pub(crate) fn find(&self, name: &str) -> Option<u16> {
        self.numbers.get(name).copied()
    }
    /// The name of a number.
    pub(crate) fn get(&self, n: u16) -> &str {
        self.all.get(usize::from(n)).map_or("", |s| s)
    }
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }
}
