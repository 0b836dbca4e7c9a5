//! `rapporteur mcp`: the record for agents, over standard input and output.

use crate::cli::Mcp;
use crate::failure::Failure;

pub(crate) fn run(args: &Mcp) -> Result<(), Failure> {
    let rebuild = super::serve::rebuild(&args.record, args.codebook.as_deref())?;
    rapporteur_pages::serve_agent(&args.record, rebuild).map_err(|e| Failure::Failed(e.to_string()))
}
