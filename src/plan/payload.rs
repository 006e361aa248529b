//! What a request sends: the values that `desired`, `current`, `changes`, `merged` and `previous` stand for.

use serde_json::{Map, Value};

use super::change::{Change, PartWork, WorkKind};
use super::person::Profile;
use crate::expr::Scope;
use crate::mapping::compiled::Part;
use crate::mapping::crosswalk::{Crosswalk, Mapped, Out};
use crate::mapping::spec::ClearedAs;
use crate::record::Action;

/// Builds the values of one person's requests.
pub struct Payload<'p> {
    crosswalk: &'p Crosswalk,
    mapped: &'p Mapped<'p>,
}

impl<'p> Payload<'p> {
    /// For one person.
    #[must_use]
    pub fn new(crosswalk: &'p Crosswalk, mapped: &'p Mapped<'p>) -> Self {
        Self { crosswalk, mapped }
    }

    /// The scope of a person's own create, and of every part's create: `desired.<part>`.
    #[must_use]
    pub fn desired(&self, scope: Scope) -> Scope {
        let mut all = Map::new();
        for (number, part) in self.crosswalk.entity.parts.iter().enumerate() {
            all.insert(part.name.clone(), self.desired_part(number, false));
        }
        scope.with("desired", &Value::Object(all))
    }

    /// The scope of a part's requests: `desired`, `current`, `changes` and `merged` of it. `base` is the entry as it
    /// was read just before.
    #[must_use]
    pub fn part(&self, scope: Scope, work: &PartWork, base: Option<&Value>) -> Scope {
        let part = &self.crosswalk.entity.parts[work.part];
        let named = |value: Value| Value::Object(Map::from_iter([(part.name.clone(), value)]));
        let none = || Value::Object(Map::new());
        let current = base.cloned().unwrap_or_else(none);
        self.desired(scope)
            .with("changes", &named(self.changes(work, part)))
            .with("merged", &named(self.merged(work, part, base)))
            .with("current", &named(current))
    }

    /// What each part holds once a change went through, as far as can be told without reading: what was sent, over what
    /// was read. A creation sends everything; an entry that is added is told alone.
    #[must_use]
    pub fn afterwards(&self, change: &Change, profile: Option<&Profile>) -> Vec<Option<Value>> {
        let mut parts: Vec<Option<Value>> = match profile {
            Some(profile) => profile.present().into_iter().map(Option::<&Value>::cloned).collect(),
            None => vec![None; self.crosswalk.entity.parts.len()],
        };
        if change.action == Action::Create {
            for (number, part) in parts.iter_mut().enumerate() {
                *part = Some(self.desired_part(number, false));
            }
        }
        for work in &change.works {
            let part = &self.crosswalk.entity.parts[work.part];
            let base = work.entry.as_ref().filter(|_| work.kind == WorkKind::Update);
            parts[work.part] = Some(match base {
                Some(base) => self.merged(work, part, Some(base)),
                None => self.desired_part(work.part, false),
            });
        }
        parts
    }

    fn desired_part(&self, number: usize, update: bool) -> Value {
        let part = &self.crosswalk.entity.parts[number];
        let mut value = Value::Object(Map::new());
        for (line, out) in self.crosswalk.lines.iter().zip(&self.mapped.outs) {
            let Some((_, place)) = line.target.as_ref().filter(|(part, _)| *part == number) else { continue };
            if let (Out::Value(datum), true) = (out, line.written_in(update))
                && let (None, Some(wanted)) = (place.get(&value), datum.to_value())
            {
                place.set(&mut value, wanted);
            }
        }
        ordered(part, value)
    }

    fn changes(&self, work: &PartWork, part: &Part) -> Value {
        let mut value = Value::Object(Map::new());
        self.overlay(work, part, &mut value, true);
        for whole in &part.whole {
            if whole.get(&value).is_some()
                && let Some(mut object) = work.entry.as_ref().and_then(|entry| whole.get(entry)).cloned()
            {
                let changed = whole.get(&value).cloned().unwrap_or_default();
                lay_over(&mut object, changed);
                whole.set(&mut value, object);
            }
        }
        for dropped in &part.drop {
            dropped.remove(&mut value);
        }
        ordered(part, value)
    }

    fn merged(&self, work: &PartWork, part: &Part, base: Option<&Value>) -> Value {
        let mut value = base.cloned().unwrap_or_else(|| Value::Object(Map::new()));
        for dropped in &part.drop {
            dropped.remove(&mut value);
        }
        self.overlay(work, part, &mut value, false);
        ordered(part, value)
    }

    /// Lays the differing lines (and what is sent with them) over a value.
    fn overlay(&self, work: &PartWork, part: &Part, value: &mut Value, with: bool) {
        for (index, line) in self.crosswalk.lines.iter().enumerate() {
            let Some((_, place)) = line.target.as_ref().filter(|(number, _)| *number == work.part) else { continue };
            let sent_with = with
                && line.send_with.as_ref().is_some_and(|wanted| {
                    wanted == "any" || work.lines.iter().any(|line| self.crosswalk.lines[*line].path == *wanted)
                });
            if !work.lines.contains(&index) && !sent_with {
                continue;
            }
            match &self.mapped.outs[index] {
                Out::Value(datum) => {
                    if let Some(wanted) = datum.to_value() {
                        place.set(value, wanted);
                    }
                }
                Out::Clear => match line.cleared_as.unwrap_or(part.cleared_as) {
                    ClearedAs::Nil => place.set(value, Value::Null),
                    ClearedAs::Empty => place.set(value, Value::String(String::new())),
                    ClearedAs::Omit => place.leave_out(value),
                },
                Out::Silent => {}
            }
        }
    }
}

fn lay_over(object: &mut Value, changed: Value) {
    match (object, changed) {
        (Value::Object(object), Value::Object(changed)) => {
            for (name, value) in changed {
                lay_over(object.entry(name).or_insert(Value::Null), value);
            }
        }
        (object, changed) => *object = changed,
    }
}

/// Members in the part's order; those not named come last, as they stood.
fn ordered(part: &Part, value: Value) -> Value {
    match value {
        Value::Object(mut map) if !part.order.is_empty() => {
            let mut sorted = Map::with_capacity(map.len());
            for name in &part.order {
                if let Some(value) = map.shift_remove(name) {
                    sorted.insert(name.clone(), value);
                }
            }
            sorted.extend(map);
            Value::Object(sorted)
        }
        value => value,
    }
}
