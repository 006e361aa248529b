//! Letting people and programs in.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;

use super::limiter::Limiter;
use super::{password, token};
use crate::ops::OpsError;
use crate::ops::workspace::Workspace;
use crate::record::Role;
use crate::store::Store;

/// A session ends when it was not used for so long, in seconds.
const IDLE: i64 = 12 * 60 * 60;
/// A session ends after so long whatever happens, in seconds.
const LONGEST: i64 = 7 * 24 * 60 * 60;
/// The beginning of a program's token.
pub(super) const API: &str = "cw_";

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// The account's name, or the token's label.
    pub name: String,
    /// What may be done.
    pub role: Role,
    /// The account that stands for it: a token's is the one whose owner made it.
    pub account: String,
}

/// Who may use the console of one workspace. Clones share what they know.
#[derive(Clone)]
pub struct Access {
    pub(super) store: Store,
    limiter: Arc<Limiter>,
}

impl Access {
    /// Opens the workspace's store.
    ///
    /// # Errors
    /// When the workspace is not right, or its store cannot be opened.
    pub async fn open(workspace: &Path) -> Result<Self, OpsError> {
        let workspace = Workspace::open(workspace)?;
        Ok(Self { store: Store::open(&workspace.store()).await?, limiter: Arc::default() })
    }

    /// A token to make the first owner with, once; a new one takes the former one's place. None: there is an owner.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn first_start(&self) -> Result<Option<String>, OpsError> {
        let new = token::new("")?;
        Ok(self.store.put_first_start(token::hash(&new)).await?.then_some(new))
    }

    /// Makes the first owner; the session.
    ///
    /// # Errors
    /// When the token is not the one, or name or password cannot be.
    pub async fn begin(&self, first: &str, name: &str, password: &str) -> Result<String, OpsError> {
        let name = super::accounts::name(name)?;
        super::accounts::not_ours(&name)?;
        password::check(&name, password)?;
        let hash = password::hashed(password).await?;
        if !self.store.begin(token::hash(first), &name, hash, now()).await? {
            return Err(OpsError::usage("this link has been used, or a newer start has made another")
                .help("start the console again: it prints a new link as long as there is no owner"));
        }
        self.record(&name, "account-added", None, json!({ "account": name, "role": Role::Owner })).await?;
        let account = self.store.account(&name).await?;
        let account = account.ok_or_else(|| OpsError::world("store", "the account is not there"))?;
        self.enter(account.id).await
    }

    /// Lets a person in; the session. An unknown name takes as long as a wrong password and is told the same.
    ///
    /// # Errors
    /// `denied`: name or password are wrong, or the account is disabled. `too-many`: after many tries, for a while.
    pub async fn log_in(&self, name: &str, password: &str, from: IpAddr) -> Result<String, OpsError> {
        let name = name.trim();
        let keys = [format!("name {}", name.to_lowercase()), format!("from {}", network(from))];
        if let Some(wait) = self.limiter.wait(&keys, Instant::now()) {
            let seconds = wait.as_secs() + 1;
            let message = format!("Too many tries. Wait {seconds} seconds, then try again.");
            return Err(OpsError { code: "too-many", ..OpsError::usage(message) });
        }
        let account = self.store.account(name).await?;
        let kept = account.as_ref().filter(|account| account.enabled).and_then(|account| account.password.as_deref());
        let fits = password::fits(password, kept).await;
        match account.filter(|_| fits) {
            Some(account) => {
                self.limiter.succeeded(&keys[0]);
                self.record(&account.name, "log-in", None, json!({})).await?;
                self.enter(account.id).await
            }
            None => {
                self.limiter.failed(&keys, Instant::now());
                // What somebody types as a name may be a password.
                self.record("nobody", "log-in-refused", None, json!({})).await?;
                Err(OpsError { code: "denied", ..OpsError::usage("Name or password are not right.") })
            }
        }
    }

    async fn enter(&self, account: i64) -> Result<String, OpsError> {
        let session = token::new("")?;
        self.store.add_session(token::hash(&session), account, seconds()).await?;
        Ok(session)
    }

    /// The session is over.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn log_out(&self, session: &str) -> Result<(), OpsError> {
        Ok(self.store.end_session(token::hash(session), seconds() - LONGEST).await?)
    }

    /// Whose session it is.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn who(&self, session: &str) -> Result<Option<Identity>, OpsError> {
        let now = seconds();
        let found = self.store.session(token::hash(session), now, now - LONGEST, now - IDLE).await?;
        Ok(found.map(|(name, role)| Identity { account: name.clone(), name, role }))
    }

    /// Whose token it is.
    ///
    /// # Errors
    /// When the store cannot be used.
    pub async fn bearer(&self, token: &str) -> Result<Option<Identity>, OpsError> {
        if !token.starts_with(API) {
            return Ok(None);
        }
        let today = Timestamp::now().to_string().chars().take(10).collect();
        let found = self.store.token(token::hash(token), seconds(), today).await?;
        Ok(found.map(|(label, role, account)| Identity { name: format!("token {label}"), role, account }))
    }
}

/// Tries from one network count together: a network of its own has many addresses of the long kind.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => address.to_string(),
            None => address.segments()[..4].iter().map(|part| format!("{part:x}:")).collect(),
        },
    }
}

/// RFC 3339 UTC.
pub(super) fn now() -> String {
    Timestamp::now().to_string()
}

/// Since 1970.
pub(super) fn seconds() -> i64 {
    Timestamp::now().as_second()
}
