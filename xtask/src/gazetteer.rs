//! `cargo xtask gazetteer PLACES`: packs the table of `training/gazetteer/build.py` into the crate `rapporteur-gazetteer`.

use rapporteur_gazetteer::pack;
use std::path::Path;

/// Where the packed gazetteer stands.
const PACKED: &str = "crates/rapporteur-gazetteer/data/gazetteer.bin";

/// Runs the chore.
pub(crate) fn run(root: &Path, args: &[String]) -> Result<String, String> {
    let [table] = args else { return Err("usage: cargo xtask gazetteer PLACES".into()) };
    let text = std::fs::read_to_string(table).map_err(|e| format!("{table}: {e}"))?;
    let bytes = pack::pack(&text).map_err(|e| format!("{table}: {e}"))?;
    std::fs::write(root.join(PACKED), &bytes).map_err(|e| format!("{PACKED}: {e}"))?;
    Ok(format!("{PACKED}: {} places, {} bytes\n", text.lines().count(), bytes.len()))
}
