//! Reads corpora of JSON lines.

use std::path::Path;

/// The objects of a file of JSON lines.
pub(crate) fn read(path: &Path) -> Result<Vec<serde_json::Value>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    text.lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
        .map(|(n, l)| serde_json::from_str(l).map_err(|e| format!("{}:{}: {e}", path.display(), n + 1)))
        .collect()
}

/// A field as text, empty if it is missing or no text.
pub(crate) fn text<'a>(value: &'a serde_json::Value, field: &str) -> &'a str {
    value.get(field).and_then(|v| v.as_str()).unwrap_or("")
}

/// A field as a whole number, 0 if it is missing.
pub(crate) fn number(value: &serde_json::Value, field: &str) -> usize {
    value.get(field).and_then(|v| v.as_u64()).and_then(|n| usize::try_from(n).ok()).unwrap_or(0)
}
