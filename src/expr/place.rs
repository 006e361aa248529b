//! A place: one spot of a record that can be read and written.

use serde_json::{Map, Value};

use super::ExprError;
use super::place_text;

/// One step of a place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Step {
    /// A member: `name` or `['odd:name']`.
    Member(String),
    /// The entry of a list whose member has this value: `[type='work']`.
    Where {
        /// The member that is compared.
        member: String,
        /// Its value.
        equals: String,
    },
}

/// `name.list[type='work'].value['odd:name']`. A dot, `[`, or the end closes a plain name; plain names may hold
/// letters, digits, `_`, `-` and `$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The steps, at least one.
    pub steps: Vec<Step>,
}

impl Place {
    /// Compiles the text.
    ///
    /// # Errors
    /// With the place inside the text.
    pub fn compile(source: &str) -> Result<Self, ExprError> {
        place_text::parse(source).map(|steps| Self { steps })
    }

    /// The value there.
    #[must_use]
    pub fn get<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.steps.iter().try_fold(value, |here, step| match step {
            Step::Member(name) => here.as_object()?.get(name),
            Step::Where { member, equals } => here.as_array()?.iter().find(|entry| is_entry(entry, member, equals)),
        })
    }

    /// Puts a value there; objects and list entries on the way are made. What stands in the way and is no object or
    /// list is replaced. A list without the entry gets one, with its telling member.
    pub fn set(&self, value: &mut Value, new: Value) {
        let mut here = value;
        for step in &self.steps {
            here = match step {
                Step::Member(name) => member_in(here, name),
                Step::Where { member, equals } => entry_in(here, member, equals),
            };
        }
        *here = new;
        if let (Some(Step::Where { member, equals }), Value::Object(entry)) = (self.steps.last(), here) {
            entry.entry(member.as_str()).or_insert_with(|| Value::String(equals.clone()));
        }
    }

    /// Takes the value away; what held it stays.
    pub fn remove(&self, value: &mut Value) -> Option<Value> {
        let (last, way) = self.steps.split_last()?;
        let holder = way.iter().try_fold(value, |here, step| match step {
            Step::Member(name) => here.as_object_mut()?.get_mut(name),
            Step::Where { member, equals } => {
                here.as_array_mut()?.iter_mut().find(|entry| is_entry(entry, member, equals))
            }
        })?;
        match last {
            Step::Member(name) => holder.as_object_mut()?.shift_remove(name),
            Step::Where { member, equals } => {
                let list = holder.as_array_mut()?;
                let at = list.iter().position(|entry| is_entry(entry, member, equals))?;
                Some(list.remove(at))
            }
        }
    }

    /// Takes the value away and leaves what held it; a holder that is not there is made, empty.
    pub fn leave_out(&self, value: &mut Value) {
        if self.remove(value).is_none()
            && let [way @ .., Step::Member(_)] = self.steps.as_slice()
            && !way.is_empty()
        {
            let holder = Self { steps: way.to_vec() };
            if !holder.get(value).is_some_and(Value::is_object) {
                holder.set(value, Value::Object(Map::new()));
            }
        }
    }

    /// Without its first step; none when there is but one.
    #[must_use]
    pub fn rest(&self) -> Option<Self> {
        (self.steps.len() > 1).then(|| Self { steps: self.steps[1..].to_vec() })
    }

    /// The first step's name, if it is a member.
    #[must_use]
    pub fn head(&self) -> Option<&str> {
        match self.steps.first() {
            Some(Step::Member(name)) => Some(name),
            _ => None,
        }
    }
}

/// A number or a boolean counts as its usual text.
fn is_entry(entry: &Value, member: &str, equals: &str) -> bool {
    match entry.as_object().and_then(|entry| entry.get(member)) {
        Some(Value::String(text)) => text == equals,
        Some(Value::Bool(flag)) => equals == if *flag { "true" } else { "false" },
        Some(Value::Number(number)) => match number.as_i64() {
            Some(whole) => equals.parse() == Ok(whole),
            None => equals.parse().ok() == number.as_f64(),
        },
        _ => false,
    }
}

/// Goes to the member, or makes it; what is no object is replaced by one.
fn member_in<'v>(here: &'v mut Value, name: &str) -> &'v mut Value {
    if !here.is_object() {
        *here = Value::Object(Map::new());
    }
    // An object by now: indexing one by a name makes the member and does not panic.
    &mut here[name]
}

