use serde_json::json;

use super::{github, json, rows, sarif, text};
use crate::diagnostic::{ALL, Diagnostic, Position, Severity, codes};

const FILE: &str = "maps/a,b:c.yaml";
const SOURCE: &str = "\u{feff}first: 1\r\nat: $.home.ci ty\r\n";

fn sample() -> Vec<Diagnostic> {
    vec![
        Diagnostic {
            code: &codes::BAD_PATH,
            severity: Severity::Error,
            message: "100% wrong,\nreally: \u{1b}[31mred".to_owned(),
            file: FILE.to_owned(),
            start: Position { line: 2, column: 12 },
            end: Position { line: 2, column: 17 },
            span: 24..29,
            help: Some("quote it".to_owned()),
        },
        Diagnostic {
            code: &codes::UNUSED_SETTING,
            severity: Severity::Warning,
            message: "not used".to_owned(),
            file: "other.yaml".to_owned(),
            start: Position { line: 7, column: 3 },
            end: Position { line: 9, column: 1 },
            span: 70..99,
            help: None,
        },
    ]
}

fn source(file: &str) -> Option<&'static str> {
    (file == FILE).then_some(SOURCE)
}

#[test]
fn text_shows_the_line_and_the_advice() {
    let shown = text(&sample(), source, false);
    assert_eq!(&SOURCE[24..29], "ci ty");
    assert!(shown.contains("error[CW0301]: 100% wrong, really:  [31mred"), "{shown}");
    assert!(shown.contains("--> maps/a,b:c.yaml:2:12"), "{shown}");
    assert!(shown.contains("2 | at: $.home.ci ty"), "{shown}");
    assert!(shown.contains("^^^^^"), "{shown}");
    assert!(shown.contains("help: quote it"), "{shown}");
    assert!(shown.contains("warning[CW0407]: not used"), "{shown}");
    assert!(shown.contains("other.yaml:7:3"), "{shown}");
    assert!(!shown.contains('\u{1b}'));
    assert!(text(&sample(), source, true).contains('\u{1b}'));
    assert_eq!(text(&[], source, true), "");
}

#[test]
fn a_line_with_a_secret_is_not_shown() {
    let text_of = "hr:\n  settings: { tokne: hunter2 }\nat: x\n";
    let at = |code, span: std::ops::Range<usize>, line, column| Diagnostic {
        code,
        severity: Severity::Error,
        message: "wrong".to_owned(),
        file: FILE.to_owned(),
        start: Position { line, column },
        end: Position { line, column: column + span.len() },
        span,
        help: None,
    };
    let all = [
        at(&codes::LITERAL_SECRET, 25..32, 2, 22),
        at(&codes::SETTING_VALUE, 18..23, 2, 15),
        at(&codes::SETTING_VALUE, 39..40, 3, 5),
    ];
    let shown = text(&all, |_| Some(text_of), false);
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(shown.contains("a,b:c.yaml:2:22") && shown.contains("a,b:c.yaml:2:15") && shown.contains("3 | at: x"));
    assert!(!format!("{}{}{}", github(&all), json(1, &all), sarif("1", &all)).contains("hunter2"));
}

#[test]
fn text_bears_any_span() {
    for span in [0..0, 0..3, 5..5, 11..13, 24..900, 900..901, 34..36, 3..40, 1..2] {
        for text_of in [SOURCE, "", "é", "\n\n"] {
            let mut one = sample().remove(0);
            one.span = span.clone();
            assert!(text(&[one], |_| Some(text_of), false).contains("CW0301"));
        }
    }
}

#[test]
fn json_rows_are_as_promised() {
    let all = sample();
    assert_eq!(
        json(3, &all),
        json!({ "files": 3, "diagnostics": [
            { "code": "CW0301", "severity": "error", "message": "100% wrong,\nreally: \u{1b}[31mred", "file": FILE,
              "line": 2, "column": 12, "end_line": 2, "end_column": 17, "help": "quote it" },
            { "code": "CW0407", "severity": "warning", "message": "not used", "file": "other.yaml",
              "line": 7, "column": 3, "end_line": 9, "end_column": 1 }
        ] })
    );
    assert_eq!(rows(&all).len(), 2);
}

#[test]
fn github_commands_are_escaped() {
    let shown = github(&sample());
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[0].starts_with("::error file=maps/a%2Cb%3Ac.yaml,line=2,endLine=2,col=12,endColumn=17,title=CW0301%3A "),
        "{shown}"
    );
    assert!(lines[0].ends_with("::100%25 wrong,%0Areally: \u{1b}[31mred%0Ahelp: quote it"), "{shown}");
    assert!(lines[1].starts_with("::warning file=other.yaml,line=7,endLine=9,title="), "{shown}");
}

#[test]
fn sarif_refers_to_its_rules() {
    let log = sarif("1.2.3", &sample());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), ALL.len());
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "maps/a%2Cb%3Ac.yaml");
    assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 12, "endLine": 2, "endColumn": 17 }));
}
