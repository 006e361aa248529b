//! Which system files there are, and what stands in them: to start one's own from.

use std::path::PathBuf;

use super::report::{SystemRow, SystemTextReport, SystemsReport};
use super::workspace::{Library, Workspace};
use super::{OpsError, shipped};
use crate::document::Document;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`; need not hold one.
    pub workspace: PathBuf,
}

/// Lists the systems in force, by name.
///
/// # Errors
/// When the workspace's folder cannot be read.
pub fn list(options: &Options) -> Result<SystemsReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let own = library.own()?;
    let row = |system: String| {
        let file = own.contains(&format!("{system}.yaml")).then(|| library.shown(&format!("{system}.yaml")));
        Ok(SystemRow {
            name: title(&library, &system),
            twin: library.part(&system, "twin.yaml")?.is_some(),
            shipped: shipped::system(&system).is_some(),
            system,
            file,
        })
    };
    Ok(SystemsReport { systems: library.systems().into_iter().map(row).collect::<Result<_, OpsError>>()? })
}

/// The text of a system's file, or of its simulated twin's: as it comes with the program where one comes with it, since
/// a copy is being started, or compared; else the workspace's own.
///
/// # Errors
/// When there is no such system, or it has no twin.
pub fn text(options: &Options, system: &str, twin: bool) -> Result<SystemTextReport, OpsError> {
    let library = Workspace::library_of(&options.workspace)?;
    let found = if twin {
        library.system(system)?;
        let none = || OpsError::usage(format!("there is no simulated twin of `{system}`"));
        let file = match shipped::twin(system) {
            Some(file) => Some(file),
            None => library.part(system, "twin.yaml")?,
        };
        file.ok_or_else(none)?
    } else {
        shipped::system(system).map_or_else(|| library.system(system), Ok)?
    };
    Ok(SystemTextReport { system: system.to_owned(), file: found.name, text: found.text })
}

fn title(library: &Library, system: &str) -> Option<String> {
    let file = library.system(system).ok()?;
    let document = Document::parse(&file.name, &file.text).ok()?;
    document.value().get("name").and_then(|name| name.as_str()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::{Options, list, text};

    #[test]
    fn a_copy_wins_and_the_shipped_text_is_still_printed() {
        let folder = tempfile::tempdir().unwrap();
        let options = Options { workspace: folder.path().to_owned() };
        let before = list(&options).unwrap().systems;
        let shipped = before.iter().find(|row| row.twin).unwrap().clone();
        assert!(shipped.shipped && shipped.file.is_none() && shipped.name.is_some());
        // What a shell does before the program starts: the copy is there, and empty.
        let name = format!("{}.yaml", shipped.system);
        std::fs::create_dir_all(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings").join(&name), "").unwrap();
        std::fs::write(folder.path().join("mappings/own.yaml"), "crosswalk: 1\nsystem: own\nname: Own\n").unwrap();
        let printed = text(&options, &shipped.system, false).unwrap();
        assert!(printed.text.contains("crosswalk: 1"));
        assert!(!text(&options, &shipped.system, true).unwrap().text.is_empty());
        let after = list(&options).unwrap().systems;
        let row = after.iter().find(|row| row.system == shipped.system).unwrap();
        assert_eq!((row.file.as_deref(), row.shipped), (Some(format!("mappings/{name}").as_str()), true));
        let own = after.iter().find(|row| row.system == "own").unwrap();
        assert_eq!((own.name.as_deref(), own.shipped, own.twin), (Some("Own"), false, false));
        assert!(text(&options, "own", false).unwrap().text.contains("name: Own"));
        assert_eq!(text(&options, "own", true).unwrap_err().code, "usage");
        assert_eq!(text(&options, "../own", false).unwrap_err().code, "unknown-system");
    }

    #[test]
    fn the_folder_that_the_workspace_names_is_looked_at() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("maps")).unwrap();
        std::fs::write(folder.path().join("maps/own.yaml"), "crosswalk: 1\nsystem: own\nname: Own\n").unwrap();
        std::fs::write(folder.path().join("crosswalk.yaml"), "mappings: maps\nhr: { system: own }\n").unwrap();
        let rows = list(&Options { workspace: folder.path().to_owned() }).unwrap().systems;
        assert!(rows.iter().any(|row| row.file.as_deref() == Some("maps/own.yaml")), "{rows:?}");
    }
}
