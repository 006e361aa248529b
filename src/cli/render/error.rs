//! Why a command did not work.

use std::io::{self, Write};

use super::style::{BAD, HEAD};
use crate::ops::OpsError;

/// What, every problem with its place where there are several, and what to do.
pub(in crate::cli) fn error(error: &OpsError, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BAD}error[{}]{BAD:#}: {}", error.code, error.message)?;
    if error.diagnostics.len() > 1 {
        for d in &error.diagnostics {
            writeln!(out, "  {}:{}:{} {}: {}", d.file, d.start.line, d.start.column, d.code.id, d.message)?;
        }
    }
    if let Some(help) = &error.help {
        writeln!(out, "{HEAD}help{HEAD:#}: {help}")?;
    }
    Ok(())
}
