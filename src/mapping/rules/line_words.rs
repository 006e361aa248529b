//! A line takes the words that mean something together.

use super::lines::{Line, Nesting};
use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for line in view.entities.iter().flat_map(|entity| &entity.lines) {
        sources(line, findings);
        needs(line, findings);
        nested(line, findings);
    }
}

fn out(line: &Line<'_>, word: &str, message: String) -> Finding {
    Finding::error(&codes::WORD_OUT_OF_PLACE, Spot::Key(line.at.key(word)), message)
}

/// At most one source, and at most one way to name places.
fn sources(line: &Line<'_>, findings: &mut Vec<Finding>) {
    let spec = line.spec;
    let sources = [
        ("field", spec.field.is_some()),
        ("fields", spec.fields.is_some()),
        ("first", spec.first.is_some()),
        ("value", spec.value.is_some()),
        ("case", spec.case.is_some()),
    ];
    let said: Vec<&str> = sources.iter().filter(|(_, there)| *there).map(|(word, _)| *word).collect();
    if let [first, second, ..] = said.as_slice()
        && (*first, *second) != ("field", "value")
    {
        findings.push(out(line, second, format!("`{first}` and `{second}` both say what the line is about")));
    }
    if spec.field.is_some() && spec.value.is_some() && (spec.at.is_some() || spec.from.is_some() || spec.to.is_some()) {
        let message = "`field` with `value` is a constant that is read, and takes no place".to_owned();
        findings.push(
            out(line, "value", message).help("take `field` out to write the constant, or `value` to map the field"),
        );
    }
    if spec.at.is_some() {
        for (word, _) in [("from", &spec.from), ("to", &spec.to)].into_iter().filter(|(_, text)| text.is_some()) {
            let message = format!("`at` is read and written already: `{word}` says it twice");
            findings.push(out(line, word, message).help("write `from` and `to` for two places, or `at` alone"));
        }
    }
}

/// Words that mean something only beside another.
fn needs(line: &Line<'_>, findings: &mut Vec<Finding>) {
    let spec = line.spec;
    let written = spec.to.is_some() || spec.at.is_some();
    let inner = line.nesting == Nesting::Alternative;
    let rules = [
        ("otherwise", spec.otherwise.is_some(), spec.table.is_some() || spec.case.is_some(), "`table` or `case`"),
        ("unlinked", spec.unlinked.is_some(), spec.link.is_some(), "`link`"),
        ("of", spec.of.is_some(), spec.case.is_some(), "`case`"),
        ("write", spec.write.is_some(), written || inner, "`at` or `to`"),
        ("send_with", spec.send_with.is_some(), written || inner, "`at` or `to`"),
        ("cleared_as", spec.cleared_as.is_some(), written || inner, "`at` or `to`"),
    ];
    for (word, there, met, other) in rules {
        if there && !met {
            findings.push(out(line, word, format!("`{word}` means something only beside {other}")));
        }
    }
    if spec.case.is_some() && spec.of.is_none() {
        let message = "`case` needs its shapes: which lines hold for which value";
        let finding = Finding::error(&codes::MISSING_KEY, Spot::Value(line.at.clone()), message);
        findings.push(finding.help("add `of: { VALUE: { seen: part.place, fields: [ … ] } }`"));
    }
    if spec.case.is_some() {
        let words = [
            ("at", spec.at.is_some()),
            ("from", spec.from.is_some()),
            ("to", spec.to.is_some()),
            ("transform", spec.transform.is_some()),
            ("table", spec.table.is_some()),
        ];
        for (word, _) in words.iter().filter(|(_, there)| *there) {
            findings.push(out(line, word, format!("a `case` takes no `{word}` of its own: its lines do")));
        }
    }
}

/// An alternative of `first` gives a value; where it goes, the line itself says.
fn nested(line: &Line<'_>, findings: &mut Vec<Finding>) {
    if line.nesting != Nesting::Alternative {
        return;
    }
    let spec = line.spec;
    let words = [
        ("at", spec.at.is_some()),
        ("from", spec.from.is_some()),
        ("to", spec.to.is_some()),
        ("required", spec.required.is_some()),
        ("write", spec.write.is_some()),
        ("case", spec.case.is_some()),
    ];
    for (word, _) in words.iter().filter(|(_, there)| *there) {
        let message = format!("`{word}` stands beside `first`, not in one of its alternatives");
        findings.push(out(line, word, message));
    }
}
