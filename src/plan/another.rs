//! Another entry of a dated list beside the present one: what may be made without a person's look.

use super::change::{FieldChange, PartWork, WorkKind};
use super::diff::Diff;
use super::merge::Since;
use super::person::Profile;
use crate::mapping::crosswalk::{Crosswalk, Mapped, Out, later};
use crate::mapping::spec::{Another, Earlier};
use crate::record::{Datum, Issue};

/// Why a part's work must wait: it would add an entry where the file wants a person to look, add one that lies before the
/// present one, or change one that is not the present one; or it would make an entry that is there already and that
/// another one has pushed aside.
pub(super) fn another(
    crosswalk: &Crosswalk,
    mapped: &Mapped<'_>,
    profile: &Profile,
    works: &[PartWork],
    since: Option<&Since>,
) -> Vec<Issue> {
    let issue =
        |work| one(crosswalk, mapped, profile, work).or_else(|| pushed_aside(crosswalk, mapped, profile, work, since));
    works.iter().filter_map(issue).collect()
}

/// The wanted entry is there, and another one counts. Where the source moved back to it, it is made anew; otherwise
/// somebody added the other one at the target, and making ours once more would take theirs out of use.
fn pushed_aside(
    crosswalk: &Crosswalk,
    mapped: &Mapped<'_>,
    profile: &Profile,
    work: &PartWork,
    since: Option<&Since>,
) -> Option<Issue> {
    if work.kind != WorkKind::Create || work.entry.is_none() {
        return None;
    }
    let moved =
        work.lines.iter().flat_map(|line| &crosswalk.lines[*line].fields).any(|field| {
            since.and_then(|since| since.get(&field.path)).is_some_and(|sides| sides.source && !sides.target)
        });
    let equal = |entry: &serde_json::Value| {
        let mut diff = Diff::default();
        diff.part(crosswalk, mapped, work.part, Some(entry));
        diff.works.is_empty()
    };
    if moved || !profile.parts[work.part].aside.iter().any(equal) {
        return None;
    }
    let name = &crosswalk.entity.parts[work.part].name;
    let message = format!(
        "the wanted {name} is there already, and another {name} that was added there counts: take away the wrong one, or \
         correct the source"
    );
    Some(Issue::new("another-entry", message))
}

/// Dates that would go back before the ones that are there, where the file wants a person to look: what was entered
/// there later would be undone.
pub(super) fn earlier(crosswalk: &Crosswalk, fields: &[FieldChange], works: &[PartWork]) -> Vec<Issue> {
    let back = |field: &&FieldChange| {
        let (before, after) = (Datum::maybe(field.known()), Datum::maybe(field.after.as_ref()));
        crosswalk.lines[field.line].earlier == Earlier::Hold
            && works.iter().any(|work| work.lines.contains(&field.line))
            && before.has_value()
            && after.has_value()
            && later(&after, &before).is_lt()
    };
    let issue = |field: &FieldChange| {
        let message = format!(
            "{} lies before the one that is there, so that something entered there later would be undone: look at both \
             sides; for a person chosen by key the source's value is taken",
            field.field
        );
        Issue::new("earlier-date", message).field(&field.field)
    };
    fields.iter().filter(back).map(issue).collect()
}

fn one(crosswalk: &Crosswalk, mapped: &Mapped<'_>, profile: &Profile, work: &PartWork) -> Option<Issue> {
    let part = &crosswalk.entity.parts[work.part];
    let present = profile.parts[work.part].entries.iter().find(|entry| !entry.is_null())?;
    if part.another == Another::Any || part.identity.is_empty() {
        return None;
    }
    let issue = |message: String| Some(Issue::new("another-entry", message));
    let name = &part.name;
    let place = part.identity.first()?;
    if work.kind == WorkKind::Update {
        let at = |entry: Option<&serde_json::Value>| entry.and_then(|entry| place.get(entry)).cloned();
        let (this, now) = (at(work.entry.as_ref()), at(Some(present)));
        let order = later(&Datum::maybe(this.as_ref()), &Datum::maybe(now.as_ref()));
        return if order.is_eq() || (part.another == Another::Later && order.is_gt()) {
            None
        } else {
            issue(format!("this would change an {name} that is not the present one: look at both sides"))
        };
    }
    if part.another == Another::Hold {
        return issue(format!(
            "there is an {name} already, and this would add another one beside it: correct the side that is wrong, or add it by hand"
        ));
    }
    let line = crosswalk.lines.iter().position(|line| line.target.as_ref() == Some(&(work.part, place.clone())))?;
    let Out::Value(wanted) = &mapped.outs[line] else { return None };
    if later(wanted, &Datum::maybe(place.get(present))).is_gt() {
        return None;
    }
    issue(format!("this would add a {name} that lies before the present one: look at both sides"))
}
