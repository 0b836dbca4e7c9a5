//! Plain text and Markdown.

use crate::decode::{decode, fold};
use crate::draft::{Draft, Origin};
use crate::layout;

/// A plain text file.
pub(crate) fn plain(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let (raw, mut notes) = decode(bytes, origin.given.charset.as_deref())?;
    let text = fold(&raw, &mut notes);
    let blocks = layout::plain(&text);
    Ok(Draft { text, blocks, notes, ..Draft::default() })
}

/// A Markdown file.
pub(crate) fn markdown(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    plain(origin, bytes)
}
