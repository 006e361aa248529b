//! What a case runs on: the mapping bound to its settings, and what the system holds.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::settings::settings;
use super::spec::{CaseFile, CaseSpec};
use super::{Mismatch, System};
use crate::engine::{Opening, Side};
use crate::expr::Scope;
use crate::http::Stop;
use crate::mapping::crosswalk::{Crosswalk, Globals};
use crate::plan::{Change, Choice, Input, Overrides, PartState, Person, Profile, Tie, Wishes, decide};
use crate::record::{Key, Pointer, Settings};

/// The day on which cases run that do not name one.
const DATE: &str = "2026-03-15";

/// A mapping bound for one case.
pub(super) struct Stage<'s> {
    system: &'s System,
    case: &'s CaseSpec,
    settings: Settings,
    date: String,
    pub(super) crosswalk: Crosswalk,
}

impl<'s> Stage<'s> {
    /// Binds the mapping to what the case sets.
    pub(super) fn open(
        system: &'s System,
        file: &CaseFile,
        case: &'s CaseSpec,
        at: &Pointer,
    ) -> Result<Self, Vec<Mismatch>> {
        let wrong = |text: String| vec![Mismatch { at: at.clone(), text }];
        let entity = system.entity(case.entity).ok_or_else(|| wrong("the system file has no such records".into()))?;
        let (settings, _) = settings(system, file, case, at);
        let date = case.date.as_ref().or(file.date.as_ref()).map_or(DATE, String::as_str).to_owned();
        let mut lookups = Map::new();
        lookups.extend(file.lookups.clone());
        lookups.extend(case.lookups.clone());
        let globals = Globals::new(settings.public.clone(), &date).with_lookups(lookups);
        let crosswalk = Crosswalk::bind(entity, &globals, case.on_null).map_err(|issues| {
            let text = |issue: crate::record::Issue| Mismatch {
                at: at.clone(),
                text: format!("the settings do not fit the system file: {}", issue.message),
            };
            issues.into_iter().map(text).collect::<Vec<_>>()
        })?;
        Ok(Self { system, case, settings, date, crosswalk })
    }

    /// The system as the engine sees it, at an address that nobody asks.
    pub(super) fn side(&self) -> Result<Side, String> {
        let entity: &Arc<_> = &self.crosswalk.entity;
        let opening = Opening {
            mapping: &self.system.mapping,
            entity,
            settings: &self.settings,
            base_url: Some("http://127.0.0.1".into()),
            on_null: self.case.on_null,
            date: &self.date,
            period: None,
            stop: Stop::new(),
        };
        let client = Side::client(&opening).map_err(|error| error.to_string())?;
        let globals = &self.crosswalk.globals;
        let scope = Scope::new()
            .with("settings", &self.settings.request_scope())
            .with("run", &globals.run)
            .with("lookup", &globals.lookup)
            .with("step", &json!({ "id": "(step)" }));
        Ok(Side { name: self.system.mapping.name.clone(), crosswalk: self.crosswalk.clone(), client, scope })
    }

    /// What the system holds. The names were checked when the file was read.
    pub(super) fn profile(&self, key: &str, present: &IndexMap<String, Value>, unread: &[String]) -> Profile {
        let mut profile = Profile::unread(Key::new(key), self.crosswalk.entity.parts.len());
        for (part, state) in self.crosswalk.entity.parts.iter().zip(&mut profile.parts) {
            let mut entries = match present.get(&part.name) {
                Some(Value::Array(entries)) => entries.clone(),
                Some(entry @ Value::Object(_)) => vec![entry.clone()],
                _ => Vec::new(),
            };
            let one = part.identity.is_empty() && !entries.is_empty();
            let aside = if one { entries.split_off(1) } else { Vec::new() };
            *state = PartState { read: !unread.contains(&part.name), entries, aside };
        }
        profile
    }

    /// What would be done about one person; `profile` is the one that the person is linked to.
    pub(super) fn change(&self, record: &Value, profile: Option<&Profile>) -> Option<Change> {
        let key = record.get("key").and_then(Key::of).unwrap_or_else(|| Key::new("hr"));
        let person = Person {
            key: key.clone(),
            name: String::new(),
            about: String::new(),
            record: record.clone(),
            issues: Vec::new(),
            notes: Vec::new(),
            in_scope: true,
            leaver: false,
            claim: None,
        };
        let profiles: Vec<Profile> = profile.cloned().into_iter().collect();
        let tie = |profile: &Profile| Tie { source: key.clone(), target: profile.key.clone(), active: true };
        let ties: Vec<Tie> = profiles.iter().map(tie).collect();
        let none = BTreeSet::new();
        let plan = decide(&Input {
            crosswalk: &self.crosswalk,
            people: &[person],
            choice: &Choice::All,
            ties: &ties,
            profiles: &profiles,
            complete: true,
            gone: &none,
            create_anyway: &none,
            in_doubt: &none,
            unfinished: &none,
            lost: &none,
            brakes: &Overrides::default(),
            wishes: &Wishes::default(),
            merging: None,
            since: &HashMap::new(),
            out_of_scope: &none,
        });
        plan.changes.into_iter().next()
    }
}
