//! From the command's options to its report.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backward::Backward;
use super::forward::Forward;
use super::lines::{Line, Lines};
use super::settings::settings;
use super::turn::{Refusal, Turn};
use crate::mapping::crosswalk::{Crosswalk, Globals};
use crate::ops::report::{MapReport, Refused};
use crate::ops::workspace::{Library, Workspace};
use crate::ops::{OpsError, systems};

/// No record is longer, in bytes.
const LONGEST: usize = 64 * 1024 * 1024;
/// What is written goes out in pieces of about this size.
const PIECE: usize = 128 * 1024;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`; need not hold one.
    pub workspace: PathBuf,
    /// The system's name, or the path of its file.
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
    /// Lines that do not go out: a [`Refused`] each.
    pub refused: &'a mut (dyn Write + Send),
}

/// Maps every line. A refused line does not stop the others; blank lines are passed over.
///
/// # Errors
/// When the system file or its settings are not right, or a stream breaks.
pub fn run(options: &Options, streams: Streams<'_>) -> Result<MapReport, OpsError> {
    let crosswalk = bind(options)?;
    let Streams { input, output, refused } = streams;
    let mut file;
    let input: &mut dyn Read = match &options.file {
        None => input,
        Some(path) => {
            file = open(path)?;
            &mut file
        }
    };
    let mut turn: Box<dyn Turn + '_> =
        if options.reverse { Box::new(Backward(&crosswalk)) } else { Box::new(Forward::of(&crosswalk)) };
    stream(Lines::of(input, LONGEST), turn.as_mut(), output, refused)
}

fn bind(options: &Options) -> Result<Crosswalk, OpsError> {
    let mapping = systems::mapping(&library(&options.workspace)?, &options.system)?;
    let entity = mapping
        .employee
        .as_ref()
        .ok_or_else(|| OpsError::configuration("system-file", format!("{} maps no employees", mapping.file)))?;
    let public = settings(&mapping, &options.workspace, options.settings.as_deref())?;
    let today = Timestamp::now().strftime("%Y-%m-%d").to_string();
    Crosswalk::bind(entity, &Globals::new(public, &today), None).map_err(|issues| {
        let first = issues.first();
        let place = first.and_then(|issue| issue.at.as_deref()).unwrap_or(&mapping.file);
        let message = first.map(|issue| issue.message.as_str()).unwrap_or_default();
        OpsError::configuration("settings", format!("{place}: {message}"))
            .help("give the settings with --settings FILE (YAML or JSON)")
    })
}

/// The workspace's system files where there is a workspace.
fn library(folder: &Path) -> Result<Library, OpsError> {
    let workspace = if folder.join("crosswalk.yaml").exists() { Workspace::read(folder)?.workspace } else { None };
    Ok(workspace.map_or_else(|| Library::at(folder, "mappings"), |workspace| workspace.library().clone()))
}

fn open(path: &Path) -> Result<File, OpsError> {
    File::open(path).map_err(|error| OpsError::world("files", format!("{} cannot be read: {error}", path.display())))
}

fn stream(
    mut lines: Lines<&mut dyn Read>,
    turn: &mut dyn Turn,
    output: &mut dyn Write,
    refused: &mut dyn Write,
) -> Result<MapReport, OpsError> {
    let mut report = MapReport::default();
    let mut text = Vec::with_capacity(PIECE + PIECE / 4);
    let mut number = 0;
    while let Some(line) = lines.next().map_err(|error| broken("input", &error))? {
        number += 1;
        let turned = match line {
            Line::Text(line) => {
                let line = if number == 1 { line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line) } else { line };
                if line.trim_ascii().is_empty() {
                    continue;
                }
                turn.turn(line, &mut text)
            }
            Line::TooLong => Err(Refusal::of_line(format!("the line is longer than {} MiB", LONGEST >> 20))),
        };
        report.read += 1;
        match turned {
            Ok(()) => {
                report.written += 1;
                text.push(b'\n');
            }
            Err(refusal) => {
                report.refused += 1;
                tell(number, refusal, refused).map_err(|error| broken("output", &error))?;
            }
        }
        if text.len() >= PIECE {
            output.write_all(&text).map_err(|error| broken("output", &error))?;
            text.clear();
        }
    }
    output.write_all(&text).and_then(|()| output.flush()).map_err(|error| broken("output", &error))?;
    refused.flush().map_err(|error| broken("output", &error))?;
    Ok(report)
}

fn tell(line: u64, refusal: Refusal, refused: &mut dyn Write) -> io::Result<()> {
    let Refusal { key, issues } = refusal;
    serde_json::to_writer(&mut *refused, &Refused { line, key, issues })?;
    refused.write_all(b"\n")
}

fn broken(what: &'static str, error: &io::Error) -> OpsError {
    OpsError::world(what, format!("the {what} broke off: {error}"))
}
