//! The files built into the binary: `mappings/` and `schemas/` of this project.
//!
//! `mappings/NAME.yaml` is a system; what belongs to it stands in the folder `mappings/NAME/`: its simulated twin
//! (`twin.yaml`), sample people (`people.yaml`) and cases (`cases/*.yaml`).

use std::borrow::Cow;

use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "mappings/"]
struct Mappings;

#[derive(RustEmbed)]
#[folder = "schemas/"]
struct Schemas;

/// A file with the name that people see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShippedFile {
    /// `mappings/NAME.yaml`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// A system file.
#[must_use]
pub fn system(name: &str) -> Option<ShippedFile> {
    mapping(&format!("{name}.yaml"))
}

/// The simulated twin of a system.
#[must_use]
pub fn twin(name: &str) -> Option<ShippedFile> {
    mapping(&format!("{name}/twin.yaml"))
}

/// The sample people of a system.
#[must_use]
pub fn people(name: &str) -> Option<ShippedFile> {
    mapping(&format!("{name}/people.yaml"))
}

/// The cases of a system, by file name.
#[must_use]
pub fn cases(name: &str) -> Vec<ShippedFile> {
    let folder = format!("{name}/cases/");
    let mut files: Vec<Cow<'static, str>> =
        Mappings::iter().filter(|path| path.starts_with(&folder) && path.ends_with(".yaml")).collect();
    files.sort();
    files.iter().filter_map(|path| mapping(path)).collect()
}

/// Any file below `mappings/`.
#[must_use]
pub fn mapping(path: &str) -> Option<ShippedFile> {
    read(format!("mappings/{path}"), Mappings::get(path)?)
}

/// A file of `schemas/`: `employee.schema.json`.
#[must_use]
pub fn schema(name: &str) -> Option<ShippedFile> {
    let file = format!("{name}.schema.json");
    let found = Schemas::get(&file)?;
    read(format!("schemas/{file}"), found)
}

/// The systems there are files for, by name.
#[must_use]
pub fn systems() -> Vec<String> {
    let mut names: Vec<String> = Mappings::iter()
        .filter(|path| !path.contains('/'))
        .filter_map(|path| path.strip_suffix(".yaml").map(str::to_owned))
        .collect();
    names.sort();
    names
}

fn read(name: String, file: EmbeddedFile) -> Option<ShippedFile> {
    String::from_utf8(file.data.into_owned()).ok().map(|text| ShippedFile { name, text })
}
