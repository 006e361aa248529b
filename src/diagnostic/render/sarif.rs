//! A SARIF 2.1.0 log, which code scanning services read.

use serde_json::{Value, json};

use crate::diagnostic::{ALL, Code, Diagnostic, Severity};

/// One run with every code as a rule and every diagnostic as a result. Columns count characters; `version` is the
/// program's.
#[must_use]
pub fn sarif(version: &str, diagnostics: &[Diagnostic]) -> Value {
    let rules: Vec<Value> = ALL.iter().map(|code| rule(code)).collect();
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "crosswalk", "semanticVersion": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results
        }]
    })
}

fn rule(code: &Code) -> Value {
    let explain = if code.explain.is_empty() { code.title } else { code.explain };
    json!({
        "id": code.id,
        "shortDescription": { "text": code.title },
        "fullDescription": { "text": code.title },
        "help": { "text": explain, "markdown": explain }
    })
}

fn result(one: &Diagnostic) -> Value {
    let level = match one.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let text = match &one.help {
        Some(help) => format!("{}\nHelp: {help}", one.message),
        None => one.message.clone(),
    };
    let mut result = json!({
        "ruleId": one.code.id,
        "level": level,
        "message": { "text": text },
        "locations": [{
            "physicalLocation": {
                "artifactLocation": { "uri": uri(&one.file) },
                "region": {
                    "startLine": one.start.line,
                    "startColumn": one.start.column,
                    "endLine": one.end.line,
                    "endColumn": one.end.column
                }
            }
        }]
    });
    if let Some(index) = ALL.iter().position(|code| code.id == one.code.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// A path as a relative reference (RFC 3986): slashes, and everything else that is not plain percent-encoded. A drive
/// letter's colon would read as a scheme and is encoded, too.
fn uri(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for byte in file.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
