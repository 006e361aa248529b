//! A connection's settings with their values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Secret;

/// What a connection has set, defaults filled in. Secrets stand apart, so that only a request can see them.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Everything that is no secret, of the declared types. A setting without a value is not there.
    pub public: Map<String, Value>,
    /// The secrets.
    pub secrets: BTreeMap<String, Secret>,
}

impl Settings {
    /// What mapping lines, conditions and matching rules see as `settings`.
    #[must_use]
    pub fn public_scope(&self) -> Value {
        Value::Object(self.public.clone())
    }

    /// What requests and `connect` see as `settings`: the secrets too. Never goes anywhere but into a request.
    #[must_use]
    pub fn request_scope(&self) -> Value {
        let mut all = self.public.clone();
        for (name, secret) in &self.secrets {
            all.insert(name.clone(), Value::String(secret.expose().to_owned()));
        }
        Value::Object(all)
    }

    /// A public setting.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.public.get(name)
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, Settings};

    #[test]
    fn secrets_are_seen_by_requests_only() {
        let mut settings = Settings::default();
        settings.public.insert("domain".into(), "acme".into());
        settings.secrets.insert("token".into(), Secret::new("hunter2".into()));
        assert_eq!(settings.public_scope(), serde_json::json!({ "domain": "acme" }));
        assert_eq!(settings.request_scope()["token"], "hunter2");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }
}
