//! The whole file, compiled.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::field::{lines, word};
use super::part::parts;
use super::slot::{lookup, pick};
use super::texts::Texts;
use crate::diagnostic::{Finding, Spot, codes};
use crate::document::Document;
use crate::expr::{Condition, ExprError, Template};
use crate::mapping::compiled::{
    Amount, Brakes, Entity, Hold, Leaving, LinkThreshold, Mapping, Matching, Owned, Rule, Settle,
};
use crate::mapping::spec::{
    AmountSpec, EntitySpec, LeavingSpec, LeavingWord, LinkAt, MatchSpec, SettleAmong, SettleSpec, Surplus, SystemFile,
    mentions,
};
use crate::record::{FieldInfo, Pointer, RecordSchema};

/// Compiles a file whose shape is right.
///
/// # Errors
/// Every problem found, at least one.
pub fn compile(
    document: &Document,
    spec: &SystemFile,
    employee: &Arc<RecordSchema>,
    leave: &Arc<RecordSchema>,
) -> Result<Mapping, Vec<Finding>> {
    let mut texts = Texts { document, spec, findings: Vec::new() };
    let root = Pointer::root();
    if spec.crosswalk != 1 {
        texts.wrong(&codes::SHAPE, &root.key("crosswalk"), "this version reads language version 1");
    }
    let connect = spec.connect.as_ref().and_then(|connect| super::connect::connect(&mut texts, connect));
    let lookups = spec.lookups.iter().filter_map(|(name, spec)| lookup(&mut texts, name, spec)).collect();
    let entity = |texts: &mut Texts<'_>, name: &str, spec: Option<&EntitySpec>, schema: &Arc<RecordSchema>| {
        spec.map(|spec| Arc::new(entity(texts, name, spec, schema)))
    };
    let employee = entity(&mut texts, "employee", spec.employee.as_ref(), employee);
    let leave = entity(&mut texts, "leave", spec.leave.as_ref(), leave);
    if !texts.findings.is_empty() {
        return Err(texts.findings);
    }
    Ok(Mapping {
        file: document.file().to_owned(),
        system: spec.system.clone(),
        name: spec.name.clone(),
        labels: spec.labels.clone(),
        settings: spec.settings.clone(),
        connect: connect.map(Arc::new),
        lookups,
        employee,
        leave,
    })
}

fn entity(texts: &mut Texts<'_>, name: &str, spec: &EntitySpec, schema: &Arc<RecordSchema>) -> Entity {
    let at = Pointer::root().key(name);
    let parts = parts(texts, &at, spec);
    let lines = lines(texts, &at.key("fields"), &spec.fields, &parts);
    let mut holds = Vec::new();
    for (index, hold) in spec.hold.iter().enumerate() {
        let at = at.key("hold").item(index);
        if let Some(when) = texts.condition(&at.key("when"), &hold.when) {
            holds.push(Hold {
                when,
                field: hold.field.clone(),
                message: hold.message.clone(),
                on: hold.on,
                at: texts.document.line_of(&at),
            });
        }
    }
    let picks = spec.pick.iter();
    let picks =
        picks.map(|(field, spec)| (field.clone(), pick(texts, &at.key("pick").key(field), Some(spec), None))).collect();
    Entity {
        name: name.to_owned(),
        schema: Arc::clone(schema),
        parts,
        lines,
        on_null: spec.on_null.as_ref().and_then(|text| word(texts, &at.key("on_null"), text)),
        empty: spec.empty.clone().unwrap_or_else(|| vec![json!("")]),
        comes_back_empty: texts.spec.connect.as_ref().map(|connect| connect.empty.clone()).unwrap_or_default(),
        picks,
        holds,
        matching: matching(texts, &at.key("match"), spec.matching.as_ref()),
        settle: spec.settle.as_ref().map(settle),
        brakes: brakes(texts, &at.key("brakes"), spec),
        leaving: match &spec.leaving_scope {
            None | Some(LeavingSpec::Word(LeavingWord::Keep)) => Leaving::Keep,
            Some(LeavingSpec::Word(LeavingWord::Unlink)) => Leaving::Unlink,
            Some(LeavingSpec::Set { set }) => {
                Leaving::Set(set.iter().map(|(place, value)| (place.clone(), value.clone())).collect())
            }
        },
        by_hand: spec.by_hand.clone(),
        naming: schema.name.as_ref().and_then(|text| of_schema(texts, &at, "x-name", Template::compile(text))),
        about: about(texts, &at, schema),
        leaver: schema.leaver.as_ref().and_then(|text| of_schema(texts, &at, "x-leaver", Condition::compile(text))),
        owned: (name != "employee").then(|| Owned {
            identity: spec.identity.clone(),
            add_up: spec.add_up.clone(),
            surplus: spec.surplus.unwrap_or(Surplus::Keep),
        }),
        lookups: named_lookups(texts.spec, spec),
    }
}

