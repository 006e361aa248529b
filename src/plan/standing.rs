//! Why a record must wait, apart from who it is.

use serde_json::Value;

use super::person::Person;
use crate::mapping::crosswalk::{Crosswalk, Mapped};
use crate::mapping::spec::HoldOn;
use crate::record::Issue;

/// What holds a record.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Whatever is done with it.
    pub(super) always: Vec<Issue>,
    /// Only when somebody would be created of it.
    pub(super) to_create: Vec<Issue>,
}

impl Standing {
    /// What was wrong on reading, what is missing or cannot be used, and the file's own hold rules. `record` is what the
    /// person counts as, and `mapped` the same, turned.
    pub(super) fn of(crosswalk: &Crosswalk, person: &Person, record: &Value, mapped: &Mapped<'_>) -> Self {
        let mut standing = Self { always: person.issues.clone(), to_create: Vec::new() };
        standing.always.extend(mapped.all_issues(crosswalk, false));
        standing.to_create = mapped.all_issues(crosswalk, true);
        standing.to_create.retain(|issue| !standing.always.contains(issue));
        let mut scope = None;
        for hold in &crosswalk.entity.holds {
            let scope = scope.get_or_insert_with(|| crosswalk.scope_of(record));
            let message = match hold.when.holds(scope) {
                Ok(false) => continue,
                Ok(true) => hold.message.clone(),
                Err(error) => format!("a hold rule cannot be evaluated: {}", error.message),
            };
            let issue = hold.field.iter().fold(Issue::new("hold", message).at(&hold.at), Issue::field);
            if hold.on == Some(HoldOn::Create) {
                standing.to_create.push(issue);
            } else {
                standing.always.push(issue);
            }
        }
        standing
    }

    /// Nothing holds it.
    pub(super) fn is_clear(&self) -> bool {
        self.always.is_empty() && self.to_create.is_empty()
    }

    /// All of it, what is missing first.
    pub(super) fn to_create(self) -> Vec<Issue> {
        let mut all = self.to_create;
        let rest = all.split_off(all.iter().take_while(|issue| issue.code == "mandatory-missing").count());
        all.extend(self.always);
        all.extend(rest);
        all
    }
}
