//! How a command ends when it does not end well, and which exit code that is.

use std::io;
use std::path::Path;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something failed: exit code 1.
    Failed(String),
    /// The arguments make no sense: exit code 2.
    Usage(String),
    /// Whoever read our output has closed it: exit code 0, and nothing to say.
    NobodyListens,
}

impl Failure {
    /// A file could not be read or written.
    pub(crate) fn file(doing: &str, path: &Path) -> impl FnOnce(io::Error) -> Failure {
        move |e| Failure::Failed(format!("could not {doing} {}: {e}", path.display()))
    }
}

/// An error of standard output.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::NobodyListens
        } else {
            Failure::Failed(format!("could not write to standard output: {error}"))
        }
    }
}

impl From<rapporteur_store::StoreError> for Failure {
    fn from(error: rapporteur_store::StoreError) -> Failure {
        Failure::Failed(error.to_string())
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Failure {
        Failure::from(io::Error::from(error))
    }
}
