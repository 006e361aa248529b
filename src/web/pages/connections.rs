//! The connections: what each is set to, changed in the workspace file; can they be reached. Owners only.

use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::super::answer::{Answer, Refused, page as render, to};
use super::super::configuring::{changed, removed};
use super::super::console::Shared;
use super::super::form::Form;
use super::super::guard::Who;
use crate::ops::reconfigure::{Account, Edit};
use crate::ops::report::{AccountSettings, SettingValue};
use crate::ops::{Face, Stop, Unattended, connections, describe, doctor};
use crate::record::Secret;

pub(in crate::web) async fn page(State(console): State<Shared>, who: Who) -> Answer {
    let report = connections::run(&console.workspace)?;
    render(&console, Some(&who), "connections.html", "connections", json!(report))
}

pub(in crate::web) async fn one(State(console): State<Shared>, who: Who, Path(name): Path<String>) -> Answer {
    show(&console, &who, &name, json!({})).await
}

/// The form of a connection that is not there yet, of the system that was chosen.
pub(in crate::web) async fn new(State(console): State<Shared>, who: Who, form: Form) -> Answer {
    let system = form.must("system")?;
    let described =
        describe::run(describe::Options { workspace: console.workspace.clone(), system: system.to_owned() }).await?;
    let settings = described.settings.iter().map(|setting| SettingValue {
        address: false,
        name: setting.name.clone(),
        kind: String::new(),
        description: setting.description.clone(),
        required: setting.required,
        secret: setting.secret,
        default: setting.default.clone(),
        of: setting.of.clone(),
        value: None,
        read_from: None,
    });
    let account = AccountSettings {
        system: system.to_owned(),
        system_name: described.name.clone(),
        settings: settings.collect(),
        ..AccountSettings::default()
    };
    let revision = connections::run(&console.workspace)?.revision;
    draw(&console, &who, &account, &revision, true, json!({})).await
}

async fn show(console: &Shared, who: &Who, name: &str, more: Value) -> Answer {
    let report = connections::run(&console.workspace)?;
    let found = std::iter::once(&report.hr).chain(&report.connections).find(|account| account.name == name);
    let account = found.ok_or_else(|| Refused::missing(format!("there is no connection `{name}`")))?;
    draw(console, who, account, &report.revision, false, more).await
}

async fn draw(
    console: &Shared,
    who: &Who,
    account: &AccountSettings,
    revision: &str,
    new: bool,
    more: Value,
) -> Answer {
    let settings: Vec<Value> = account.settings.iter().map(setting).collect();
    let mut context = json!({
        "account": account, "settings": settings, "revision": revision, "new": new, "hr": !new && account.name == "hr",
        "checks": null, "kept": false, "message": null,
    });
    if let (Value::Object(context), Value::Object(more)) = (&mut context, more) {
        context.extend(more);
    }
    render(console, Some(who), "connection.html", "connections", context)
}

/// A setting as a field of the form: tables and lists as JSON.
fn setting(setting: &SettingValue) -> Value {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let of: Vec<String> = setting.of.as_ref().and_then(Value::as_array).into_iter().flatten().map(text).collect();
    json!({
        "name": setting.name, "description": setting.description, "required": setting.required, "secret": setting.secret,
        "value": setting.value.as_ref().map(text), "default": setting.default.as_ref().map(text),
        "of": of, "boolean": matches!(setting.default, Some(Value::Bool(_))), "read_from": setting.read_from,
    })
}

/// Keeps what the form says.
pub(in crate::web) async fn keep(
    State(console): State<Shared>,
    who: Who,
    Path(name): Path<String>,
    form: Form,
) -> Answer {
    let report = connections::run(&console.workspace)?;
    let adds = form.text("add").map(str::to_owned);
    let name = if adds.is_some() { form.must("name")?.to_owned() } else { name };
    let found = std::iter::once(&report.hr).chain(&report.connections).find(|account| account.name == name);
    let known: Vec<SettingValue> = found.map(|account| account.settings.clone()).unwrap_or_default();
    let mut edit = Edit {
        revision: form.must("revision")?.to_owned(),
        account: if name == "hr" { Account::Hr } else { Account::Connection(name.clone()) },
        add: adds,
        ..Edit::default()
    };
    for (field, value) in form.under("field:") {
        let now = found.and_then(|account| field_of(account, field));
        let value = Some(value.trim()).filter(|value| !value.is_empty());
        if value != now {
            edit.fields.insert(field.to_owned(), value.map(str::to_owned));
        }
    }
    for (setting, value) in form.under("setting:") {
        let now = known.iter().find(|known| known.name == setting).and_then(|known| known.value.clone());
        let value = Some(value.trim()).filter(|value| !value.is_empty()).map(read);
        if value != now && !known.iter().any(|known| known.name == setting && known.read_from.is_some()) {
            edit.settings.insert(setting.to_owned(), value);
        }
    }
    for (setting, value) in form.under("secret:").filter(|(_, value)| !value.trim().is_empty()) {
        edit.secrets.insert(setting.to_owned(), Secret::new(value.trim().to_owned()));
    }
    changed(&console, &who, edit).await?;
    show(&console, &who, &name, json!({ "kept": true })).await
}

fn field_of<'a>(account: &'a AccountSettings, field: &str) -> Option<&'a str> {
    match field {
        "label" => account.label.as_deref(),
        "base_url" => account.base_url.as_deref(),
        "scope" => account.scope.as_deref(),
        "on_null" => account.on_null.as_deref(),
        "schedule" => account.schedule.as_deref(),
        "timezone" => account.timezone.as_deref(),
        _ => None,
    }
}

/// A number, yes or no, a table or a list as JSON; anything else is text. A number that would not be written the same
/// again (`007`) is text.
fn read(text: &str) -> Value {
    match serde_json::from_str::<Value>(text) {
        Ok(value @ (Value::Bool(_) | Value::Object(_) | Value::Array(_))) => value,
        Ok(Value::Number(number)) if number.to_string() == text => Value::Number(number),
        _ => Value::String(text.to_owned()),
    }
}

/// Can it be reached, are the credentials accepted. Only reads.
pub(in crate::web) async fn test(State(console): State<Shared>, who: Who, Path(name): Path<String>) -> Answer {
    let connection = Some(name.clone()).filter(|name| name != "hr");
    let options = doctor::Options { workspace: console.workspace.clone(), connection };
    let face = Face { progress: &Unattended, consent: &Unattended, stop: Stop::new() };
    let report = Box::pin(doctor::run(options, &face)).await?;
    show(&console, &who, &name, json!({ "checks": report.checks })).await
}

/// Takes a connection away that has no links.
pub(in crate::web) async fn remove(
    State(console): State<Shared>,
    who: Who,
    Path(name): Path<String>,
    form: Form,
) -> Answer {
    removed(&console, &who, form.must("revision")?, &name).await?;
    to("/connections")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn settings_are_read_as_they_are_meant() {
        assert_eq!(read("54613"), json!(54613));
        assert_eq!(read("007"), json!("007"));
        assert_eq!(read("true"), json!(true));
        assert_eq!(read("{\"a\": 1}"), json!({ "a": 1 }));
        assert_eq!(read("acme"), json!("acme"));
        assert_eq!(read("null"), json!("null"));
    }
}
