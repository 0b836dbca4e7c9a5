//! Chores in Rust: `cargo xtask tidy | codegen | eval | bench`.
fn main() {}
