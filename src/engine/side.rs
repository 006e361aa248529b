//! One system, opened: client, lookups read, mapping bound.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::EngineError;
use super::shaping::Shaping;
use crate::expr::Scope;
use crate::http::{Client, Options, ReadClient, Stop, Trouble};
use crate::mapping::compiled::{Entity, Lookup, Mapping};
use crate::mapping::crosswalk::{Crosswalk, Globals};
use crate::mapping::spec::{ErrorKind, OnNull};
use crate::record::Settings;

/// One system, opened for reading.
#[derive(Debug, Clone)]
pub struct Side {
    /// Its name for people.
    pub name: String,
    /// Its lines, bound.
    pub crosswalk: Crosswalk,
    /// Reads, and only reads.
    pub client: ReadClient,
    /// What requests see: settings with secrets, lookups, the run's dates.
    pub scope: Scope,
}

/// How a system is opened.
#[derive(Debug, Clone)]
pub struct Opening<'o> {
    /// Its file.
    pub mapping: &'o Mapping,
    /// Which kind of record.
    pub entity: &'o Arc<Entity>,
    /// Its settings.
    pub settings: &'o Settings,
    /// The workspace's address.
    pub base_url: Option<String>,
    /// The connection's word on empty values.
    pub on_null: Option<OnNull>,
    /// YYYY-MM-DD.
    pub date: &'o str,
    /// The first and the last day that records of an owner are about.
    pub period: Option<(&'o str, &'o str)>,
    /// Asks to stop.
    pub stop: Stop,
}

impl Side {
    /// Opens a system: reads its lookups, binds its mapping.
    ///
    /// # Errors
    /// When the system cannot be reached, or the settings do not fit.
    pub async fn open(opening: Opening<'_>) -> Result<Self, EngineError> {
        let client = Self::client(&opening)?;
        Self::on(client, opening).await
    }

    /// The same over a client that is there already: for another kind of record of the same system.
    ///
    /// # Errors
    /// As [`Side::open`].
    pub async fn on(client: ReadClient, opening: Opening<'_>) -> Result<Self, EngineError> {
        let mapping = opening.mapping;
        let globals = Globals::new(opening.settings.public.clone(), opening.date).with_period(opening.period);
        let scope = Scope::new().with("settings", &opening.settings.request_scope()).with("run", &globals.run);
        let mut lookups = Map::new();
        let named = |lookup: &&Lookup| opening.entity.lookups.contains(&lookup.name);
        for lookup in mapping.lookups.iter().filter(named) {
            let read = lookup_value(&client, lookup, &scope).await;
            let value = read.map_err(|trouble| EngineError::System { system: mapping.name.clone(), trouble })?;
            lookups.insert(lookup.name.clone(), value);
        }
        let globals = globals.with_lookups(lookups);
        let scope = scope.with("lookup", &globals.lookup);
        let crosswalk = Crosswalk::bind(opening.entity, &globals, opening.on_null).map_err(EngineError::Settings)?;
        Ok(Self { name: mapping.name.clone(), crosswalk, client, scope })
    }

    /// The client alone: for asking whether a system can be reached.
    ///
    /// # Errors
    /// When the file has no `connect`, or its address cannot be used.
    pub fn client(opening: &Opening<'_>) -> Result<ReadClient, EngineError> {
        let mapping = opening.mapping;
        let Some(connect) = &mapping.connect else {
            return Err(EngineError::Unable(format!("{} says nothing of how to talk to it (`connect`)", mapping.file)));
        };
        let scope = Scope::new().with("settings", &opening.settings.request_scope());
        let client = Client::new(Arc::clone(connect), scope, opening.base_url.clone(), Options::default());
        let client = client.map_err(|error| EngineError::Connection { system: mapping.name.clone(), error })?;
        Ok(client.with_stop(opening.stop.clone()))
    }

    /// An error of this system.
    pub(super) fn error(&self, trouble: Trouble) -> EngineError {
        EngineError::System { system: self.name.clone(), trouble }
    }
}

/// Reference data: a value, or a table put together from all pages. A table of which a row may be missing is none: what
/// is not in it would count as something else.
async fn lookup_value(client: &ReadClient, lookup: &Lookup, scope: &Scope) -> Result<Value, Trouble> {
    let Some(items) = &lookup.read.items else {
        let answer = client.fetch(&lookup.read, scope).await?;
        return Ok(client
            .entries(&lookup.value, &answer.body)
            .into_iter()
            .next()
            .map_or(Value::Null, std::borrow::Cow::into_owned));
    };
    let mut table = Map::new();
    let mut on_page = |page: &Value| {
        let shaping = Shaping::of(client, &lookup.read, scope, page);
        for item in client.entries(items, page) {
            let item = shaping.shaped(item.into_owned());
            let key = lookup.table_key.as_ref().and_then(|place| place.get(&item)).and_then(text);
            let value = lookup.table_value.as_ref().and_then(|place| place.get(&item)).cloned();
            if let (Some(key), Some(value)) = (key, value) {
                table.entry(key).or_insert(value);
            }
        }
    };
    let listing = client.pages(&lookup.read, scope, &mut on_page).await?;
    if !listing.complete {
        let why = listing.doubt.unwrap_or_else(|| "a page is missing".into());
        let message = format!("the lookup {} could not be read completely: {why}", lookup.name);
        return Err(Trouble::new(ErrorKind::Transient, message));
    }
    Ok(Value::Object(table))
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
