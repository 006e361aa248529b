//! Licences, bans and sources of all dependencies, from `deny.toml`, for machines without cargo-deny.

#![allow(clippy::unwrap_used, clippy::panic)] // a test may fail anywhere, helpers included

use std::collections::BTreeSet;
use std::process::Command;

use regex::Regex;
use serde_json::Value;

fn deny_toml() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap()
}

fn allowed() -> BTreeSet<String> {
    let text = deny_toml();
    let list = Regex::new(r"(?s)allow = \[(.*?)\]").unwrap().captures(&text).unwrap()[1].to_owned();
    Regex::new("\"([^\"]+)\"").unwrap().captures_iter(&list).map(|found| found[1].to_owned()).collect()
}

fn banned() -> BTreeSet<String> {
    Regex::new("crate = \"([^\"]+)\"").unwrap().captures_iter(&deny_toml()).map(|found| found[1].to_owned()).collect()
}

/// The packages that are built on this platform.
fn packages() -> Vec<Value> {
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let nodes: BTreeSet<&str> =
        metadata["resolve"]["nodes"].as_array().unwrap().iter().filter_map(|node| node["id"].as_str()).collect();
    let all = metadata["packages"].as_array().unwrap();
    all.iter().filter(|package| nodes.contains(package["id"].as_str().unwrap())).cloned().collect()
}

/// Whether an SPDX expression can be met with these licences. `/` is the old way to write OR.
fn is_met(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    let met = either(&words, &mut at, allowed);
    met && at == words.len()
}

fn either(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = both(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        met |= both(words, at, allowed);
    }
    met
}

fn both(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        met &= one(words, at, allowed);
    }
    met
}

fn one(words: &[&str], at: &mut usize, allowed: &BTreeSet<String>) -> bool {
    let Some(word) = words.get(*at) else { return false };
    *at += 1;
    if *word == "(" {
        let met = either(words, at, allowed);
        *at += 1;
        return met;
    }
    if words.get(*at) == Some(&"WITH") {
        let name = format!("{word} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
        return allowed.contains(&name);
    }
    allowed.contains(*word)
}

#[test]
fn expressions_are_understood() {
    let allowed = ["MIT", "ISC", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).into();
    for met in ["MIT", "GPL-3.0 OR MIT", "MIT/GPL-3.0", "(GPL-3.0 OR MIT) AND ISC", "Apache-2.0 WITH LLVM-exception"] {
        assert!(is_met(met, &allowed), "{met}");
    }
    for not in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR ISC) AND GPL-3.0", "Apache-2.0", "MIT ISC"] {
        assert!(!is_met(not, &allowed), "{not}");
    }
}

#[test]
fn dependencies_are_allowed() {
    let (allowed, banned) = (allowed(), banned());
    assert!(allowed.contains("MIT") && banned.contains("openssl-sys"));
    let packages = packages();
    assert!(packages.len() > 100, "cargo told of {} packages only", packages.len());
    // The registry that cargo uses by itself: where serde comes from.
    let serde = packages.iter().find(|package| package["name"] == "serde").unwrap();
    let usual = serde["source"].as_str().unwrap();
    assert!(usual.starts_with("registry+"), "{usual}");
    for package in &packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        assert!(is_met(licence, &allowed), "{name} is under `{licence}`, which deny.toml does not allow");
        assert!(!banned.contains(name), "deny.toml bans {name}");
        let source = package["source"].as_str();
        assert!(name == "crosswalk" || source.is_some_and(|source| source == usual), "{name} comes from {source:?}");
    }
}
