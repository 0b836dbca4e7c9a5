//! Runs the command-line transcripts of tests/cli: commands with what they print and how they exit.
//!
//! `TRYCMD=overwrite cargo test -p rapporteur --test cli` writes down what the command prints now.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .register_bin("rapporteur", std::path::Path::new(env!("CARGO_BIN_EXE_rapporteur")))
        .env("NO_COLOR", "1")
        .case("../../tests/cli/*.trycmd")
        .case("../../tests/cli/*.md");
}
