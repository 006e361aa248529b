//! Where system files come from: the workspace's folder first, then the ones built into the binary.

use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::diagnostic::nearest;
use crate::document::Document;
use crate::ops::OpsError;
use crate::ops::shipped::{self, ShippedFile};

/// System files, and what belongs to them, by the system's name.
#[derive(Debug, Clone)]
pub struct Library {
    root: PathBuf,
    mappings: String,
}

impl Library {
    /// The files of a workspace folder; `mappings` is the folder of system files in it.
    #[must_use]
    pub fn at(root: &Path, mappings: &str) -> Self {
        Self { root: root.to_owned(), mappings: mappings.to_owned() }
    }

    /// The folder of system files.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.root.join(&self.mappings)
    }

    /// A system file.
    ///
    /// # Errors
    /// When there is none of that name (with did-you-mean), or it cannot be read.
    pub fn system(&self, name: &str) -> Result<ShippedFile, OpsError> {
        let found = if is_name(name) { self.find(&format!("{name}.yaml"))? } else { None };
        found.ok_or_else(|| {
            let known = self.systems();
            let near = nearest(name, known.iter().map(String::as_str));
            let help = near.map_or_else(
                || {
                    format!(
                        "there are {}; a system of your own goes into {}/NAME.yaml",
                        known.join(", "),
                        self.mappings
                    )
                },
                |near| format!("did you mean `{near}`?"),
            );
            OpsError::configuration("unknown-system", format!("there is no system file for `{name}`")).help(help)
        })
    }

    /// A file that belongs to a system: `twin.yaml`, `people.yaml`.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn part(&self, name: &str, file: &str) -> Result<Option<ShippedFile>, OpsError> {
        if is_name(name) { self.find(&format!("{name}/{file}")) } else { Ok(None) }
    }

    /// The cases of a system, by file name: the workspace's own if it has any.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn cases(&self, name: &str) -> Result<Vec<ShippedFile>, OpsError> {
        let folder = format!("{}/{name}/cases", self.mappings);
        let mut files = Vec::new();
        for file in yaml_files(&self.root.join(&folder))? {
            files.extend(read(&self.root.join(&folder).join(&file), &format!("{folder}/{file}"))?);
        }
        Ok(if files.is_empty() { shipped::cases(name) } else { files })
    }

    /// A record schema: the workspace's `schemas/NAME.schema.json` before the built-in one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn schema(&self, name: &str) -> Result<Option<ShippedFile>, OpsError> {
        let file = format!("schemas/{name}.schema.json");
        Ok(read(&self.root.join(&file), &file)?.or_else(|| shipped::schema(name)))
    }

    /// A file beside another one of this library; a path that leads out of that folder names no file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn beside(&self, file: &str, path: &str) -> Result<Option<ShippedFile>, OpsError> {
        if !Path::new(path).components().all(|step| matches!(step, Component::Normal(_) | Component::CurDir)) {
            return Ok(None);
        }
        let name = Path::new(file).with_file_name("").join(path).to_string_lossy().into_owned();
        Ok(read(&self.root.join(&name), &name)?.or_else(|| shipped::mapping(path)))
    }

    /// The names of all systems there are files for.
    #[must_use]
    pub fn systems(&self) -> Vec<String> {
        let mut names = shipped::systems();
        names.extend(
            self.own().unwrap_or_default().iter().filter_map(|file| file.strip_suffix(".yaml")).map(str::to_owned),
        );
        names.sort();
        names.dedup();
        names
    }

    /// The workspace's own system files, by file name.
    ///
    /// # Errors
    /// When the folder cannot be read; a folder that is not there has none.
    pub fn own(&self) -> Result<Vec<String>, OpsError> {
        yaml_files(&self.root.join(&self.mappings))
    }

    /// A file of the workspace's own, as messages name it.
    #[must_use]
    pub fn shown(&self, file: &str) -> String {
        format!("{}/{file}", self.mappings)
    }

    fn find(&self, path: &str) -> Result<Option<ShippedFile>, OpsError> {
        let name = format!("{}/{path}", self.mappings);
        Ok(read(&self.root.join(&name), &name)?.or_else(|| shipped::mapping(path)))
    }
}

/// A name can be no path, and is no longer than a file's name may be.
fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

/// The YAML files of a folder, by name; none when there is no such folder.
pub(in crate::ops) fn yaml_files(folder: &Path) -> Result<Vec<String>, OpsError> {
    let unreadable = |error: &io::Error| {
        OpsError::world("files", format!("the folder {} cannot be read: {error}", folder.display()))
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(&error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".yaml") && !name.starts_with('.') && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// A file's text; none when there is no such file.
///
/// # Errors
/// When it cannot be read, is longer than a document may be, or is no UTF-8.
pub(in crate::ops) fn read(path: &Path, name: &str) -> Result<Option<ShippedFile>, OpsError> {
    let Some(bytes) = read_bytes(path, name)? else { return Ok(None) };
    if bytes.len() > Document::LONGEST {
        let message = format!("{name} has more than {} bytes, which is the most that is read", Document::LONGEST);
        return Err(OpsError::configuration("files", message).help("is this the right file?"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(ShippedFile { name: name.to_owned(), text })),
        Err(_) => Err(OpsError::configuration("files", format!("{name} is not UTF-8 text"))
            .help("save it as UTF-8 in your editor")),
    }
}

/// A file's bytes, one beyond [`Document::LONGEST`] at most, so that no file or pipe without end fills the memory; none
/// when there is no such file.
///
/// # Errors
/// When it cannot be read.
pub(in crate::ops) fn read_bytes(path: &Path, name: &str) -> Result<Option<Vec<u8>>, OpsError> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(Document::LONGEST as u64 + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(OpsError::world("files", format!("{name} cannot be read: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::Library;

    #[test]
    fn the_workspace_wins_over_the_built_in() {
        let folder = tempfile::tempdir().unwrap();
        let library = Library::at(folder.path(), "maps");
        let shipped = library.systems();
        assert!(!shipped.is_empty());
        std::fs::create_dir_all(folder.path().join("maps")).unwrap();
        std::fs::write(folder.path().join("maps").join(format!("{}.yaml", shipped[0])), "mine").unwrap();
        let file = library.system(&shipped[0]).unwrap();
        assert_eq!((file.text.as_str(), file.name.as_str()), ("mine", format!("maps/{}.yaml", shipped[0]).as_str()));
    }

    #[test]
    fn a_name_is_no_path() {
        let library = Library::at(std::path::Path::new("."), "mappings");
        for name in ["../x", "", "a/b", ".hidden", "zebra-unknown"] {
            assert_eq!(library.system(name).unwrap_err().code, "unknown-system", "{name}");
        }
    }
}
