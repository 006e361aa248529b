//! Counts, scores, ranges and versions are within their bounds.

use std::time::Duration;

use super::view::{EntityView, View, did_you_mean};
use crate::diagnostic::{Finding, Spot, codes};
use crate::mapping::compile::duration;
use crate::mapping::compiled::Amount;
use crate::mapping::spec::{AmountSpec, ErrorSpec, LinkAt, OneOrMany, StatusSpec};
use crate::record::Pointer;

/// More attempts than this are a slip of the pen.
const MOST_ATTEMPTS: u32 = 100;
/// A request that may take no longer than this never ends well.
const SHORTEST_TIMEOUT: Duration = Duration::from_millis(100);

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    let root = Pointer::root();
    if view.spec.crosswalk != 1 {
        wrong(findings, root.key("crosswalk"), "this program reads version 1 of the language", "write `crosswalk: 1`");
    }
    if let Some(connect) = &view.spec.connect {
        let at = root.key("connect");
        statuses(&at.key("errors"), &connect.errors, findings);
        let (limits, retry) = (at.key("limits"), at.key("retry"));
        let counts = [
            (limits.key("per_second"), connect.limits.per_second),
            (limits.key("concurrent"), connect.limits.concurrent),
            (retry.key("attempts"), connect.retry.attempts),
        ];
        for (at, _) in counts.into_iter().filter(|(_, count)| *count == 0) {
            wrong(findings, at, "nothing could ever be sent with 0 here", "write 1 or more");
        }
        if connect.retry.attempts > MOST_ATTEMPTS {
            let message = "so many attempts would keep a run waiting for days";
            wrong(
                findings,
                retry.key("attempts"),
                message,
                "write 10 or less: a later run goes on where this one stops",
            );
        }
        if duration(&connect.limits.timeout).is_some_and(|longest| longest < SHORTEST_TIMEOUT) {
            let message = "no request could be answered within this time";
            wrong(findings, limits.key("timeout"), message, "write a second or more; `30s` is usual");
        }
        let client = connect.auth.as_ref().and_then(|auth| auth.oauth2.as_ref()).map(|oauth| &oauth.client);
        if let Some(place) =
            client.and_then(|client| client.place.as_deref()).filter(|word| !["basic", "body"].contains(word))
        {
            let spot = Spot::Value(at.key("auth").key("oauth2").key("client").key("in"));
            let message = "this is not one of the words that can stand here: `basic`, `body`";
            let help = did_you_mean(place, ["basic", "body"], "words");
            findings.push(Finding::error(&codes::NOT_A_CHOICE, spot, message).help(help));
        }
    }
    for slot in &view.slots {
        statuses(&slot.at.key("errors"), &slot.spec.errors, findings);
    }
    for entity in &view.entities {
        in_entity(entity, findings);
    }
}

fn wrong(findings: &mut Vec<Finding>, at: Pointer, message: &str, help: &str) {
    findings.push(Finding::error(&codes::SHAPE, Spot::Value(at), message).help(help));
}

fn in_entity(entity: &EntityView<'_>, findings: &mut Vec<Finding>) {
    let (at, spec) = (entity.at(), entity.spec);
    for (name, part) in &spec.parts {
        statuses(&at.key("parts").key(name).key("errors"), &part.errors, findings);
    }
    if let Some(of) = spec.of.as_deref().filter(|of| *of != "employee") {
        let message = "an owner is an `employee`";
        let help = did_you_mean(of, ["employee"], "owners");
        findings.push(Finding::error(&codes::NOT_A_CHOICE, Spot::Value(at.key("of")), message).help(help));
    }
    if let Some(matching) = &spec.matching {
        let at = at.key("match");
        let score = |score: f64| (0.0..=1.0).contains(&score);
        for (index, rule) in matching.rules.iter().enumerate() {
            let at = at.key("rules").item(index);
            if !score(rule.score) {
                wrong(findings, at.key("score"), "a score is between 0 and 1", "write 1.0 for certain");
            }
            if rule.by.is_empty() {
                wrong(findings, at.key("by"), "a rule compares at least one field", "name an employee field");
            }
        }
        if matches!(&matching.link_at, Some(LinkAt::Score(at)) if !score(*at)) {
            wrong(findings, at.key("link_at"), "a score is between 0 and 1", "write `never` to let people decide");
        }
        if let Some(LinkAt::Score(link)) = matching.link_at
            && matching.suggest_at.is_some_and(|suggest| score(suggest) && score(link) && link < suggest)
        {
            let message = "people would be linked on their own at a score at which they are not even suggested";
            wrong(findings, at.key("link_at"), message, "let `link_at` be at least `suggest_at`");
        }
        if matching.suggest_at.is_some_and(|at| !score(at)) {
            wrong(findings, at.key("suggest_at"), "a score is between 0 and 1", "0.5 is usual");
        }
    }
    if spec.settle.as_ref().is_some_and(|settle| settle.by.is_empty()) {
        let at = at.key("settle").key("by");
        wrong(findings, at, "nothing is compared: any record would be taken", "name fields that tell people apart");
    }
    if let Some(brakes) = &spec.brakes {
        let all = [
            ("create", &brakes.create),
            ("update", &brakes.update),
            ("unlink", &brakes.unlink),
            ("leaving", &brakes.leaving),
        ];
        for (key, amount) in all {
            if matches!(amount, Some(AmountSpec::Text(text)) if Amount::parse(text).is_none()) {
                let message = "a brake is a count, a percentage or `none`";
                wrong(findings, at.key("brakes").key(key), message, "write `10`, `30%` or `none`");
            }
        }
    }
}

fn statuses(at: &Pointer, errors: &[ErrorSpec], findings: &mut Vec<Finding>) {
    for (index, error) in errors.iter().enumerate() {
        let at = at.item(index).key("status");
        let Some(status) = &error.status else { continue };
        for (index, one) in status.as_slice().iter().enumerate() {
            let right = match one {
                StatusSpec::One(code) => (100..=599).contains(code),
                StatusSpec::Range(text) => range(text).is_some(),
            };
            if !right {
                let at = if matches!(status, OneOrMany::Many(_)) { at.item(index) } else { at.clone() };
                wrong(findings, at, "this is no status of HTTP", "write a status as 404, a range as \"400-499\"");
            }
        }
    }
}

fn range(text: &str) -> Option<(u16, u16)> {
    let (low, high) = text.split_once('-')?;
    let (low, high): (u16, u16) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    (100 <= low && low <= high && high <= 599).then_some((low, high))
}
