//! Tokens of programs.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::entering::{API, Access, Identity, now, seconds};
use super::{accounts, token};
use crate::ops::OpsError;
use crate::record::Role;
use crate::store::ApiToken;

/// One token, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct TokenRow {
    pub id: i64,
    pub label: String,
    pub role: Role,
    pub made_by: String,
    /// RFC 3339 UTC.
    pub created: String,
    /// As above; none: never.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// The last day it was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<String>,
}

/// Days of a hundred years.
const LONGEST: u32 = 36_500;

impl Access {
    /// All of them, the latest first.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, OpsError> {
        Ok(self.store.tokens().await?.into_iter().map(row).collect())
    }

    /// Makes one; its text is given here and never again. It may do no more than the account that stands for it, and
    /// nothing while that is disabled; a token that a token made has the same account behind it.
    ///
    /// # Errors
    /// When the label cannot be one.
    pub async fn make_token(
        &self,
        by: &Identity,
        label: &str,
        role: Role,
        days: Option<u32>,
    ) -> Result<(TokenRow, String), OpsError> {
        let label = accounts::name(label)?;
        if days.is_some_and(|days| !(1..=LONGEST).contains(&days)) {
            return Err(OpsError::usage(format!("a token ends after 1 to {LONGEST} days, or never")));
        }
        let text = token::new(API)?;
        let expires = days.map(|days| seconds() + i64::from(days) * 24 * 60 * 60);
        let (made_by, created) = (by.account.clone(), now());
        let mut kept = ApiToken { id: 0, label, role, made_by, created, expires, used: None };
        kept.id = self.store.add_token(token::hash(&text), kept.clone()).await?;
        let details = json!({ "token": kept.id, "label": kept.label, "role": role, "days": days });
        self.record(&by.name, "token-made", None, details).await?;
        Ok((row(kept), text))
    }

    /// Takes one away.
    ///
    /// # Errors
    /// When there is none of that number.
    pub async fn revoke_token(&self, by: &Identity, id: i64) -> Result<(), OpsError> {
        if !self.store.revoke_token(id).await? {
            return Err(OpsError::usage(format!("there is no token {id}")));
        }
        self.record(&by.name, "token-revoked", None, json!({ "token": id })).await
    }
}

fn row(token: ApiToken) -> TokenRow {
    let ApiToken { id, label, role, made_by, created, expires, used } = token;
    let expires = expires.and_then(|at| Timestamp::from_second(at).ok()).map(|at| at.to_string());
    TokenRow { id, label, role, made_by, created, expires, used }
}