/// The lookups that a block of the file names.
fn named_lookups(file: &SystemFile, spec: &EntitySpec) -> Vec<String> {
    let block = serde_json::to_value(spec).unwrap_or_default();
    file.lookups.keys().filter(|name| mentions(&block, "lookup", name)).cloned().collect()
}

/// What tells namesakes apart. It is shown to everybody who may look, so it takes nothing that is masked.
fn about(texts: &mut Texts<'_>, at: &Pointer, schema: &RecordSchema) -> Option<Template> {
    let template = of_schema(texts, at, "x-about", Template::compile(schema.about.as_ref()?))?;
    let masked = |path: &String| {
        let below =
            |field: &FieldInfo| field.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let mut known = schema.fields.iter().filter(|field| field.path == *path || below(field));
        known.any(|field| field.sensitive)
    };
    let names = template.names().iter().filter(|name| name.path.first().is_some_and(|first| first == "employee"));
    let paths: Vec<String> = names.map(|name| name.path[1..].join(".")).collect();
    if let Some(path) = paths.iter().find(|path| path.is_empty() || masked(path)) {
        let what = if path.is_empty() { "the whole record" } else { path };
        let message = format!("the record schema's x-about takes {what}, which holds masked values");
        texts.wrong(&codes::RECORD_SCHEMA, at, message);
        return None;
    }
    Some(template)
}

/// An expression of the record schema; one that does not compile is a finding of the file that uses the schema.
fn of_schema<T>(texts: &mut Texts<'_>, at: &Pointer, key: &str, compiled: Result<T, ExprError>) -> Option<T> {
    compiled.map_err(|error| texts.wrong(error.code, at, format!("the record schema's {key}: {}", error.message))).ok()
}

fn matching(texts: &mut Texts<'_>, at: &Pointer, spec: Option<&MatchSpec>) -> Matching {
    let Some(spec) = spec else {
        return Matching { rules: Vec::new(), link_at: LinkThreshold::Never, suggest_at: 0.5 };
    };
    let mut rules = Vec::new();
    for (index, rule) in spec.rules.iter().enumerate() {
        let at = at.key("rules").item(index);
        if !(0.0..=1.0).contains(&rule.score) || rule.by.is_empty() {
            texts.wrong(&codes::SHAPE, &at, "a rule needs at least one field and a score between 0 and 1");
        }
        let when = texts.when(&at, rule.when.as_ref());
        let (by, unless) = (rule.by.clone(), rule.unless.clone());
        rules.push(Rule { by, score: rule.score, compare: rule.compare, unless, when });
    }
    let link_at = match &spec.link_at {
        Some(LinkAt::Score(score)) => LinkThreshold::At(*score),
        None | Some(LinkAt::Never(_)) => LinkThreshold::Never,
    };
    Matching { rules, link_at, suggest_at: spec.suggest_at.unwrap_or(0.5) }
}

fn settle(spec: &SettleSpec) -> Settle {
    Settle { by: spec.by.clone(), among: spec.among.unwrap_or(SettleAmong::New) }
}

fn brakes(texts: &mut Texts<'_>, at: &Pointer, spec: &EntitySpec) -> Brakes {
    let usual = Brakes::default();
    let Some(spec) = &spec.brakes else { return usual };
    let mut read = |key: &str, spec: Option<&AmountSpec>, usual: Amount| match spec {
        None => usual,
        Some(spec) => amount(spec).unwrap_or_else(|| {
            texts.wrong(&codes::SHAPE, &at.key(key), "a brake is a count (`10`), a percentage (`30%`) or `none`");
            usual
        }),
    };
    Brakes {
        create: read("create", spec.create.as_ref(), usual.create),
        update: read("update", spec.update.as_ref(), usual.update),
        unlink: read("unlink", spec.unlink.as_ref(), usual.unlink),
        leaving: read("leaving", spec.leaving.as_ref(), usual.leaving),
    }
}

fn amount(spec: &AmountSpec) -> Option<Amount> {
    match spec {
        AmountSpec::Count(count) => Some(Amount::Count(*count)),
        AmountSpec::Text(text) => Amount::parse(text),
    }
}

impl Amount {
    /// `10`, `30%` or `none`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::Unlimited);
        }
        match text.strip_suffix('%') {
            Some(percent) => percent.trim().parse().ok().filter(|p| (0.0..=100.0).contains(p)).map(Self::Percent),
            None => text.parse().ok().map(Self::Count),
        }
    }
}

/// The plain spec of a document whose shape is right.
///
/// # Errors
/// When serde sees what the schema did not: one finding at the root.
pub fn spec_of(value: &Value) -> Result<SystemFile, Finding> {
    SystemFile::deserialize(value)
        .map_err(|error| Finding::error(&codes::SHAPE, Spot::Value(Pointer::root()), error.to_string()))
}