/// Goes to the entry, or makes it; what is no list is replaced by one.
fn entry_in<'v>(here: &'v mut Value, member: &str, equals: &str) -> &'v mut Value {
    if !here.is_array() {
        *here = Value::Array(Vec::new());
    }
    let found = here.as_array().and_then(|list| list.iter().position(|entry| is_entry(entry, member, equals)));
    let at = match (found, here.as_array_mut()) {
        (Some(at), _) => at,
        (None, Some(list)) => {
            list.push(Value::Object(Map::from_iter([(member.to_owned(), Value::String(equals.to_owned()))])));
            list.len() - 1
        }
        (None, None) => 0,
    };
    // A list by now, and `at` is the index of an entry that was found or has just been put there.
    &mut here[at]
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        place_text::write(&self.steps, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn place(text: &str) -> Place {
        Place::compile(text).unwrap()
    }

    #[test]
    fn reads_what_is_there_and_nothing_else() {
        let user = json!({"emails": [{"type": "home", "value": "h"}, {"type": "work", "value": "w"}],
            "urn:a.b": {"x": 1}, "n": [{"id": 7, "v": true}]});
        assert_eq!(place("emails[type='work'].value").get(&user), Some(&json!("w")));
        assert_eq!(place("['urn:a.b'].x").get(&user), Some(&json!(1)));
        assert_eq!(place("n[id='7'].v").get(&user), Some(&json!(true)));
        assert_eq!(place("emails[type='fax'].value").get(&user), None);
        assert_eq!(place("emails.value").get(&user), None);
        assert_eq!(place("n.x.y").get(&json!("text")), None);
    }

    #[test]
    fn makes_the_way_and_keeps_the_rest() {
        let mut user = json!({"emails": [{"type": "home", "value": "h"}], "name": "x"});
        place("emails[type='work'].value").set(&mut user, json!("w"));
        place("name.first").set(&mut user, json!("A"));
        place("a['b c'].d").set(&mut user, Value::Null);
        assert_eq!(
            user,
            json!({"emails": [{"type": "home", "value": "h"}, {"type": "work", "value": "w"}],
                "name": {"first": "A"}, "a": {"b c": {"d": null}}})
        );
        place("emails[type='work']").set(&mut user, json!({"value": "new"}));
        assert_eq!(place("emails[type='work'].value").get(&user), Some(&json!("new")));
    }

    #[test]
    fn removes_and_leaves_the_parent() {
        let mut user = json!({"name": {"first": "A"}, "emails": [{"type": "work", "value": "w"}]});
        assert_eq!(place("name.first").remove(&mut user), Some(json!("A")));
        assert_eq!(place("name.first").remove(&mut user), None);
        assert_eq!(place("emails[type='work']").remove(&mut user), Some(json!({"type": "work", "value": "w"})));
        assert_eq!(user, json!({"name": {}, "emails": []}));
        place("name.first").leave_out(&mut user);
        place("end.date").leave_out(&mut user);
        place("top").leave_out(&mut user);
        assert_eq!(user, json!({"name": {}, "emails": [], "end": {}}));
    }

    proptest! {
        #[test]
        fn what_is_set_is_found(steps in proptest::collection::vec(("[a-z]{1,3}", any::<Option<bool>>()), 1..6), start in 0..4usize) {
            let mut text = String::new();
            for (name, kind) in &steps {
                match kind {
                    None => text.push_str(&format!("{}{name}", if text.is_empty() { "" } else { "." })),
                    Some(true) => text.push_str(&format!("['{name}:x']")),
                    Some(false) if text.is_empty() => text.push_str(name),
                    Some(false) => text.push_str(&format!("[{name}='1'].end")),
                }
            }
            let place = place(&text);
            let mut value = [json!({}), json!(null), json!([{"a": "1"}]), json!({"a": {"b": [1]}})][start].clone();
            place.set(&mut value, json!("here"));
            prop_assert_eq!(place.get(&value), Some(&json!("here")));
            prop_assert_eq!(Place::compile(&place.to_string()).unwrap(), place.clone());
            prop_assert_eq!(place.remove(&mut value), Some(json!("here")));
            prop_assert_eq!(place.get(&value), None);
        }

        #[test]
        fn no_text_panics(text in ".{0,60}", shaped in "[a\\.\\[\\]'=\\$é]{0,30}") {
            for text in [text, shaped] {
                match Place::compile(&text) {
                    Ok(place) => prop_assert_eq!(Place::compile(&place.to_string()).unwrap(), place),
                    Err(error) => prop_assert!(text.get(error.at).is_some()),
                }
            }
        }
    }
}
