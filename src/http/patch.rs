//! A tree of changes as a list of operations.

use serde_json::{Map, Value, json};

/// JSON Patch (RFC 6902): one operation for each leaf; null removes. What is a list already stays as it is.
pub(super) fn json_patch(changes: Value) -> Value {
    let mut operations = Vec::new();
    match changes {
        Value::Object(members) => leaves(members, "", &mut |path, value| {
            operations.push(match value {
                Value::Null => json!({ "op": "remove", "path": path }),
                value => json!({ "op": "add", "path": path, "value": value }),
            });
        }),
        other => return other,
    }
    Value::Array(operations)
}

/// A SCIM patch (RFC 7644): one operation for each member; null removes. What names its `Operations` stays as it is.
pub(super) fn scim_patch(changes: Value) -> Value {
    let members = match changes {
        Value::Object(members) if !members.contains_key("Operations") => members,
        other => return other,
    };
    let operation = |(path, value): (String, Value)| match value {
        Value::Null => json!({ "op": "remove", "path": path }),
        value => json!({ "op": "replace", "path": path, "value": value }),
    };
    let operations: Vec<Value> = members.into_iter().map(operation).collect();
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations })
}

/// Visits every value that is no object (or an empty one), with its JSON Pointer.
fn leaves(members: Map<String, Value>, at: &str, visit: &mut impl FnMut(String, Value)) {
    for (name, value) in members {
        let path = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        match value {
            Value::Object(inner) if !inner.is_empty() => leaves(inner, &path, &mut *visit),
            leaf => visit(path, leaf),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_operations() {
        let changes = json!({"a": {"b/c": 1}, "d": null, "e": {}});
        assert_eq!(
            json_patch(changes.clone()),
            json!([{"op": "add", "path": "/a/b~1c", "value": 1}, {"op": "remove", "path": "/d"}, {"op": "add", "path": "/e", "value": {}}])
        );
        assert_eq!(scim_patch(changes)["Operations"][1], json!({"op": "remove", "path": "d"}));
        let ready = json!({"Operations": []});
        assert_eq!(scim_patch(ready.clone()), ready);
        assert_eq!(json_patch(json!([1])), json!([1]));
    }
}
