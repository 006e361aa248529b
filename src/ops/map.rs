//! Employee records in, the system's records out (or back), as NDJSON, offline and streaming.

use std::io::{Read, Write};
use std::path::PathBuf;

use super::OpsError;
use super::report::MapReport;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`; need not hold one.
    pub workspace: PathBuf,
    /// The system's name.
    pub system: String,
    /// From the system's form to employee records.
    pub reverse: bool,
    /// A file with the system's settings (YAML or JSON).
    pub settings: Option<PathBuf>,
    /// Where records come from; none: `input`.
    pub file: Option<PathBuf>,
}

/// The streams of the face.
pub struct Streams<'a> {
    /// Read when no file is named.
    pub input: &'a mut (dyn Read + Send),
    /// Records, one a line.
    pub output: &'a mut (dyn Write + Send),
    /// Lines that do not go out: a [`super::report::Refused`] each.
    pub refused: &'a mut (dyn Write + Send),
}

/// Maps every line. A refused line does not stop the others.
///
/// # Errors
/// When the system file or its settings are not right, or a stream breaks.
pub fn run(options: &Options, streams: Streams<'_>) -> Result<MapReport, OpsError> {
    let Streams { input, output, refused } = streams;
    let _ = (options, input, output, refused);
    Err(OpsError::later("`map` is not built yet"))
}
