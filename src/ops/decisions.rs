//! A decisions file: what people chose for each row of an import, one JSON object a line.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::OpsError;
use super::import::Row;
use crate::plan::Take;
use crate::record::{Choice, Key};

/// What a person decided about one row: a line of a decisions file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Whose row it is.
    pub provider_key: Key,
    /// What is done.
    pub action: Choice,
    /// Who it is in the HR system, where a person says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hr_key: Option<Key>,
    /// Single fields, by their names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", deserialize_with = "each_once")]
    pub fields: BTreeMap<String, Whose>,
}

/// A field that is named twice was decided twice.
fn each_once<'de, D: Deserializer<'de>>(source: D) -> Result<BTreeMap<String, Whose>, D::Error> {
    struct Fields;
    impl<'de> Visitor<'de> for Fields {
        type Value = BTreeMap<String, Whose>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("fields by their names, each with hr or provider")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = BTreeMap::new();
            while let Some((name, whose)) = map.next_entry::<String, Whose>()? {
                if fields.contains_key(&name) {
                    return Err(A::Error::custom(format!("the field {name} is decided twice")));
                }
                fields.insert(name, whose);
            }
            Ok(fields)
        }
    }
    source.deserialize_map(Fields)
}

/// Whose value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The HR system's.
    Hr,
    /// The provider's.
    Provider,
}

/// Reads a file. Every line is looked at before anything is sent.
///
/// # Errors
/// When it cannot be read, a line is no decision, a row is decided twice, or a decision contradicts itself.
pub(in crate::ops) fn read(file: &Path) -> Result<BTreeMap<Key, Row>, OpsError> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| OpsError::usage(format!("the decisions {} cannot be read: {error}", file.display())))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text); // as some editors write it
    parse(text).map_err(|(line, why)| {
        OpsError::usage(format!("{}:{line}: {why}; nothing was sent", file.display())).help(
            "a line is {\"provider_key\": \"9\", \"action\": \"prefer-provider\", \"hr_key\": \"65e\", \"fields\": \
             {\"city\": \"hr\"}}; hr_key and fields may be left out",
        )
    })
}

fn parse(text: &str) -> Result<BTreeMap<Key, Row>, (usize, String)> {
    let mut rows = BTreeMap::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| (number + 1, why);
        let decided: Decided = serde_json::from_str(line).map_err(|error| wrong(format!("no decision: {error}")))?;
        add(&mut rows, decided).map_err(wrong)?;
    }
    Ok(rows)
}

/// Takes one decision among the others.
///
/// # Errors
/// Why it is none: it contradicts itself, or its row is decided already.
pub(in crate::ops) fn add(rows: &mut BTreeMap<Key, Row>, decided: Decided) -> Result<(), String> {
    let Decided { provider_key, action, hr_key, fields } = decided;
    match (action, &hr_key) {
        (Choice::Match, None) => return Err("match needs an hr_key".into()),
        (Choice::Create, Some(_)) => return Err("create takes no hr_key: nobody is matched".into()),
        (Choice::Nothing, Some(_)) => return Err("nothing takes no hr_key: say match to link them".into()),
        _ => {}
    }
    if !fields.is_empty() && action != Choice::PreferProvider && action != Choice::PreferHr {
        return Err("fields go with prefer-hr and prefer-provider only".into());
    }
    if action == Choice::PreferHr && fields.values().any(|word| matches!(word, Whose::Provider)) {
        return Err("single fields of the provider go with prefer-provider: say hr for the others there".into());
    }
    let take = |word: Whose| match word {
        Whose::Hr => Take::Target,
        Whose::Provider => Take::Source,
    };
    let fields: BTreeMap<String, Take> = fields.into_iter().map(|(name, word)| (name, take(word))).collect();
    if rows.insert(provider_key.clone(), Row { choice: action, hr_key, fields }).is_some() {
        return Err(format!("{provider_key} is decided twice"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::plan::Take;
    use crate::record::Choice;

    #[test]
    fn lines_become_rows() {
        let rows = parse(concat!(
            r#"{"provider_key":"1","action":"create"}"#,
            "\n\n",
            r#"{"provider_key":"2","action":"prefer-provider","hr_key":"65e","fields":{"city":"hr"}}"#,
        ))
        .unwrap();
        assert_eq!(rows[&"1".into()].choice, Choice::Create);
        assert_eq!(rows[&"2".into()].hr_key, Some("65e".into()));
        assert_eq!(rows[&"2".into()].fields["city"], Take::Target);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        for (text, why) in [
            (r#"{"provider_key":"1","action":"creat"}"#, "no decision"),
            (r#"{"provider_key":"1","action":"create","hrkey":"x"}"#, "hrkey"),
            (r#"{"provider_key":"1","action":"match"}"#, "hr_key"),
            (r#"{"provider_key":"1","action":"create","hr_key":"2"}"#, "nobody"),
            (r#"{"provider_key":"1","action":"create","fields":{"city":"hr"}}"#, "prefer"),
            (r#"{"provider_key":"1","action":"prefer-hr","fields":{"city":"me"}}"#, "me"),
            (
                r#"{"provider_key":"1","action":"prefer-provider","fields":{"city":"hr","city":"provider"}}"#,
                "decided twice",
            ),
            (
                "{\"provider_key\":\"1\",\"action\":\"nothing\"}\n{\"provider_key\":\"1\",\"action\":\"create\"}",
                "twice",
            ),
        ] {
            let (line, message) = parse(text).unwrap_err();
            assert!(message.contains(why), "{text}: {message}");
            assert_eq!(line, text.lines().count());
        }
    }
}
