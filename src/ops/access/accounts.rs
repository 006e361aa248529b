//! The accounts of people.

use serde::Serialize;
use serde_json::json;

use super::entering::{Access, Identity, now};
use super::password;
use crate::ops::OpsError;
use crate::record::Role;
use crate::store::{Account, AccountChange};

/// One account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct AccountRow {
    pub name: String,
    pub role: Role,
    pub enabled: bool,
    /// RFC 3339 UTC.
    pub created: String,
}

impl Access {
    /// All of them, by name.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn accounts(&self) -> Result<Vec<AccountRow>, OpsError> {
        let row = |account: Account| {
            let Account { name, role, enabled, created, .. } = account;
            AccountRow { name, role, enabled, created }
        };
        Ok(self.store.accounts().await?.into_iter().map(row).collect())
    }

    /// Adds one.
    ///
    /// # Errors
    /// When the name is taken, or name or password cannot be.
    pub async fn add_account(&self, by: &Identity, named: &str, role: Role, password: &str) -> Result<(), OpsError> {
        let named = name(named)?;
        password::check(&named, password)?;
        let hash = password::hashed(password).await?;
        if !self.store.add_account(&named, role, hash, now()).await? {
            return Err(OpsError::usage(format!("there is an account {named} already")));
        }
        self.record(&by.name, "account-added", None, json!({ "account": named, "role": role })).await
    }

    /// Gives somebody another role; their sessions end.
    ///
    /// # Errors
    /// When there is no such account, or no owner who can log in would be left.
    pub async fn set_role(&self, by: &Identity, name: &str, role: Role) -> Result<(), OpsError> {
        let account = self.find(name).await?;
        self.store.change_account(account.id, AccountChange::Role(role)).await?;
        self.record(&by.name, "role-changed", None, json!({ "account": account.name, "role": role })).await
    }

    /// Lets somebody log in or not; their sessions end.
    ///
    /// # Errors
    /// As [`Access::set_role`].
    pub async fn set_enabled(&self, by: &Identity, name: &str, enabled: bool) -> Result<(), OpsError> {
        let account = self.find(name).await?;
        self.store.change_account(account.id, AccountChange::Enabled(enabled)).await?;
        let what = if enabled { "account-enabled" } else { "account-disabled" };
        self.record(&by.name, what, None, json!({ "account": account.name })).await
    }

    /// Gives somebody a new password; their sessions end.
    ///
    /// # Errors
    /// When there is no such account, or it cannot be a password.
    pub async fn set_password(&self, by: &Identity, name: &str, new: &str) -> Result<(), OpsError> {
        let account = self.find(name).await?;
        password::check(&account.name, new)?;
        let hash = password::hashed(new).await?;
        self.store.change_account(account.id, AccountChange::Password(hash)).await?;
        self.record(&by.name, "password-changed", None, json!({ "account": account.name })).await
    }

    /// A person changes their own password; their sessions end.
    ///
    /// # Errors
    /// When the old one is not right, or the new one cannot be one.
    pub async fn change_password(&self, own: &Identity, old: &str, new: &str) -> Result<(), OpsError> {
        let account = self.find(&own.name).await?;
        if !password::fits(old, account.password.as_deref()).await {
            return Err(OpsError::usage("the present password is not right"));
        }
        self.set_password(own, &own.name, new).await
    }

    async fn find(&self, name: &str) -> Result<Account, OpsError> {
        let found = self.store.account(name.trim()).await?;
        found.ok_or_else(|| OpsError::usage(format!("there is no account {name}")))
    }
}

/// A name as it is kept.
///
/// # Errors
/// When it is empty, too long, or holds what cannot be seen.
pub(super) fn name(text: &str) -> Result<String, OpsError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |why: &str| Err(OpsError::usage(format!("the name {why}")));
    if name.is_empty() {
        return wrong("is missing");
    }
    if name.chars().count() > 64 {
        return wrong("is too long: at most 64 characters");
    }
    if name.chars().any(|letter| letter.is_control() || ('\u{200b}'..='\u{202e}').contains(&letter)) {
        return wrong("holds characters that cannot be seen");
    }
    Ok(name)
}
