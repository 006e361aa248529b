//! What a request would look like and what an answer says, without sending anything: for cases.

use serde_json::Value;

use super::answer::Expected;
use super::auth::Token;
use super::client::ReadClient;
use super::outgoing::{self, Extra, Outgoing};
use crate::expr::{EvalError, Scope};
use crate::mapping::compiled::{Auth, Call, Target};
use crate::mapping::spec::BodyFormat;
use crate::record::Secret;

/// A request as it would go out. It holds whatever the scope's settings hold: show it only where these are
/// placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// `GET`, `POST` …
    pub method: String,
    /// Path and query, as they are escaped.
    pub path: String,
    /// By their lower-case names.
    pub headers: Vec<(String, String)>,
    /// What is sent; empty when nothing is.
    pub body: String,
    /// It is XML: numbers and true and false are their texts.
    pub xml: bool,
}

impl ReadClient {
    /// Computes a request. In place of a token that a login would give stands `(token)`.
    ///
    /// # Errors
    /// When an expression cannot be evaluated, or the format cannot carry a value.
    pub fn shown(&self, call: &Call, scope: &Scope) -> Result<Shown, EvalError> {
        let logs_in = matches!(self.inner.connect.auth, Auth::Login { .. } | Auth::ClientCredentials { .. });
        let token = logs_in.then(|| Token { text: Secret::new("(token)".into()), generation: 0 });
        let outgoing = Outgoing::of(call, scope, &self.inner, token.as_ref(), &Extra::default())?;
        let query = outgoing.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = outgoing.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
        Ok(Shown {
            method: outgoing.method.as_str().to_owned(),
            path: format!("{}{query}", outgoing.url.path()),
            headers: headers.collect(),
            body: outgoing.body.as_deref().map(text).unwrap_or_default(),
            xml: matches!(self.inner.connect.format_of(call), BodyFormat::Soap | BodyFormat::Xml),
        })
    }

    /// What an answer to a call says, read as it would be read off the wire: a text as the format has it, anything
    /// else as the tree that it would have been read into.
    ///
    /// # Errors
    /// When the text cannot be read, or is a fault.
    pub fn recorded(&self, call: &Call, answer: &Value) -> Result<Value, &'static str> {
        let connect = &self.inner.connect;
        let operation = match &call.target {
            Target::Soap { operation, .. } => Some(operation.as_str()),
            Target::Http { .. } => None,
        };
        let reading = outgoing::reading(connect.format_of(call));
        let expected = Expected { reading, operation, lists: &connect.xml.lists, empty: &connect.empty };
        match answer {
            Value::String(text) => match expected.read(text.as_bytes(), None) {
                Ok(decoded) if decoded.fault => Err("the answer is a SOAP fault"),
                Ok(decoded) => Ok(decoded.body),
                Err(unreadable) => Err(unreadable.0),
            },
            tree => Ok(expected.blanked(tree.clone())),
        }
    }
}
