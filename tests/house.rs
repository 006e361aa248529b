//! The walls of the house: who may import what, how long a file may be, which words may not stand in `src`.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere, helpers included

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crosswalk::record::RecordSchema;
use regex::Regex;

/// Room and floor. A room imports only from lower floors; `diagnostic` stands on `record` within the first.
const FLOORS: &[(&str, f32)] = &[
    ("record", 1.0),
    ("diagnostic", 1.5),
    ("document", 2.0),
    ("expr", 2.0),
    ("mapping", 3.0),
    ("plan", 4.0),
    ("http", 4.0),
    ("store", 5.0),
    ("engine", 6.0),
    ("sandbox", 6.0),
    ("ops", 7.0),
    ("cli", 8.0),
    ("web", 8.0),
];

/// Beside the names of the system files: the makers of systems that the project is about.
const PROVIDERS: &[&str] = &["alexis", "simployer", "nmbrs", "visma", "kleer"];

const LONGEST_FILE: usize = 400;

struct Source {
    /// `mapping/spec/field.rs`
    path: String,
    /// Without test modules.
    text: String,
    /// Without lines of comment, too.
    code: String,
}

impl Source {
    fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// All Rust files of `src` that are part of the program: files of test modules are left out.
fn sources() -> Vec<Source> {
    let folder = root().join("src");
    let mut files = Vec::new();
    walk(&folder, &mut files);
    let declared = Regex::new(r"#\[cfg\(test\)\]\s*mod (\w+);").unwrap();
    let mut tests = Vec::new();
    let mut sources = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        for found in declared.captures_iter(&text) {
            let beside = file.parent().unwrap();
            let stem = file.file_stem().unwrap();
            let base = if stem == "mod" || stem == "lib" { beside.to_owned() } else { beside.join(stem) };
            tests.push(base.join(&found[1]));
        }
        let path = file.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
        let text = without_tests(&text);
        sources.push(Source { code: without_comments(&text), path, text });
    }
    sources.retain(|source| {
        let file = folder.join(&source.path);
        !tests.iter().any(|test| file == test.with_extension("rs") || file.starts_with(test))
    });
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

/// Without what stands under `#[cfg(test)]`.
fn without_tests(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" {
            let indent = line.len() - line.trim_start().len();
            let opening = lines.by_ref().find(|next| !next.trim_start().starts_with('#')).unwrap_or_default();
            if opening.trim_end().ends_with('{') {
                let closing = format!("{}}}", " ".repeat(indent));
                let _ = lines.by_ref().find(|next| *next == closing);
            }
            continue;
        }
        code.push_str(line);
        code.push('\n');
    }
    code
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.map(|line| format!("{line}\n")).collect()
}

fn floor(room: &str) -> f32 {
    let found = FLOORS.iter().find(|(name, _)| *name == room);
    found.unwrap_or_else(|| panic!("the room `{room}` has no floor: add it to the table and to ARCHITECTURE.md")).1
}

/// Room -> rooms it imports from, with one file that does.
fn imports(sources: &[Source]) -> BTreeMap<(String, String), String> {
    let used = Regex::new(r"\bcrate::(?:\{([^}]*)\}|(\w+))").unwrap();
    let mut found = BTreeMap::new();
    for source in sources {
        let Some(room) = source.room() else { continue };
        for names in used.captures_iter(&source.code) {
            let names = names.get(1).or_else(|| names.get(2)).unwrap().as_str();
            for name in names.split(',').map(|name| name.trim().split("::").next().unwrap_or_default()) {
                if !name.is_empty() && name != room {
                    found.entry((room.to_owned(), name.to_owned())).or_insert_with(|| source.path.clone());
                }
            }
        }
    }
    found
}

