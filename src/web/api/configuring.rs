//! Settings, accounts, tokens, the record: what owners do.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::answer::{Answer, Refused, json_answer};
use super::super::configuring::{changed, removed};
use super::super::console::Shared;
use super::super::guard::Who;
use super::asked::{Asked, Body};
use crate::ops::access::{AccountEdit, AccountRow, AuditEntry, Role, TokenRow};
use crate::ops::reconfigure::{Account, Edit};
use crate::ops::{OpsError, connections};
use crate::record::Secret;

pub(super) async fn settings(State(console): State<Shared>, _: Who) -> Answer {
    Ok(json_answer(StatusCode::OK, &connections::run(&console.workspace)?))
}

/// What is changed of one account; what is not named stays, null takes away.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SettingsChange {
    /// The revision that the change was made from.
    revision: String,
    /// A new connection, of this system.
    add: Option<String>,
    /// label, `base_url`, scope, `on_null`, schedule, timezone.
    #[serde(default)]
    fields: BTreeMap<String, Option<String>>,
    /// Settings that are no secrets.
    #[serde(default)]
    settings: BTreeMap<String, Option<Value>>,
    /// New secrets: they go into files of their own and are never given back.
    #[serde(default)]
    secrets: BTreeMap<String, String>,
}

pub(super) async fn change(
    State(console): State<Shared>,
    who: Who,
    Path(name): Path<String>,
    Body(change): Body<SettingsChange>,
) -> Answer {
    let SettingsChange { revision, add, fields, settings, secrets } = change;
    let secrets = secrets.into_iter().map(|(name, text)| (name, Secret::new(text))).collect();
    let account = if name == "hr" { Account::Hr } else { Account::Connection(name) };
    let edit = Edit { revision, account, add, fields, settings, secrets };
    Ok(json_answer(StatusCode::OK, &changed(&console, &who, edit).await?))
}

/// Which text of the file was seen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Seen {
    revision: String,
}

pub(super) async fn remove(
    State(console): State<Shared>,
    who: Who,
    Path(name): Path<String>,
    Asked(seen): Asked<Seen>,
) -> Answer {
    Ok(json_answer(StatusCode::OK, &removed(&console, &who, &seen.revision, &name).await?))
}

/// The accounts of people.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Accounts {
    accounts: Vec<AccountRow>,
}

async fn all(console: &Shared) -> Answer {
    let accounts = console.access.accounts().await?;
    Ok(json_answer(StatusCode::OK, &Accounts { accounts }))
}

pub(super) async fn accounts(State(console): State<Shared>, _: Who) -> Answer {
    all(&console).await
}

/// What an account is to be; what is not named stays. A new one needs role and password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccountChange {
    role: Option<Role>,
    enabled: Option<bool>,
    /// At least 12 characters.
    #[schemars(length(min = 12, max = 256))]
    password: Option<String>,
}

pub(super) async fn account(
    State(console): State<Shared>,
    who: Who,
    Path(name): Path<String>,
    Body(change): Body<AccountChange>,
) -> Answer {
    let (access, by) = (&console.access, who.identity());
    let there = access.accounts().await?.iter().any(|row| row.name.to_lowercase() == name.to_lowercase());
    if !there {
        let (Some(role), Some(password)) = (change.role, &change.password) else {
            let error = OpsError::usage("a new account needs a role and a password");
            return Err(Refused { status: StatusCode::CONFLICT, error });
        };
        access.add_account(by, &name, role, password).await?;
        return all(&console).await;
    }
    let AccountChange { role, enabled, password } = &change;
    let edit = AccountEdit { role: *role, enabled: *enabled, password: password.as_deref() };
    access.change_account(by, &name, edit).await?;
    all(&console).await
}

/// The tokens of programs.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Tokens {
    tokens: Vec<TokenRow>,
}

pub(super) async fn tokens(State(console): State<Shared>, _: Who) -> Answer {
    let tokens = console.access.tokens().await?;
    Ok(json_answer(StatusCode::OK, &Tokens { tokens }))
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenRequest {
    /// What it is for.
    #[schemars(length(min = 1, max = 64))]
    label: String,
    role: Role,
    /// Until it ends; never without it.
    #[schemars(range(min = 1, max = 36_500))]
    #[serde(default, deserialize_with = "whole")]
    days: Option<u32>,
}

/// A whole number, however it is written: `30`, `30.0`.
fn whole<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = Option::<f64>::deserialize(deserializer)?;
    let wrong = || serde::de::Error::custom("the days are a whole number");
    number.map(|days| format!("{days}").parse().map_err(|_| wrong())).transpose()
}

/// A token with its text, which is given once.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NewToken {
    #[serde(flatten)]
    row: TokenRow,
    token: String,
}

pub(super) async fn token(State(console): State<Shared>, who: Who, Body(asked): Body<TokenRequest>) -> Answer {
    let (row, token) = console.access.make_token(who.identity(), &asked.label, asked.role, asked.days).await?;
    Ok(json_answer(StatusCode::CREATED, &NewToken { row, token }))
}

pub(super) async fn revoke(State(console): State<Shared>, who: Who, Path(id): Path<String>) -> Answer {
    let missing = || Refused::missing(format!("there is no token {id}"));
    let number: i64 = id.parse().map_err(|_| missing())?;
    console.access.revoke_token(who.identity(), number).await.map_err(|_| missing())?;
    tokens(State(console), who).await
}

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AuditQuery {
    /// Entries before this number; from the end without it.
    before: Option<i64>,
}

/// Who did what.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Audit {
    entries: Vec<AuditEntry>,
}

/// Entries of one answer.
const ENTRIES: u32 = 200;

pub(super) async fn audit(State(console): State<Shared>, _: Who, Asked(asked): Asked<AuditQuery>) -> Answer {
    let entries = console.access.recorded(asked.before, ENTRIES).await?;
    Ok(json_answer(StatusCode::OK, &Audit { entries }))
}
