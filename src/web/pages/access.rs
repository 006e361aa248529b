//! Accounts, tokens and the record of who did what. Owners only; one's own password is everybody's.

use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use crate::ops::access::{AccountEdit, Role};

/// Lines of the record on one page.
const LINES: u32 = 100;

#[derive(Debug, Deserialize)]
pub(in crate::web) struct Asked {
    before: Option<i64>,
}

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who) -> Answer {
    show(&console, &who, json!({})).await
}

async fn show(console: &Shared, who: &Who, more: Value) -> Answer {
    let (accounts, tokens) = (console.access.accounts().await?, console.access.tokens().await?);
    let roles = Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>();
    let mut context = json!({ "accounts": accounts, "tokens": tokens, "roles": roles, "made": null, "message": null });
    if let (Value::Object(context), Value::Object(more)) = (&mut context, more) {
        context.extend(more);
    }
    render(console, Some(who), "access.html", "access", context)
}

/// Adds an account, or changes one.
pub(in crate::web) async fn account(State(console): State<Shared>, who: Who, form: Form) -> Answer {
    let (access, by, name) = (&console.access, who.identity(), form.must("name")?);
    let role = || form.get("role").and_then(Role::of).ok_or_else(|| Refused::usage("there is no such role"));
    let password = || form.get("password").unwrap_or_default();
    match form.must("do")? {
        "add" => access.add_account(by, name, role()?, password()).await?,
        what => {
            let mut edit = AccountEdit::default();
            match what {
                "role" => edit.role = Some(role()?),
                "disable" => edit.enabled = Some(false),
                "enable" => edit.enabled = Some(true),
                "password" => edit.password = Some(password()),
                _ => return Err(Refused::usage("the form does not say what to do")),
            }
            access.change_account(by, name, edit).await?;
        }
    }
    to("/access")
}

/// Makes a token; its text is on the answer's page alone.
pub(in crate::web) async fn token(State(console): State<Shared>, who: Who, form: Form) -> Answer {
    let role = form.get("role").and_then(Role::of).ok_or_else(|| Refused::usage("there is no such role"))?;
    let days = match form.text("days") {
        None => None,
        Some(days) => Some(days.parse().map_err(|_| Refused::usage("the days are no number"))?),
    };
    let (row, text) = console.access.make_token(who.identity(), form.must("label")?, role, days).await?;
    show(&console, &who, json!({ "made": { "label": row.label, "text": text } })).await
}

pub(in crate::web) async fn revoke(State(console): State<Shared>, who: Who, Path(id): Path<i64>, _: Form) -> Answer {
    console.access.revoke_token(who.identity(), id).await?;
    to("/access")
}

/// Details as a person reads them: `keys: 12, 13; count: 2`.
fn in_words(details: &Value) -> String {
    match details {
        Value::Null => String::new(),
        Value::Bool(holds) => (if *holds { "yes" } else { "no" }).to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(in_words).collect::<Vec<_>>().join(", "),
        Value::Object(all) => {
            let said = all.iter().map(|(name, value)| (name.replace('_', " "), in_words(value)));
            let said = said.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}: {value}"));
            said.collect::<Vec<_>>().join("; ")
        }
        Value::Number(number) => number.to_string(),
    }
}

/// Who did what.
pub(in crate::web) async fn audit(State(console): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Answer {
    let rows = console.access.recorded(asked.before, LINES).await?;
    let more = rows.last().filter(|_| rows.len() == LINES as usize).map(|row| row.id);
    let shown: Vec<Value> = rows
        .iter()
        .map(|row| {
            let details = in_words(&row.details);
            json!({ "at": row.at, "who": row.who, "what": row.what, "connection": row.connection, "details": details })
        })
        .collect();
    render(&console, Some(&who), "audit.html", "access", json!({ "rows": shown, "more": more }))
}

pub(in crate::web) async fn own(State(console): State<Shared>, who: Who) -> Answer {
    render(&console, Some(&who), "account.html", "account", json!({ "message": null }))
}

/// One's own password; all sessions end, this one too.
pub(in crate::web) async fn own_password(State(console): State<Shared>, who: Who, form: Form) -> Answer {
    let field = |name: &str| form.get(name).unwrap_or_default();
    if field("password") != field("again") {
        return Err(Refused::usage("the two new passwords are not the same"));
    }
    console.access.change_password(who.identity(), field("old"), field("password")).await?;
    to("/log-in")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::in_words;

    #[test]
    fn details_are_words() {
        let details = json!({ "hr_keys": ["1", "2"], "count": 3, "added": false, "label": null });
        assert_eq!(in_words(&details), "hr keys: 1, 2; count: 3; added: no");
        assert_eq!(in_words(&json!({})), "");
    }
}
