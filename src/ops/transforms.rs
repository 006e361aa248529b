//! The transforms, from the table that also runs them.

use serde::Serialize;
use serde_json::Value;

use super::report::Report;
use crate::expr::{Example, TRANSFORMS, TransformRow};

/// All transforms, by name.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TransformsReport {
    /// The rows.
    pub transforms: Vec<TransformEntry>,
}

/// One transform.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct TransformEntry {
    pub name: &'static str,
    pub summary: &'static str,
    pub input: &'static str,
    pub output: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterEntry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inverse: Option<&'static str>,
    pub lossy: bool,
    pub examples: Vec<ExampleEntry>,
}

/// One parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[allow(missing_docs)]
pub struct ParameterEntry {
    pub name: &'static str,
    pub summary: &'static str,
}

/// One example; without output the input is refused.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ExampleEntry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with: Option<Value>,
    pub input: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
}

impl Report for TransformsReport {}

/// Lists them.
#[must_use]
pub fn run() -> TransformsReport {
    TransformsReport { transforms: TRANSFORMS.iter().map(entry).collect() }
}

fn entry(row: &TransformRow) -> TransformEntry {
    let parameter = |&(name, summary): &(&'static str, &'static str)| ParameterEntry { name, summary };
    TransformEntry {
        name: row.name,
        summary: row.summary,
        input: row.input,
        output: row.output,
        parameters: row.parameters.iter().map(parameter).collect(),
        inverse: row.inverse,
        lossy: row.lossy,
        examples: row.examples.iter().map(example).collect(),
    }
}

fn example(example: &Example) -> ExampleEntry {
    let with = (example.with != "{}").then(|| json(example.with));
    ExampleEntry { with, input: json(example.input), output: example.output.map(json) }
}

/// The table holds JSON texts; one that is none is shown as it is.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use crate::expr::TRANSFORMS;

    #[test]
    fn every_example_is_json() {
        for row in TRANSFORMS {
            for example in row.examples {
                for text in [Some(example.with), Some(example.input), example.output].into_iter().flatten() {
                    assert!(serde_json::from_str::<serde_json::Value>(text).is_ok(), "{}: {text}", row.name);
                }
            }
        }
    }
}
