//! Simulated systems on loopback.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::report::{SandboxReport, SandboxSystem};
use super::shipped::ShippedFile;
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
            let faults =
                Faults::compile(&name, &file.text).map_err(|problems| OpsError::invalid("faults", &name, problems))?;
            let twins = names.iter().map(|name| twin(&library, name)).collect::<Result<Vec<_>, _>>()?;
            if let Some(on) = faults.stranger(&twins) {
                let message = format!("{name}: `on: {on}` names no operation of {}", names.join(", "));
                return Err(OpsError::usage(message)
                    .help("operations stand in mappings/SYSTEM/twin.yaml, for example `POST /employee`; `*` stands for any text"));
            }
            faults
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
        let beside = if index == 0 { names.get(1..).unwrap_or_default() } else { &[] };
        let seed = sample(&library, name, beside)?;
        systems.push((name.clone(), start_with(&library, name, port, faults.clone(), &seed)?));
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
    let seed = sample(library, name, &[])?;
    start_with(library, name, port, faults, &seed).map(|running| (name.to_owned(), running))
}

/// The sample people of a system, and those that go with the systems beside it: a system may bring people for the HR
/// system (`hr-people.yaml`), so that some are in both. Those of another kind of HR system, with other tables, are left
/// out.
///
/// # Errors
/// When a file is not right.
pub(in crate::ops) fn sample(library: &Library, name: &str, beside: &[String]) -> Result<Value, OpsError> {
    let read = |file: &ShippedFile| {
        Sandbox::sample(&file.name, &file.text).map_err(|problems| OpsError::invalid("people", &file.name, problems))
    };
    let mut seed = library.part(name, "people.yaml")?.as_ref().map_or(Ok(Value::Null), read)?;
    for other in beside {
        let Some(file) = library.part(other, "hr-people.yaml")? else { continue };
        let Value::Object(more) = read(&file)? else { continue };
        let twin = twin(library, name)?;
        if !more.keys().all(|table| twin.has_table(table)) {
            continue;
        }
        if seed.is_null() {
            seed = Value::Object(Map::new());
        }
        for (table, rows) in more {
            match (seed.get_mut(&table).and_then(Value::as_array_mut), rows) {
                (Some(there), Value::Array(rows)) => there.extend(rows),
                (_, rows) => seed[table] = rows,
            }
        }
    }
    Ok(seed)
}

/// A simulated system that holds `seed`, `{table: [rows]}`; null: its own rows.
pub(in crate::ops) fn start_with(
    library: &Library,
    name: &str,
    port: Option<u16>,
    faults: Faults,
    seed: &Value,
) -> Result<Running, OpsError> {
    Sandbox::start(twin(library, name)?, seed, sandbox::Options { port, faults, latency: None })
        .map_err(|error| OpsError::world("sandbox", format!("the simulated {name} cannot be started: {error}")))
}

fn twin(library: &Library, name: &str) -> Result<Twin, OpsError> {
    let twin = library.part(name, "twin.yaml")?.ok_or_else(|| {
        OpsError::usage(format!("there is no simulated twin of `{name}`"))
            .help(format!("describe one in mappings/{name}/twin.yaml: docs/sandbox.md"))
    })?;
    Twin::compile(&twin.name, &twin.text).map_err(|problems| OpsError::invalid("twin", &twin.name, problems))
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_system_brings_people_for_the_first_one() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join("mappings").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let twin = |table: &str| {
            format!("twin: x\nclock: 2026-01-01T00:00:00\ntables: {{ {table}: {{}}, more: {{}} }}\noperations: {{}}\n")
        };
        write("first/twin.yaml", &twin("people"));
        write("first/people.yaml", "people: [{ id: 1 }]\n");
        write("other/twin.yaml", &twin("persons"));
        write("pay/hr-people.yaml", "people: [{ id: 2 }]\nmore: [{ id: 3 }]\n");
        let library = Library::at(Path::new(folder.path()), "mappings");
        let beside = ["pay".to_owned()];
        let both = serde_json::json!({ "people": [{ "id": 1 }, { "id": 2 }], "more": [{ "id": 3 }] });
        assert_eq!(sample(&library, "first", &beside).unwrap(), both);
        assert_eq!(sample(&library, "first", &[]).unwrap(), serde_json::json!({ "people": [{ "id": 1 }] }));
        assert_eq!(sample(&library, "other", &beside).unwrap(), Value::Null, "it has no such table");
    }
}
