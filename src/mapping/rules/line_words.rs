//! A line takes the words that mean something together.

use super::lines::{Line, Nesting};
use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::Transform;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for line in view.entities.iter().flat_map(|entity| &entity.lines) {
        sources(line, findings);
        needs(line, findings);
        case(line, findings);
        several(line, findings);
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
        ("earlier", spec.earlier.is_some(), spec.at.is_some(), "`at`"),
        ("send_with", spec.send_with.is_some(), written || inner, "`at` or `to`"),
        ("cleared_as", spec.cleared_as.is_some(), written || inner, "`at` or `to`"),
    ];
    for (word, there, met, other) in rules {
        if there && !met {
            findings.push(out(line, word, format!("`{word}` means something only beside {other}")));
        }
    }
}

/// A `case` has shapes, each told by a place of its own, and leaves everything else to their lines.
fn case(line: &Line<'_>, findings: &mut Vec<Finding>) {
    let spec = line.spec;
    if spec.case.is_none() {
        return;
    }
    if line.nesting == Nesting::Shape {
        findings.push(out(line, "case", "a shape of a `case` has no shapes of its own".to_owned()));
    }
    if spec.of.is_none() {
        let message = "`case` needs its shapes: which lines hold for which value";
        let finding = Finding::error(&codes::MISSING_KEY, Spot::Value(line.at.clone()), message);
        findings.push(finding.help("add `of: { VALUE: { seen: part.place, fields: [ … ] } }`"));
    }
    let words = [
        ("at", spec.at.is_some()),
        ("from", spec.from.is_some()),
        ("to", spec.to.is_some()),
        ("transform", spec.transform.is_some()),
        ("table", spec.table.is_some()),
        ("when", spec.when.is_some()),
        ("required", spec.required.is_some()),
        ("write", spec.write.is_some()),
        ("default", spec.default.is_some()),
        ("on_null", spec.on_null.is_some()),
        ("max_length", spec.max_length.is_some()),
        ("invalid", spec.invalid.is_some()),
        ("compare", spec.compare.is_some()),
        ("earlier", spec.earlier.is_some()),
        ("send_with", spec.send_with.is_some()),
        ("lossy", spec.lossy),
    ];
    for (word, _) in words.iter().filter(|(_, there)| *there) {
        findings.push(out(line, word, format!("a `case` takes no `{word}` of its own: its lines do")));
    }
    let shapes: Vec<_> = spec.of.iter().flatten().collect();
    for (index, (value, shape)) in shapes.iter().enumerate() {
        if let Some((first, _)) = shapes[..index].iter().find(|(_, other)| other.seen == shape.seen) {
            let message = format!("`{first}` is told by a value at this place too: reading could not tell them apart");
            let spot = Spot::Value(line.at.key("of").key(value).key("seen"));
            let help = "name a place that has a value in this shape only; for a word that tells, use `table` on a line of its own";
            findings.push(Finding::error(&codes::WRITTEN_TWICE, spot, message).help(help));
        }
    }
}

/// Several fields are joined into one place, so the first transform is one that joins.
fn several(line: &Line<'_>, findings: &mut Vec<Finding>) {
    let joins = || {
        let first = line.spec.transform.as_ref().and_then(|all| all.as_slice().first())?;
        let row = Transform::check(first).ok()?;
        Some((row.name, row.input.starts_with("list")))
    };
    match (&line.spec.fields, joins()) {
        (Some(fields), None | Some((_, false))) => {
            let message = format!("{} fields go into one place, and nothing says how they are joined", fields.len());
            let finding = Finding::error(&codes::MISSING_KEY, Spot::Key(line.at.key("fields")), message);
            findings.push(finding.help("write `transform: full_name` or `transform: { join: \" \" }` first"));
        }
        (Some(fields), Some(("full_name", true))) if fields.len() != 2 => {
            let message = "`full_name` joins two fields, the first and the last name".to_owned();
            findings.push(out(line, "fields", message).help("use `{ join: \" \" }` for any number of fields"));
        }
        (Some(fields), Some(_)) if fields.len() < 2 => {
            let message = "there is nothing to join in one field".to_owned();
            findings.push(out(line, "fields", message).help("write `field:`"));
        }
        (None, Some((name, true))) => {
            let message = format!("`{name}` joins several fields, and this line has but one");
            findings.push(out(line, "transform", message).help("write `fields: [ … ]`"));
        }
        _ => {}
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
        ("fields", spec.fields.is_some()),
    ];
    for (word, _) in words.iter().filter(|(_, there)| *there) {
        let message = format!("`{word}` stands beside `first`, not in one of its alternatives");
        findings.push(out(line, word, message));
    }
}
