//! A record as web pages and as an HTTP interface, served from one process; and the same for agents.
//!
//! Takes a record folder and a way to draw the record up as of another day; gives HTML from templates compiled in, JSON
//! from the tables' definitions, and nothing that a browser would have to fetch from elsewhere. Knows no stage: what was
//! known on a day is drawn up by whoever starts it. Files and SQL stay in `store`, wording and components in `show`.
//! Words of articles are hostile until escaped; whoever asks is a stranger until the token says otherwise.

mod address;
mod api;
mod frame;
mod html;
mod kept;
#[cfg(feature = "mcp")]
mod mcp;
mod pages;
mod review;
mod route;
mod serve;
mod site;
mod snapshot;
mod words;

#[cfg(feature = "mcp")]
pub use mcp::serve_agent;
pub use serve::{Limits, Listening, Options, ServeError, Step, TOKEN_LENGTH, Writing, serve};
pub use snapshot::Rebuild;
