//! Plain text and Markdown.

use crate::decode::{decode, fold};
use crate::draft::{Draft, Note, Origin};
use crate::{front, layout, markdown};

/// A plain text file.
pub(crate) fn plain(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let mut draft = open(origin, bytes)?;
    draft.blocks = layout::plain(&draft.text);
    Ok(draft)
}

/// A Markdown file.
pub(crate) fn markdown(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let mut draft = open(origin, bytes)?;
    draft.blocks = markdown::blocks(&draft.text);
    Ok(draft)
}

/// The file as it came: byte order mark and front matter off, line ends folded.
fn open(origin: &Origin, bytes: &[u8]) -> Result<Draft, String> {
    let (raw, mut notes): (String, Vec<Note>) = decode(bytes, origin.given.charset.as_deref())?;
    let mut text = fold(&raw, &mut notes);
    let mut draft = Draft::default();
    if let Some((meta, body)) = front::read(&text, &mut notes) {
        draft.meta = meta;
        text.drain(..body);
    }
    draft.text = text;
    draft.notes = notes;
    Ok(draft)
}