#[test]
fn rooms_import_downwards_only() {
    let sources = sources();
    let mut wrong = Vec::new();
    for ((room, other), file) in imports(&sources) {
        if floor(&other) >= floor(&room) {
            wrong.push(format!("{file}: `{room}` must not import from `{other}`"));
        }
        let face = matches!(room.as_str(), "cli" | "web");
        if face && !matches!(other.as_str(), "ops" | "record" | "diagnostic") {
            wrong.push(format!("{file}: a face uses `ops` and the plain data of floor 1, not `{other}`"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rooms_make_no_circle() {
    let edges: BTreeSet<(String, String)> = imports(&sources()).into_keys().collect();
    let mut rooms: BTreeSet<&str> = edges.iter().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
    loop {
        let leaves: Vec<&str> = rooms
            .iter()
            .copied()
            .filter(|room| !edges.iter().any(|(from, to)| from == room && rooms.contains(to.as_str())))
            .collect();
        if leaves.is_empty() {
            break;
        }
        rooms.retain(|room| !leaves.contains(room));
    }
    assert!(rooms.is_empty(), "these rooms import each other in a circle: {rooms:?}");
}

#[test]
fn every_room_is_in_the_library() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    for source in sources().iter().filter(|source| source.name() == "mod.rs" && source.path.matches('/').count() == 1) {
        let room = source.room().unwrap();
        floor(room);
        assert!(text.contains(&format!("pub mod {room};")), "lib.rs does not open `{room}`");
    }
    assert!(!text.contains("pub use"), "import from the owning room, never through the crate root");
}

#[test]
fn no_file_is_too_long() {
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    for file in files {
        let lines = std::fs::read_to_string(&file).unwrap_or_default().lines().count();
        let data = file.extension().is_none_or(|ending| ending != "rs");
        assert!(data || lines <= LONGEST_FILE, "{} has {lines} lines, the limit is {LONGEST_FILE}", file.display());
    }
}

#[test]
fn src_names_no_provider() {
    let mut words: BTreeSet<String> = PROVIDERS.iter().map(ToString::to_string).collect();
    for entry in std::fs::read_dir(root().join("mappings")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "yaml") {
            words.insert(path.file_stem().unwrap().to_str().unwrap().to_lowercase());
        }
    }
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_default().to_lowercase();
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        for (number, line) in text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str()) || name.contains(word.as_str())) {
                wrong.push(format!("{name}:{}: names `{word}`", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Names with a capital inside, and dotted paths. One-word lower-case names are ordinary words and not searched.
fn employee_names() -> BTreeSet<String> {
    let text = std::fs::read_to_string(root().join("schemas/employee.schema.json")).unwrap();
    let schema = RecordSchema::of(serde_json::from_str(&text).unwrap()).unwrap();
    let mut names = BTreeSet::new();
    for field in &schema.fields {
        let parts = field.path.split('.').filter(|part| part.chars().any(char::is_uppercase));
        names.extend(parts.map(str::to_owned));
        if field.path.contains('.') {
            names.insert(field.path.clone());
        }
    }
    assert!(names.contains("firstName") && names.contains("bankAccount.iban"), "{names:?}");
    names
}

#[test]
fn src_names_no_employee_field() {
    let names: Vec<String> = employee_names().iter().map(|name| regex::escape(name)).collect();
    let name = Regex::new(&format!(r"\b(?:{})\b", names.join("|"))).unwrap();
    let mut wrong = Vec::new();
    for source in sources() {
        for line in source.text.lines() {
            if let Some(found) = name.find(line) {
                wrong.push(format!("src/{}: names the field `{}`: {}", source.path, found.as_str(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn glob_imports_of_the_parent_stay_in_tests() {
    for source in sources() {
        assert!(!source.code.contains("use super::*"), "src/{}: `use super::*` outside a test module", source.path);
    }
}

#[test]
fn mod_files_hold_no_logic() {
    let body = Regex::new(r"(?m)^\s*(?:pub(?:\([^)]*\))? )?(?:const |async |unsafe )*fn \w+").unwrap();
    for source in sources().iter().filter(|source| matches!(source.name(), "mod.rs" | "lib.rs")) {
        let found = body.find(&source.code).map(|found| found.as_str().trim().to_owned());
        assert!(found.is_none(), "src/{} holds logic: `{}`", source.path, found.unwrap_or_default());
    }
}

#[test]
fn unsafe_code_is_forbidden() {
    for file in ["src/lib.rs", "src/main.rs"] {
        let text = std::fs::read_to_string(root().join(file)).unwrap();
        assert!(text.lines().any(|line| line == "#![forbid(unsafe_code)]"), "{file} does not forbid unsafe code");
    }
}

#[test]
fn the_walls_see_what_they_should() {
    let text = "use crate::a;\n#[cfg(test)]\nmod tests {\n    use super::*;\n}\n// crate::b\nfn x() {}\n";
    assert_eq!(without_comments(&without_tests(text)), "use crate::a;\nfn x() {}\n");
    assert!(sources().len() > 50);
    assert!(imports(&sources()).contains_key(&("cli".to_owned(), "ops".to_owned())));
}
