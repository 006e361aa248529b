//! What the validator found, boiled down: of several branches the one that was meant.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

/// One thing wrong with the shape, at a JSON Pointer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trouble {
    /// The value it is about.
    pub(super) at: String,
    /// Where the schema says so.
    pub(super) rule: String,
    /// What.
    pub(super) what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// Keys that are not known here.
    Unknown(Vec<String>),
    /// A key that is not there.
    Missing(String),
    /// The wrong type; these are possible.
    Type(Vec<String>),
    /// None of these words; the types stand for what is possible besides.
    Choice(Vec<String>, Vec<String>),
    /// Anything else, in the validator's words without the value.
    Other(String),
}

/// Turns an error, with everything below it, into what is worth saying.
pub(super) fn boil(error: &ValidationError<'_>) -> Vec<Trouble> {
    let at = error.instance_path().as_str().to_owned();
    let rule = error.schema_path().as_str().to_owned();
    let one = |what| vec![Trouble { at: at.clone(), rule: rule.clone(), what }];
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => one(What::Unknown(unexpected.clone())),
        ValidationErrorKind::Required { property } => {
            one(What::Missing(property.as_str().unwrap_or_default().to_owned()))
        }
        ValidationErrorKind::Type { kind } => one(What::Type(types(kind))),
        ValidationErrorKind::Enum { options } => one(What::Choice(words(options), Vec::new())),
        ValidationErrorKind::Constant { expected_value } => {
            one(What::Choice(words(&Value::Array(vec![expected_value.as_ref().clone()])), Vec::new()))
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            let branches = context.iter().map(|errors| errors.iter().flat_map(boil).collect()).collect();
            best(branches, &at, &rule)
        }
        _ => one(What::Other(error.masked().to_string())),
    }
}

/// The branch that was meant: of a fitting type, with the fewest errors, the deepest. When none is of a fitting type,
/// all words and types together.
fn best(branches: Vec<Vec<Trouble>>, at: &str, rule: &str) -> Vec<Trouble> {
    let (mut possible, mut choices) = (Vec::new(), Vec::new());
    let mut fitting = Vec::new();
    for branch in branches {
        let mismatch = branch.iter().find_map(|t| match &t.what {
            What::Type(types) if t.at == at => Some(types.clone()),
            _ => None,
        });
        match mismatch {
            Some(types) => {
                let words = branch.iter().find_map(|t| match &t.what {
                    What::Choice(words, _) if t.at == at => Some(words.clone()),
                    _ => None,
                });
                match words {
                    Some(words) => choices.extend(words),
                    None => possible.extend(types.into_iter().filter(|kind| kind != "null")),
                }
            }
            None => fitting.push(branch),
        }
    }
    let depth = |branch: &[Trouble]| branch.iter().map(|t| t.at.matches('/').count()).max().unwrap_or(0);
    fitting.sort_by_key(|branch| (branch.len(), usize::MAX - depth(branch)));
    let Some(mut chosen) = fitting.into_iter().next() else {
        let what =
            if choices.is_empty() { What::Type(unique(possible)) } else { What::Choice(choices, unique(possible)) };
        return vec![Trouble { at: at.to_owned(), rule: rule.to_owned(), what }];
    };
    for trouble in &mut chosen {
        if let What::Choice(_, others) = &mut trouble.what
            && trouble.at == at
        {
            others.extend(unique(possible.clone()));
        }
    }
    chosen
}

fn unique(words: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for word in words {
        if !kept.contains(&word) {
            kept.push(word);
        }
    }
    kept
}

fn types(kind: &TypeKind) -> Vec<String> {
    match kind {
        TypeKind::Single(one) => vec![word(*one)],
        TypeKind::Multiple(set) => set.iter().map(word).filter(|word| word != "null").collect(),
    }
}

fn word(kind: JsonType) -> String {
    match kind {
        JsonType::Null => "null",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "text",
        JsonType::Array => "a list",
        JsonType::Object => "a map",
    }
    .to_owned()
}

fn words(options: &Value) -> Vec<String> {
    let all = options.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(|one| one.as_str().map_or_else(|| one.to_string(), str::to_owned)).collect()
}
