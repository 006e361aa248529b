//! From the words of the command line to an exit code.

use std::ffi::OsString;

use clap::Parser;
use clap::error::ErrorKind;

use super::arguments::{Arguments, Command};
use super::output::Output;
use crate::ops::{OpsError, serving};

const USAGE: u8 = 2;
/// Somebody stopped it.
const INTERRUPTED: u8 = 130;

/// Runs one command; the exit code. `console` is the other face, which `serve` starts.
pub async fn run(words: impl IntoIterator<Item = OsString>, console: &serving::Serve) -> u8 {
    let words: Vec<OsString> = words.into_iter().collect();
    match Arguments::try_parse_from(&words) {
        Ok(arguments) => carry_out(arguments, console).await,
        Err(error) => refuse(&error, wants_json(&words)),
    }
}

async fn carry_out(arguments: Arguments, console: &serving::Serve) -> u8 {
    let Arguments { common, command } = arguments;
    let mut out = Output::new(&common);
    let result = match command {
        Command::Check(it) => it.run(&common, &mut out),
        Command::Test(it) => it.run(&common, &mut out).await,
        Command::Map(it) => it.run(&common, &mut out),
        Command::List(it) => it.run(&common, &mut out).await,
        Command::Export(it) => it.run(&common, &mut out).await,
        Command::Import(it) => it.run(&common, &mut out).await,
        Command::Plan(it) => it.run(&common, &mut out).await,
        Command::Apply(it) => it.run(&common, &mut out).await,
        Command::Match(it) => it.run(&common, &mut out).await,
        Command::Unlink(it) => it.run(&common, &mut out).await,
        Command::Links(it) => it.run(&common, &mut out).await,
        Command::Settle(it) => it.run(&common, &mut out).await,
        Command::Runs(it) => it.run(&common, &mut out).await,
        Command::Show(it) => it.run(&common, &mut out).await,
        Command::Docs(it) => it.run(&common, &mut out).await,
        Command::Systems(it) => it.run(&common, &mut out),
        Command::Schema(it) => it.run(&mut out),
        Command::Explain(it) => it.run(&mut out),
        Command::Transforms(it) => it.run(&mut out),
        Command::Doctor(it) => it.run(&common, &mut out).await,
        Command::Sandbox(it) => it.run(&common, &mut out).await,
        Command::Demo(it) => it.run(&common, &mut out, console).await,
        Command::Serve(it) => it.run(&common, &mut out, console).await,
        Command::Login(it) => it.run(),
        Command::Completions(it) => it.run(&mut out),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            out.error(&error);
            if error.code == "interrupted" { INTERRUPTED } else { USAGE }
        }
    }
}

/// Help and version are no trouble; anything else is a usage error.
fn refuse(error: &clap::Error, json: bool) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return 0;
    }
    if json {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned();
        let error = OpsError::usage(message).help("`crosswalk COMMAND --help` shows what it takes, with an example");
        Output::json().error(&error);
    } else {
        let _ = error.print();
    }
    USAGE
}

/// Whether the words ask for JSON, found without parsing them: they may be wrong otherwise.
fn wants_json(words: &[OsString]) -> bool {
    let before_dashes = words.iter().take_while(|word| *word != "--");
    let words: Vec<_> = before_dashes.collect();
    words.iter().any(|word| *word == "--format=json")
        || words.windows(2).any(|pair| pair[0] == "--format" && pair[1] == "json")
}
