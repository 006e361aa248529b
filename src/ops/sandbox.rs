//! Simulated systems on loopback.

use std::path::PathBuf;

use serde_json::Value;

use super::report::{SandboxReport, SandboxSystem};
use super::workspace::{Library, Workspace, read};
use super::{Face, OpsError, systems};
use crate::sandbox::{self, Faults, Running, Sandbox, Twin};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`; need not hold one.
    pub workspace: PathBuf,
    /// The systems' names; none: all that have a simulated twin.
    pub systems: Vec<String>,
    /// Ports from here on, in the order given; none: free ones.
    pub port: Option<u16>,
    /// Faults to inject.
    pub faults: Option<PathBuf>,
}

/// Starts them, announces where they listen, and keeps them up until the face asks to stop.
///
/// # Errors
/// When a description is not right or a port is taken.
pub async fn run(
    options: Options,
    face: &Face<'_>,
    announce: &(dyn Fn(&SandboxReport) + Sync),
) -> Result<SandboxReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let mut names = options.systems.clone();
    if names.is_empty() {
        for name in library.systems() {
            if library.part(&name, "twin.yaml")?.is_some() {
                names.push(name);
            }
        }
    }
    let faults = match &options.faults {
        None => Faults::default(),
        Some(path) => {
            let name = path.display().to_string();
            let file = read(path, &name)?;
            let file = file.ok_or_else(|| OpsError::usage(format!("there is no file {name}")))?;
            Faults::compile(&name, &file.text).map_err(|problems| OpsError::invalid("faults", &name, problems))?
        }
    };
    let mut systems = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let port = match options.port {
            None => None,
            Some(port) => {
                let next = u16::try_from(index).ok().and_then(|index| port.checked_add(index));
                Some(next.ok_or_else(|| OpsError::usage("there are not so many ports from there on"))?)
            }
        };
        systems.push(start(&library, name, port, faults.clone())?);
    }
    let report = SandboxReport {
        systems: systems
            .iter()
            .map(|(name, running)| SandboxSystem { system: name.clone(), base_url: running.base_url() })
            .collect(),
        workspace: workspace(&library, &systems)?,
    };
    announce(&report);
    face.stop.wait().await;
    Ok(report)
}

/// A simulated system, started with its sample people.
pub(in crate::ops) fn start(
    library: &Library,
    name: &str,
    port: Option<u16>,
    faults: Faults,
) -> Result<(String, Running), OpsError> {
    let seed = match library.part(name, "people.yaml")? {
        None => Value::Null,
        Some(people) => Sandbox::sample(&people.name, &people.text)
            .map_err(|problems| OpsError::invalid("people", &people.name, problems))?,
    };
    start_with(library, name, port, faults, &seed).map(|running| (name.to_owned(), running))
}

/// A simulated system that holds `seed`, `{table: [rows]}`; null: its own rows.
pub(in crate::ops) fn start_with(
    library: &Library,
    name: &str,
    port: Option<u16>,
    faults: Faults,
    seed: &Value,
) -> Result<Running, OpsError> {
    let twin = library.part(name, "twin.yaml")?.ok_or_else(|| {
        OpsError::usage(format!("there is no simulated twin of `{name}`"))
            .help(format!("describe one in mappings/{name}/twin.yaml: docs/sandbox.md"))
    })?;
    let compiled =
        Twin::compile(&twin.name, &twin.text).map_err(|problems| OpsError::invalid("twin", &twin.name, problems))?;
    Sandbox::start(compiled, seed, sandbox::Options { port, faults, latency: None })
        .map_err(|error| OpsError::world("sandbox", format!("the simulated {name} cannot be started: {error}")))
}

/// A workspace file that talks to simulated systems: the first one is the HR system, the others connections. Secrets
/// are named as files; how to make them stands in comments. None when there is but one system.
fn workspace(library: &Library, systems: &[(String, Running)]) -> Result<Option<String>, OpsError> {
    let Some(((hr, hr_running), others)) = systems.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Ok(None);
    };
    let mut text = String::from("# secrets: mkdir -p secrets, then\n");
    let mut body = format!("hr:\n  system: {hr}\n  base_url: {}\n", hr_running.base_url());
    settings(library, hr, "hr", hr_running, "  ", &mut text, &mut body)?;
    body.push_str("connections:\n");
    for (name, running) in others {
        body.push_str(&format!("  {name}:\n    system: {name}\n    base_url: {}\n", running.base_url()));
        settings(library, name, name, running, "    ", &mut text, &mut body)?;
    }
    text.push_str(&body);
    Ok(Some(text))
}

fn settings(
    library: &Library,
    system: &str,
    owner: &str,
    running: &Running,
    indent: &str,
    text: &mut String,
    body: &mut String,
) -> Result<(), OpsError> {
    let declared = systems::mapping(library, system)?.settings;
    let accepted = running.settings();
    let mut lines = String::new();
    for (name, spec) in &declared {
        let Some(value) = accepted.get(name) else { continue };
        if spec.secret {
            let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.push_str(&format!("#   printf %s '{plain}' > secrets/{owner}.{name}\n"));
            lines.push_str(&format!("{indent}  {name}: {{ file: secrets/{owner}.{name} }}\n"));
        } else {
            lines.push_str(&format!("{indent}  {name}: {value}\n"));
        }
    }
    if !lines.is_empty() {
        body.push_str(&format!("{indent}settings:\n{lines}"));
    }
    Ok(())
}
