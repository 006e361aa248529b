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
use crate::ops::workspace::Workspace;
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
    let mapping = systems::mapping(&Workspace::library_of(&options.workspace)?, &options.system)?;
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "crosswalk: 1\nsystem: two\nname: Two\nsettings:\n  pay: { type: text, optional: true }\n  \
                        token: { type: text, secret: true }\nemployee:\n  parts:\n    a: {}\n    b: {}\n  fields:\n    \
                        - { field: firstName, at: a.First, required: true }\n    \
                        - { field: city, at: b.in.City, when: \"employee.country == 'SE'\" }\n    \
                        - { field: country, at: b.Country }\n    \
                        - { field: compensation.amount, at: b.Pay, transform: decimal }\n  hold:\n    \
                        - { when: settings.pay and employee.compensation.currency != settings.pay, message: another currency }\n";

    struct Ran {
        report: MapReport,
        output: String,
        refused: Vec<serde_json::Value>,
    }

    fn ran(input: &[u8], reverse: bool, settings: Option<&str>) -> Result<Ran, OpsError> {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let system = path("two.yaml", FILE).to_string_lossy().into_owned();
        let settings = settings.map(|text| path("settings.yaml", text));
        let options = Options { workspace: folder.path().to_owned(), system, reverse, settings, file: None };
        let (mut output, mut refused) = (Vec::new(), Vec::new());
        let streams = Streams { input: &mut &input[..], output: &mut output, refused: &mut refused };
        let report = run(&options, streams)?;
        let refused = serde_json::Deserializer::from_slice(&refused).into_iter().map(Result::unwrap).collect();
        Ok(Ran { report, output: String::from_utf8(output).unwrap(), refused })
    }

    #[test]
    fn lines_go_through_and_those_that_do_not_are_told() {
        let input = b"\xef\xbb\xbf{\"firstName\":\"Ada\",\"city\":\"x\"}\r\n\n  \n[1]\n{\"key\":\"k\"}\n{\"firstName\":\"B\xff\"}\n\
                      {\"firstName\":\"C\",\"city\":\"M\",\"country\":\"SE\",\"compensation\":{\"amount\":3480.950}}";
        let ran = ran(input, false, None).unwrap();
        assert_eq!(
            ran.output,
            "{\"a\":{\"First\":\"Ada\"}}\n{\"a\":{\"First\":\"C\"},\"b\":{\"in\":{\"City\":\"M\"},\"Country\":\"SE\",\"Pay\":3480.95}}\n"
        );
        assert_eq!(ran.report, MapReport { read: 5, written: 2, refused: 3 });
        let told: Vec<_> = ran
            .refused
            .iter()
            .map(|one| (one["line"].as_u64().unwrap(), one["issues"][0]["code"].as_str().unwrap()))
            .collect();
        assert_eq!(told, [(4, "bad-line"), (5, "mandatory-missing"), (6, "bad-line")]);
        assert_eq!(ran.refused[1]["key"], "k");
        assert!(ran.refused[0].get("key").is_none());
    }

    #[test]
    fn and_back() {
        let line = "{\"firstName\":\"C\",\"city\":\"M\",\"country\":\"SE\",\"compensation\":{\"amount\":3480.95}}\n";
        let there = ran(line.as_bytes(), false, None).unwrap().output;
        assert_eq!(ran(there.as_bytes(), true, None).unwrap().output, line);
        let bad = ran(b"7\n{\"b\":{\"Pay\":\"much\"}}\n{\"a\":7}", true, None).unwrap();
        assert_eq!((bad.report.refused, bad.output.as_str()), (2, "{}\n"));
    }

    #[test]
    fn settings_decide_and_secrets_are_not_asked_for() {
        let line = b"{\"firstName\":\"C\",\"compensation\":{\"currency\":\"SEK\"}}";
        assert_eq!(ran(line, false, None).unwrap().report.written, 1);
        assert_eq!(ran(line, false, Some("pay: SEK\ntoken: { env: NO_SUCH_NAME }")).unwrap().report.written, 1);
        let held = ran(line, false, Some("{\"pay\": \"EUR\"}")).unwrap();
        assert_eq!(held.refused[0]["issues"][0]["message"], "another currency");
        for wrong in ["pya: EUR", "- pay", "pay: [", "token: hunter2"] {
            let error = ran(line, false, Some(wrong)).err().unwrap();
            assert!(error.code == "settings" && !error.to_string().contains("hunter2"), "{wrong}: {error:?}");
        }
    }
}
