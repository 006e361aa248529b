//! Why a record must wait, apart from who it is.

use serde_json::Value;

use super::person::Person;
use crate::mapping::crosswalk::{Crosswalk, Mapped};
use crate::mapping::spec::HoldOn;
use crate::record::Issue;

/// What holds a record, in the order in which people are told; true: only when somebody would be created of it.
#[derive(Debug, Default)]
pub(super) struct Standing(Vec<(Issue, bool)>);

impl Standing {
    /// What was wrong on reading, what is missing or cannot be used, and the file's own hold rules. `record` is what the
    /// person counts as, and `mapped` the same, turned.
    pub(super) fn of(crosswalk: &Crosswalk, person: &Person, record: &Value, mapped: &Mapped<'_>) -> Self {
        let always = mapped.all_issues(crosswalk, false);
        let mut all: Vec<(Issue, bool)> = person.issues.iter().map(|issue| (issue.clone(), false)).collect();
        let turned = mapped.all_issues(crosswalk, true).into_iter();
        all.extend(turned.map(|issue| {
            let to_create = !always.contains(&issue);
            (issue, to_create)
        }));
        let mut scope = None;
        for hold in &crosswalk.entity.holds {
            let scope = scope.get_or_insert_with(|| crosswalk.scope_of(record));
            let message = match hold.when.holds(scope) {
                Ok(false) => continue,
                Ok(true) => hold.message.clone(),
                Err(error) => format!("a hold rule cannot be evaluated: {}", error.message),
            };
            let issue = hold.field.iter().fold(Issue::new("hold", message).at(&hold.at), Issue::field);
            all.push((issue, hold.on == Some(HoldOn::Create)));
        }
        Self(all)
    }

    /// Nothing holds it, `creating` or not.
    pub(super) fn is_clear(&self, creating: bool) -> bool {
        self.0.iter().all(|(_, to_create)| *to_create && !creating)
    }

    /// What holds it.
    pub(super) fn issues(self, creating: bool) -> Vec<Issue> {
        self.0.into_iter().filter(|(_, to_create)| creating || !to_create).map(|(issue, _)| issue).collect()
    }
}
