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

/// What somebody wants changed of an account; what is none stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct AccountEdit<'e> {
    /// What the person may do.
    pub role: Option<Role>,
    /// Whether the person may log in.
    pub enabled: Option<bool>,
    /// A new password.
    pub password: Option<&'e str>,
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
        not_ours(&named)?;
        password::check(&named, password)?;
        let hash = password::hashed(password).await?;
        if !self.store.add_account(&named, role, hash, now()).await? {
            return Err(OpsError::usage(format!("there is an account {named} already")));
        }
        self.record(&by.name, "account-added", None, json!({ "account": named, "role": role })).await
    }

    /// Changes an account, all that is asked for or nothing; that person's sessions end.
    ///
    /// # Errors
    /// When there is no such account, no owner who can log in would be left, or it cannot be a password.
    pub async fn change_account(&self, by: &Identity, name: &str, edit: AccountEdit<'_>) -> Result<(), OpsError> {
        let account = self.find(name).await?;
        let AccountEdit { role, enabled, password } = edit;
        let password = match password {
            Some(new) => {
                password::check(&account.name, new)?;
                Some(password::hashed(new).await?)
            }
            None => None,
        };
        let said = [
            password.as_ref().map(|_| ("password-changed", json!({ "account": account.name }))),
            role.map(|role| ("role-changed", json!({ "account": account.name, "role": role }))),
            enabled.map(|enabled| {
                (if enabled { "account-enabled" } else { "account-disabled" }, json!({ "account": account.name }))
            }),
        ];
        self.store.change_account(account.id, AccountChange { role, enabled, password }).await?;
        for (what, details) in said.into_iter().flatten() {
            self.record(&by.name, what, None, details).await?;
        }
        Ok(())
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
        self.change_account(own, &own.name, AccountEdit { password: Some(new), ..AccountEdit::default() }).await
    }

    async fn find(&self, name: &str) -> Result<Account, OpsError> {
        let found = self.store.account(name.trim()).await?;
        found.ok_or_else(|| OpsError::usage(format!("there is no account {name}")))
    }
}

/// What is done by the program itself is written down under these names.
pub const SCHEDULE: &str = "the schedule";
/// As above: at its start.
pub const CONSOLE: &str = "the console";

/// Nobody is called as the program calls itself.
///
/// # Errors
/// When it is such a name.
pub(super) fn not_ours(name: &str) -> Result<(), OpsError> {
    let small = name.to_lowercase();
    if [SCHEDULE, CONSOLE].contains(&small.as_str()) || small.starts_with("token ") {
        return Err(OpsError::usage(format!("{name} is what the program, or a token, is called: choose another name")));
    }
    Ok(())
}

/// A name as it is kept.
///
/// # Errors
/// When it is empty, too long, or holds what cannot be seen.
pub(super) fn name(text: &str) -> Result<String, OpsError> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let wrong = |why: &str| Err(OpsError::usage(format!("the name {why}")));
    let text = text.trim();
    if name.is_empty() {
        return wrong("is missing");
    }
    if name.chars().count() > 64 {
        return wrong("is too long: at most 64 characters");
    }
    if text.chars().any(|letter| letter.is_control() || ('\u{200b}'..='\u{202e}').contains(&letter)) {
        return wrong("holds characters that cannot be seen");
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::{name, not_ours};

    #[test]
    fn a_name_is_one_line_and_nobody_else_is_meant_by_it() {
        assert_eq!(name("  Ada   Ek ").unwrap(), "Ada Ek");
        for wrong in ["", " ", "Ada\nEk", "a\u{202e}b", &"x".repeat(65)] {
            assert!(name(wrong).is_err(), "{wrong:?}");
        }
        assert!(not_ours("The Schedule").is_err() && not_ours("Token x").is_err() && not_ours("Ada").is_ok());
    }
}
