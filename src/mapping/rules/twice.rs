//! No two lines write one place, unless they never count together.

use super::lines::{Line, Nesting};
use super::view::{EntityView, View};
use crate::diagnostic::{Finding, Spot, codes};
use crate::expr::{Place, Step};
use crate::mapping::spec::WriteMode;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for entity in &view.entities {
        in_entity(entity, findings);
    }
}

fn in_entity(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let mut written: Vec<(&Line<'_>, Vec<Step>)> = Vec::new();
    for line in entity.lines.iter().filter(|line| line.nesting != Nesting::Alternative) {
        let Some((key, text)) = line.target() else { continue };
        let steps = if text.starts_with("settings.") {
            vec![Step::Member(text.to_owned())]
        } else {
            match Place::compile(text) {
                Ok(place) => place.steps,
                Err(_) => continue,
            }
        };
        let clash = written.iter().find(|(other, known)| overlap(known, &steps) && !apart(other, line));
        if let Some((other, known)) = clash {
            let first = other.fields().first().map_or_else(|| "a constant".to_owned(), |field| format!("`{field}`"));
            let message = if *known == steps {
                format!("`{text}` is already written by the line of {first}")
            } else {
                format!("`{text}` overlaps with what the line of {first} writes")
            };
            let help = "keep one of the lines, or give both a `when` that cannot hold together, \
                        as `settings.x == 'a'` and `settings.x == 'b'`";
            let spot = Spot::Value(line.at.key(key));
            findings.push(Finding::error(&codes::WRITTEN_TWICE, spot, message).help(help));
        }
        written.push((line, steps));
    }
}

/// The same place, or one inside the other.
fn overlap(a: &[Step], b: &[Step]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// Whether two lines never count together.
fn apart(a: &Line<'_>, b: &Line<'_>) -> bool {
    if let (Some((case, shape)), Some((other_case, other_shape))) = (&a.shape, &b.shape)
        && case == other_case
        && shape != other_shape
    {
        return true;
    }
    let modes = (a.spec.write.unwrap_or(WriteMode::Always), b.spec.write.unwrap_or(WriteMode::Always));
    if matches!(modes, (WriteMode::Create, WriteMode::Update) | (WriteMode::Update, WriteMode::Create)) {
        return true;
    }
    match (&a.spec.when, &b.spec.when) {
        (Some(a), Some(b)) => exclude(a, b),
        _ => false,
    }
}

/// Whether two conditions exclude each other by their text: one asks for the opposite of the other, or both compare
/// one name with different words.
fn exclude(a: &str, b: &str) -> bool {
    if a.contains(" or ") || b.contains(" or ") {
        return normal(a) == format!("not {}", normal(b)) || normal(b) == format!("not {}", normal(a));
    }
    a.split(" and ").any(|a| b.split(" and ").any(|b| opposite(a, b)))
}

fn opposite(a: &str, b: &str) -> bool {
    let (a, b) = (normal(a), normal(b));
    if a == format!("not {b}") || b == format!("not {a}") {
        return true;
    }
    match (comparison(&a), comparison(&b)) {
        (Some((name, true, word)), Some((other, true, other_word))) => name == other && word != other_word,
        (Some((name, one, word)), Some((other, two, other_word))) => one != two && name == other && word == other_word,
        _ => false,
    }
}

/// `name == word` or `name != word`, where the word is a literal.
fn comparison(text: &str) -> Option<(&str, bool, &str)> {
    let (equal, (name, word)) =
        text.split_once("==").map(|cut| (true, cut)).or_else(|| text.split_once("!=").map(|cut| (false, cut)))?;
    let word = word.trim();
    let literal =
        word.starts_with('\'') || word.starts_with(|c: char| c.is_ascii_digit()) || word == "true" || word == "false";
    literal.then_some((name.trim(), equal, word))
}

/// One space between words, one kind of quotes, no brackets around the whole.
fn normal(text: &str) -> String {
    text.replace('"', "'").replace(['(', ')'], " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::exclude;

    #[test]
    fn conditions_that_exclude_each_other() {
        assert!(exclude("settings.email == 'work'", "settings.email == \"private\""));
        assert!(exclude("settings.x", "not settings.x"));
        assert!(exclude("settings.x == 'a' and employee.y", "settings.x == 'b'"));
        assert!(exclude("settings.x == 'a'", "settings.x != 'a'"));
        assert!(!exclude("settings.x == 'a'", "settings.y == 'b'"));
        assert!(!exclude("settings.x == 'a' or employee.y", "settings.x == 'b'"));
        assert!(!exclude("settings.x != 'a'", "settings.x != 'b'"));
    }
}
