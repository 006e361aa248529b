//! A value with its shape errors mended as well as can be, so that the rules can look at the rest of the file.

use serde_json::Value;

use super::trouble::{Trouble, What};
use crate::diagnostic::{Finding, Severity, Spot};
use crate::record::Pointer;

/// A mended value, and what of it is not the author's.
#[derive(Debug)]
pub struct Mended {
    /// Every known shape error mended.
    pub value: Value,
    /// Misspelt keys: the pointer in `value`, the pointer in the file.
    renamed: Vec<(String, String)>,
    /// What was made up or taken out: nothing is to be said of what stands here.
    touched: Vec<String>,
}

impl Mended {
    pub(super) fn of(value: &Value) -> Self {
        Self { value: value.clone(), renamed: Vec::new(), touched: Vec::new() }
    }

    /// Mends one trouble. `near` is what an unknown key was most likely meant to be.
    pub(super) fn mend(&mut self, trouble: &Trouble, near: impl Fn(&str) -> Option<String>) {
        let at = &trouble.at;
        match &trouble.what {
            What::Unknown(keys) => {
                for key in keys {
                    let near = near(key);
                    let Some(map) = self.value.pointer_mut(at).and_then(Value::as_object_mut) else { continue };
                    let Some(value) = map.shift_remove(key) else { continue };
                    let here = Pointer::raw(at.clone());
                    match near {
                        Some(near) if !map.contains_key(&near) => {
                            self.renamed.push((here.key(&near).as_str().to_owned(), here.key(key).as_str().to_owned()));
                            map.insert(near, value);
                        }
                        _ => self.touched.push(at.clone()),
                    }
                }
            }
            What::Missing(key) => {
                if let Some(map) = self.value.pointer_mut(at).and_then(Value::as_object_mut)
                    && !map.contains_key(key)
                {
                    map.insert(key.clone(), Value::String(String::new()));
                    self.touched.push(at.clone());
                }
            }
            What::Type(types) => self.replace(at, made_up(types.first().map_or("", String::as_str))),
            What::Choice(words, _) => {
                self.replace(at, words.first().map_or(Value::Null, |word| Value::String(word.clone())));
            }
            What::Other(_) => {}
        }
    }

    fn replace(&mut self, at: &str, new: Value) {
        if let Some(value) = self.value.pointer_mut(at) {
            *value = new;
            let around = Pointer::raw(at).parent();
            self.touched.push(around.map_or_else(String::new, |around| around.as_str().to_owned()));
        }
    }

    /// A rule's finding on the mended value, as one on the file; none where it may come from the mending alone.
    #[must_use]
    pub fn translate(&self, mut finding: Finding) -> Option<Finding> {
        let mended = !self.touched.is_empty() || !self.renamed.is_empty();
        if mended && finding.severity == Severity::Warning {
            return None;
        }
        let (Spot::Value(at) | Spot::Key(at) | Spot::Inside(at, _)) = &mut finding.spot;
        let near = |touched: &String| at.as_str() == touched || at.parent().is_some_and(|up| up.as_str() == touched);
        if self.touched.iter().any(near) {
            return None;
        }
        for (new, old) in self.renamed.iter().rev() {
            let rest = at.as_str().strip_prefix(new.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
            if let Some(rest) = rest {
                *at = Pointer::raw(format!("{old}{rest}"));
            }
        }
        Some(finding)
    }
}

fn made_up(kind: &str) -> Value {
    match kind {
        "text" => Value::String(String::new()),
        "a list" => Value::Array(Vec::new()),
        "a map" => Value::Object(serde_json::Map::new()),
        "a whole number" | "a number" => Value::from(1),
        "true or false" => Value::Bool(false),
        _ => Value::Null,
    }
}
