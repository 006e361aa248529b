//! A workspace in a temporary folder that talks to simulated systems.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::workspace::Library;
use super::{OpsError, systems};
use crate::sandbox::Running;

/// A workspace folder that goes when it is dropped.
#[derive(Debug)]
pub(in crate::ops) struct Trial(PathBuf);

impl Trial {
    /// An empty one.
    pub(in crate::ops) fn new() -> Result<Self, OpsError> {
        let trial = Self(std::env::temp_dir().join(format!("crosswalk-{}", ulid::Ulid::new())));
        std::fs::create_dir_all(trial.0.join("secrets")).map_err(|error| unwritten(&error))?;
        Ok(trial)
    }

    /// Where it stands.
    pub(in crate::ops) fn folder(&self) -> &Path {
        &self.0
    }

    /// Writes a file.
    pub(in crate::ops) fn write(&self, file: &str, text: &str) -> Result<(), OpsError> {
        let path = self.0.join(file);
        let folder = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| std::fs::write(path, text)).map_err(|error| unwritten(&error))
    }

    /// What a workspace says of an account at a running system: its address, and the settings that it accepts. The
    /// secrets among them go into files.
    pub(in crate::ops) fn account(
        &self,
        library: &Library,
        owner: &str,
        system: &str,
        running: &Running,
    ) -> Result<Value, OpsError> {
        let accepted = running.settings();
        let mut settings = Map::new();
        for (name, spec) in &systems::mapping(library, system)?.settings {
            let Some(value) = accepted.get(name) else { continue };
            if spec.secret {
                let file = format!("secrets/{owner}.{name}");
                let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                self.write(&file, &plain)?;
                settings.insert(name.clone(), json!({ "file": file }));
            } else {
                settings.insert(name.clone(), value.clone());
            }
        }
        Ok(json!({ "system": system, "base_url": running.base_url(), "settings": settings }))
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        // It is in the temporary folder: what cannot be removed now is removed with that.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn unwritten(error: &std::io::Error) -> OpsError {
    OpsError::world("files", format!("the temporary workspace cannot be written: {error}"))
}
