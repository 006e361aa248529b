//! The report of `connections`: what the workspace file says of each account, without secrets.

use serde::Serialize;
use serde_json::Value;

use super::Report;

/// The accounts of a workspace.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct ConnectionsReport {
    /// Which text of the file this is: a change names it, and is refused when the file has changed since.
    pub revision: String,
    /// The HR system's account.
    pub hr: AccountSettings,
    /// The connections, in the order of the file.
    pub connections: Vec<AccountSettings>,
    /// Systems that a new connection may be of: name in the workspace, name for people.
    pub systems: Vec<(String, String)>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Default, Serialize, schemars::JsonSchema)]
#[allow(missing_docs)]
pub struct AccountSettings {
    pub name: String,
    pub system: String,
    pub system_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_null: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schedule: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// What its system file declares.
    pub settings: Vec<SettingValue>,
    /// Why its system file cannot be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// One setting with its value.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct SettingValue {
    /// Its name.
    pub name: String,
    /// `text`, `integer`, `boolean`, `choice` …
    pub kind: String,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// It must be given.
    pub required: bool,
    /// It says where requests go: another value needs every secret anew.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub address: bool,
    /// Its value is never shown.
    pub secret: bool,
    /// Taken without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The words of a choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<Value>,
    /// As the file has it; of a secret only where it is read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// `file secrets/pay.token`, `env TOKEN`: where it is read from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_from: Option<String>,
}

impl Report for ConnectionsReport {}
