//! Why a model could not be loaded. Pure.

use std::fmt;
use std::path::PathBuf;

/// Why a model could not be loaded: which file, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadError {
    /// The file (or the pipeline directory itself) the reason is about.
    pub path: PathBuf,
    /// What is wrong.
    pub reason: Reason,
}

/// What is wrong with a model.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The file could not be read; the operating system's words.
    Unreadable(String),
    /// The pipeline names this file, and it is not there.
    Missing,
    /// The file ends early, or holds something else than its format says.
    Corrupt(String),
    /// The file is sound, but this engine does not know what it asks for: the name of the architecture, component,
    /// language or setting.
    Unsupported(String),
    /// The kernel asked for does not run on this machine.
    Kernel(&'static str),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unreadable(why) => write!(f, "cannot be read: {why}"),
            Reason::Missing => write!(f, "is missing from the pipeline directory"),
            Reason::Corrupt(why) => write!(f, "is corrupt or truncated: {why}"),
            Reason::Unsupported(what) => write!(f, "asks for what this engine does not know: {what}"),
            Reason::Kernel(name) => write!(f, "the {name} kernel does not run on this machine"),
        }
    }
}

impl std::error::Error for LoadError {}

impl Reason {
    /// The same reason, with the file it is about.
    pub(crate) fn at(self, path: impl Into<PathBuf>) -> LoadError {
        LoadError { path: path.into(), reason: self }
    }
}

/// A [`Reason::Corrupt`] in few words.
pub(crate) fn corrupt(why: impl Into<String>) -> Reason {
    Reason::Corrupt(why.into())
}

/// A [`Reason::Unsupported`] in few words.
pub(crate) fn unsupported(what: impl Into<String>) -> Reason {
    Reason::Unsupported(what.into())
}
