//! A request's body, compiled.

use serde_json::{Map, Value};

use crate::expr::{EvalError, Scope, Template};

/// A body or a piece of it.
#[derive(Debug, Clone)]
pub enum Body {
    /// Computed.
    Template(Template),
    /// As it stands.
    Literal(Value),
    /// An object.
    Object(Vec<Member>),
    /// A list.
    List(Vec<Body>),
}

/// A member of an object.
#[derive(Debug, Clone)]
pub enum Member {
    /// `"...": object` puts the object's members here; members written beside it win.
    Spread(Body),
    /// `name: value`.
    Key(String, Body),
}

impl Body {
    /// Its value. An absent template leaves its key out and keeps the parent; an absent whole is none.
    ///
    /// # Errors
    /// When a template cannot be evaluated, or a spread is no object.
    pub fn build(&self, scope: &Scope) -> Result<Option<Value>, EvalError> {
        Ok(match self {
            Self::Template(template) => template.value(scope)?,
            Self::Literal(value) => Some(value.clone()),
            Self::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for item in items {
                    list.extend(item.build(scope)?);
                }
                Some(Value::Array(list))
            }
            Self::Object(members) => Some(Value::Object(object(members, scope)?)),
        })
    }
}

/// Members in the order of the file; a spread's members stand where the spread stands, and keys beside it win in
/// place.
fn object(members: &[Member], scope: &Scope) -> Result<Map<String, Value>, EvalError> {
    let mut map = Map::new();
    for member in members {
        match member {
            Member::Key(name, body) => {
                if let Some(value) = body.build(scope)? {
                    map.insert(name.clone(), value);
                }
            }
            Member::Spread(body) => match body.build(scope)? {
                None | Some(Value::Null) => {}
                Some(Value::Object(inner)) => {
                    for (name, value) in inner {
                        let beside = members.iter().any(|m| matches!(m, Member::Key(key, _) if *key == name));
                        if !beside {
                            map.insert(name, value);
                        }
                    }
                }
                Some(_) => return Err(EvalError { message: "`...` needs an object".into() }),
            },
        }
    }
    Ok(map)
}
