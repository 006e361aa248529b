//! Every case of `tests/check_files`: a folder with system files, and what belongs to them, and what `check` must say,
//! `file:line:column code` each. `CROSSWALK_BLESS=1` writes `expected.txt` anew; read the difference before you commit it.

#![allow(clippy::unwrap_used)] // tests: a panic is a failure

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crosswalk::diagnostic::ALL;
use crosswalk::ops::check;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check_files");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

fn found(folder: &Path, paths: Vec<PathBuf>) -> String {
    let options = check::Options { workspace: folder.to_owned(), paths, deny_warnings: false };
    let mut lines = String::new();
    for one in check::run(&options).unwrap().report.diagnostics {
        writeln!(lines, "{}:{}:{} {}", one.file, one.start.line, one.start.column, one.code.id).unwrap();
    }
    lines
}

#[test]
fn every_case_gives_what_it_should() {
    for case in cases() {
        let (lines, expected) = (found(&case, Vec::new()), case.join("expected.txt"));
        if std::env::var_os("CROSSWALK_BLESS").is_some() {
            std::fs::write(&expected, &lines).unwrap();
        }
        assert_eq!(lines, std::fs::read_to_string(&expected).unwrap_or_default(), "{}", case.display());
        // The same by the folder's path: only the names of the files are longer.
        let by_path = found(Path::new("."), vec![case.join("mappings")]);
        assert_eq!(by_path.replace(&format!("{}/", case.display()), ""), lines, "{}", case.display());
    }
}

#[test]
fn every_code_of_what_stands_beside_a_system_file_has_a_case() {
    let read = |case: &PathBuf| std::fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
    let expected: String = cases().iter().map(read).collect();
    // A twin's file is checked when it is started.
    let wanted = ALL.iter().map(|code| code.id).filter(|id| id.starts_with("CW06") && *id != "CW0602");
    let shape = ["CW0101", "CW0201", "CW0202", "CW0203", "CW0204", "CW0401"];
    let without: BTreeSet<&str> = wanted.chain(shape).filter(|id| !expected.contains(id)).collect();
    assert!(without.is_empty(), "codes without a case in tests/check_files: {without:?}");
}
