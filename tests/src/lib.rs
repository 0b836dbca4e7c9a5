//! The runner of the Markdown specs.
