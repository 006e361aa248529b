//! Requests are written rightly, and reading slots only read.

use super::slots::Slot;
use super::view::View;
use crate::diagnostic::{Finding, Severity, Spot, codes};
use crate::record::Pointer;

const VERBS: &[&str] = &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    for slot in &view.slots {
        if let Some(request) = &slot.spec.request
            && let Some(verb) = verb(&slot.at.key("request"), request, findings)
        {
            http(slot, verb, findings);
        }
        if let Some(operation) = &slot.spec.soap {
            soap(view, slot, operation, findings);
        }
    }
    if let Some(soap) = view.spec.connect.as_ref().and_then(|connect| connect.soap.as_ref()) {
        let at = Pointer::root().key("connect").key("soap");
        for (key, text) in [("path", &soap.path), ("namespace", &soap.namespace), ("action", &soap.action)] {
            plain(&at.key(key), text, findings);
        }
    }
    let login = view.spec.connect.as_ref().and_then(|c| c.auth.as_ref()).and_then(|auth| auth.login.as_ref());
    if let Some(login) = login {
        verb(&Pointer::root().key("connect").key("auth").key("login").key("request"), &login.request, findings);
    }
}

/// A text in which `{service}` and `{operation}` stand for names, and nothing else is computed.
fn plain(at: &Pointer, text: &str, findings: &mut Vec<Finding>) {
    if let Some(start) = text.find("{{").or_else(|| text.find("{%")) {
        let message = "this is no template: it would be sent as it stands";
        let finding = Finding::error(&codes::SHAPE, Spot::Inside(at.clone(), start..text.len()), message);
        findings.push(finding.help("only `{service}` and `{operation}` are replaced here"));
    }
}

/// The verb of `GET /people`; none, and a finding, if it is written in another way.
fn verb<'r>(at: &Pointer, request: &'r str, findings: &mut Vec<Finding>) -> Option<&'r str> {
    let (verb, path) = request.split_once(' ').unwrap_or((request, ""));
    let say = |piece: std::ops::Range<usize>, message: &str, help: String| {
        Finding::error(&codes::SHAPE, Spot::Inside(at.clone(), piece), message).help(help)
    };
    if !VERBS.contains(&verb) {
        let message = "a request starts with a verb";
        let help = match VERBS.iter().find(|known| known.eq_ignore_ascii_case(verb)) {
            Some(known) => format!("write `{known}` in capitals"),
            None => format!("write a verb and a path, as `GET /people`; the verbs are {}", VERBS.join(", ")),
        };
        findings.push(say(0..verb.len(), message, help));
        return None;
    }
    if !path.trim_start().starts_with('/') {
        let help = "write `GET /people`: the address before it is `connect.base_url`".to_owned();
        findings.push(say(0..request.len(), "a request's path starts with a slash", help));
    }
    Some(verb)
}

fn http(slot: &Slot<'_>, verb: &str, findings: &mut Vec<Finding>) {
    let spot = Spot::Inside(slot.at.key("request"), 0..verb.len());
    let harmless = matches!(verb, "GET" | "HEAD");
    if slot.kind.reads() && !harmless && !slot.spec.reads {
        let word = slot.kind.word();
        let message = format!("`{verb}` changes something, and `{word}` only reads: a dry run would send it too");
        let help = "put the request into `create`, `update` or `delete`; if it only reads although it goes by POST, \
                    write `reads: true` beside it";
        findings.push(Finding::error(&codes::WRITE_IN_READ_SLOT, spot, message).help(help));
    } else if !slot.kind.reads() && harmless {
        let message =
            format!("`{}` sends a request that changes something, and `{verb}` usually does not", slot.kind.word());
        findings
            .push(Finding { severity: Severity::Warning, ..Finding::error(&codes::WORD_OUT_OF_PLACE, spot, message) });
    }
}

fn soap(view: &View<'_>, slot: &Slot<'_>, text: &str, findings: &mut Vec<Finding>) {
    let spot = Spot::Value(slot.at.key("soap"));
    let right =
        |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let Some((_, operation)) = text.split_once('/').filter(|(service, operation)| right(service) && right(operation))
    else {
        let message = "a SOAP operation is written with its service";
        let help = "write `Service/Operation`, as `PeopleService/Person_Get`";
        findings.push(Finding::error(&codes::BAD_OPERATION, spot, message).help(help));
        return;
    };
    let Some(soap) = view.spec.connect.as_ref().and_then(|connect| connect.soap.as_ref()) else { return };
    let known = soap.reads.iter().any(|pattern| {
        let whole = if pattern.contains('/') { text } else { operation };
        matches(pattern, whole)
    });
    if slot.kind.reads() && !known && !slot.spec.reads {
        let word = slot.kind.word();
        let message = format!("`{operation}` is not among the operations that only read, and `{word}` only reads");
        let help = format!("if it only reads, add it to `connect.soap.reads`, as `\"{operation}\"` or `\"*_Get*\"`");
        findings.push(Finding::error(&codes::WRITE_IN_READ_SLOT, spot, message).help(help));
    } else if !slot.kind.reads() && known {
        let message = format!(
            "`{operation}` is among the operations that only read (`connect.soap.reads`), and `{}` writes",
            slot.kind.word()
        );
        let help = "put it into a reading slot, or make the pattern in `connect.soap.reads` narrower";
        findings.push(Finding::error(&codes::WRITE_IN_READ_SLOT, spot, message).help(help));
    }
}

/// `*` stands for any letters, none included.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        match rest.find(piece) {
            Some(found) => rest = &rest[found + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_letters() {
        assert!(
            matches("*_Get*", "Person_GetAll") && matches("*_Get*", "X_Get") && matches("Person_Get", "Person_Get")
        );
        assert!(!matches("*_Get*", "Person_Insert") && !matches("Person_Get", "Person_GetAll"));
        assert!(matches("List*All", "List_Get_All") && !matches("List*All", "List_Get"));
    }
}
