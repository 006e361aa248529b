//! Employee records to the system's.

use serde_json::Value;

use super::turn::{Refusal, Turn};
use crate::expr::Scope;
use crate::mapping::compiled::Hold;
use crate::mapping::crosswalk::Crosswalk;
use crate::record::Issue;

/// A crosswalk with the hold rules that can be asked offline.
pub(super) struct Forward<'c> {
    crosswalk: &'c Crosswalk,
    holds: Vec<&'c Hold>,
    /// For hold rules that look at no record.
    bare: Scope,
}

impl<'c> Forward<'c> {
    /// A rule about what is looked up at the provider is not asked: nothing is known of that here.
    pub(super) fn of(crosswalk: &'c Crosswalk) -> Self {
        let looks_up =
            |hold: &Hold| hold.when.names().iter().any(|name| name.path.first().is_some_and(|n| n == "lookup"));
        let bare = crosswalk.scope_of(&Value::Null);
        Self { crosswalk, bare, holds: crosswalk.entity.holds.iter().filter(|hold| !looks_up(hold)).collect() }
    }

    fn held(&self, scope: &Scope, issues: &mut Vec<Issue>) {
        for hold in &self.holds {
            let message = match hold.when.holds(scope) {
                Ok(false) => continue,
                Ok(true) => hold.message.clone(),
                Err(error) => format!("a hold rule cannot be evaluated: {}", error.message),
            };
            let issue = Issue::new("hold", message).at(&hold.at);
            issues.push(hold.field.iter().fold(issue, Issue::field));
        }
    }
}

impl Turn for Forward<'_> {
    fn turn(&mut self, line: &[u8], text: &mut Vec<u8>) -> Result<(), Refusal> {
        let taken = self.crosswalk.sources.take_json(line).map_err(|bad| Refusal::no_object(bad.column))?;
        let record: Option<Value> = match self.crosswalk.needs_record {
            true => Some(serde_json::from_slice(line).map_err(|error| Refusal::no_object(error.column()))?),
            false => None,
        };
        let scope = self.crosswalk.scope_at(&taken.slots, record.as_ref());
        let mapped = self.crosswalk.forward_in(&taken.slots, scope.as_ref());
        let mut issues = mapped.all_issues(self.crosswalk, true);
        if !taken.unsure.is_empty() {
            issues.extend(self.crosswalk.unsure(&taken.unsure, &mapped));
        }
        if !self.holds.is_empty() {
            self.held(scope.as_ref().unwrap_or(&self.bare), &mut issues);
        }
        if issues.is_empty() {
            self.crosswalk.write(&mapped, text);
            return Ok(());
        }
        let record = record.or_else(|| serde_json::from_slice(line).ok());
        Err(Refusal::held(record.as_ref(), issues))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::mapping::crosswalk::Globals;
    use crate::ops::systems;
    use crate::ops::workspace::Library;

    fn crosswalk(name: &str) -> Crosswalk {
        let mapping = systems::mapping(&Library::at(Path::new("."), "mappings"), name).unwrap();
        let mut settings = Map::new();
        for (name, spec) in &mapping.settings {
            settings.extend(spec.default.clone().map(|default| (name.clone(), default)));
        }
        Crosswalk::bind(mapping.employee.as_ref().unwrap(), &Globals::new(settings, "2026-01-01"), None).unwrap()
    }

    fn turned(crosswalk: &Crosswalk, line: &str) -> Result<Value, Refusal> {
        let mut text = Vec::new();
        Forward::of(crosswalk).turn(line.as_bytes(), &mut text)?;
        Ok(serde_json::from_slice(&text).unwrap())
    }

    const BENCH: &str = "tests/bench/bench.yaml";

    fn person() -> Value {
        json!({"id": "7", "firstName": "Ada", "lastName": "O'Brien & S\u{f8}n <\"x\">", "birthDate": "10/12/1990",
            "hireDate": "2026-02-01T00:00:00.000Z", "home": {"country": "nl", "street": ""}, "tags": [1, {"a": []}],
            "compensation": [{"amount": 3500.5, "type": "monthly", "effectiveDate": "2025-01-01"},
                {"amount": 1, "type": "odd", "effectiveDate": "2024-12-31"}]})
    }

    #[test]
    fn the_line_is_the_record_s() {
        let expected = json!({"FirstName": "Ada", "LastName": "O'Brien & S\u{f8}n <\"x\">", "Birthday": "1990-12-10",
            "CountryISOCode": "NL", "InitialStartDate": "2026-02-01", "Value": 3500.5, "Type": "M", "Start": "2025-01-01"});
        assert_eq!(turned(&crosswalk(BENCH), &person().to_string()).unwrap(), expected);
    }

    #[test]
    fn a_held_record_is_named_and_writes_nothing() {
        let crosswalk = crosswalk(BENCH);
        let mut text = b"before".to_vec();
        let refusal = Forward::of(&crosswalk).turn(br#"{"key": 12, "firstName": "Ada"}"#, &mut text).unwrap_err();
        assert_eq!(text, b"before");
        assert_eq!(refusal.key.unwrap().as_str(), "12");
        let fields: Vec<_> = refusal.issues.iter().filter_map(|issue| issue.field.as_deref()).collect();
        assert_eq!(fields, ["lastName", "birthDate", "hireDate"]);
        assert!(refusal.issues[0].at.as_deref().unwrap().starts_with("tests/bench/bench.yaml:"));
    }

    #[test]
    fn digits_that_no_double_keeps_hold_the_record() {
        let crosswalk = crosswalk(BENCH);
        for (amount, goes) in [("3500.0000000000001", false), ("0.12345678901234567", false), ("3500.50", true)] {
            let line = person().to_string().replace("3500.5", amount);
            assert_eq!(turned(&crosswalk, &line).is_ok(), goes, "{amount}");
        }
        let line = person().to_string().replace("3500.5", "\"3500.0000000000001\"");
        assert!(turned(&crosswalk, &line).is_ok());
    }

    proptest! {
        #[test]
        fn text_and_values_come_to_the_same(picks in prop::collection::vec((0..16usize, 0..9usize), 0..10)) {
            static BOUND: LazyLock<Crosswalk> = LazyLock::new(|| crosswalk(BENCH));
            let crosswalk = &*BOUND;
            let mut record = person();
            let fields = ["firstName", "lastName", "birthDate", "hireDate", "ssnCountry", "privateEmail", "phone", "home",
                "employeeNumber", "workPhone", "bankAccount", "compensation", "home", "compensation", "x", "id"];
            let values = [json!(null), json!(""), json!("\u{e9}\n"), json!(12), json!(1.25), json!(true),
                json!({"street": "a", "iban": "b", "country": "s\u{df}"}), json!([{"amount": 2, "effectiveDate": "2026-01-01"}]), json!("31-12-1999")];
            for (field, value) in picks {
                record[fields[field]] = values[value].clone();
            }
            let slots = crosswalk.sources.take(&record);
            let mapped = crosswalk.forward(&slots, None);
            let issues = mapped.all_issues(crosswalk, true);
            match turned(crosswalk, &record.to_string()) {
                Ok(row) => {
                    prop_assert!(issues.is_empty());
                    let parts = crosswalk.parts(&mapped);
                    prop_assert_eq!(row.to_string(), parts[0].1.to_string());
                }
                Err(refusal) => prop_assert_eq!(refusal.issues, issues),
            }
        }
    }
}
