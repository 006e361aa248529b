//! Another entry of a dated list beside the present one: what may be made without a person's look.

use super::change::{PartWork, WorkKind};
use super::person::Profile;
use crate::mapping::crosswalk::{Crosswalk, Mapped, Out, later};
use crate::mapping::spec::Another;
use crate::record::{Datum, Issue};

/// Why a part's work must wait: it would add an entry where the file wants a person to look, add one that lies before the
/// present one, or change one that is not the present one.
pub(super) fn another(crosswalk: &Crosswalk, mapped: &Mapped<'_>, profile: &Profile, works: &[PartWork]) -> Vec<Issue> {
    works.iter().filter_map(|work| one(crosswalk, mapped, profile, work)).collect()
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
