//! Lines of the crosswalk, compiled.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::texts::Texts;
use crate::diagnostic::codes;
use crate::expr::Transform;
use crate::mapping::compiled::{CaseShape, Line, LineSource, Part, PlaceRef, Required, TableRef, ValueRef, WordRef};
use crate::mapping::spec::{
    Compare, Earlier, FieldSpec, Invalid, LengthSpec, Longer, RequiredSpec, TableSpec, Unlinked, WriteMode,
};
use crate::record::Pointer;

/// All lines of a list.
pub(super) fn lines(texts: &mut Texts<'_>, at: &Pointer, specs: &[FieldSpec], parts: &[Part]) -> Vec<Line> {
    let each = specs.iter().enumerate();
    each.filter_map(|(index, spec)| line(texts, &at.item(index), spec, parts)).collect()
}

fn line(texts: &mut Texts<'_>, at: &Pointer, spec: &FieldSpec, parts: &[Part]) -> Option<Line> {
    let source = source(texts, at, spec, parts)?;
    let place = |texts: &mut Texts<'_>, key: &str, text: Option<&String>| {
        text.and_then(|text| place_ref(texts, &at.key(key), text, parts))
    };
    let both = place(texts, "at", spec.at.as_ref());
    let from = place(texts, "from", spec.from.as_ref()).or_else(|| both.clone());
    let to = place(texts, "to", spec.to.as_ref()).or(both);
    let required = match &spec.required {
        None | Some(RequiredSpec::Flag(false)) => Required::No,
        Some(RequiredSpec::Flag(true)) => Required::Always,
        Some(RequiredSpec::Word(_)) => Required::Create,
        Some(RequiredSpec::When { when }) => {
            texts.condition(&at.key("required").key("when"), when).map_or(Required::No, Required::When)
        }
    };
    let transforms: Vec<Value> = spec.transform.as_ref().map_or(Vec::new(), |t| t.as_slice().to_vec());
    for transform in &transforms {
        if let Err(error) = Transform::check(transform) {
            let mut finding = crate::diagnostic::Finding::error(
                error.code,
                crate::diagnostic::Spot::Value(at.key("transform")),
                error.message,
            );
            finding.help = error.help;
            texts.findings.push(finding);
        }
    }
    Some(Line {
        pointer: at.clone(),
        at: texts.document.line_of(at),
        source,
        from,
        to,
        required,
        write: spec.write.unwrap_or(WriteMode::Always),
        transforms,
        table: spec.table.as_ref().and_then(|table| self::table(texts, &at.key("table"), table)),
        otherwise: spec.otherwise.clone(),
        default: spec.default.as_ref().and_then(|value| value_ref(texts, &at.key("default"), value)),
        when: texts.when(at, spec.when.as_ref()),
        on_null: spec.on_null.as_ref().and_then(|text| word(texts, &at.key("on_null"), text)),
        cleared_as: spec.cleared_as,
        empty: spec.empty.clone(),
        max_length: spec.max_length.as_ref().map(|length| match length {
            LengthSpec::Of(of) => (*of, Longer::Hold),
            LengthSpec::With { of, longer } => (*of, *longer),
        }),
        invalid: spec.invalid.unwrap_or(Invalid::Hold),
        compare: spec.compare.unwrap_or(Compare::Exact),
        earlier: spec.earlier.unwrap_or(Earlier::Send),
        send_with: spec.send_with.clone(),
        link: spec.link.as_ref().map(|kind| (kind.clone(), spec.unlinked.unwrap_or(Unlinked::Hold))),
        group: spec.group.clone(),
        label: spec.label.clone(),
        lossy: spec.lossy,
    })
}

fn source(texts: &mut Texts<'_>, at: &Pointer, spec: &FieldSpec, parts: &[Part]) -> Option<LineSource> {
    if let Some(deciding) = &spec.case {
        let mut shapes = Vec::new();
        for (value, shape) in spec.of.iter().flatten() {
            let at = at.key("of").key(value);
            let seen = place_ref(texts, &at.key("seen"), &shape.seen, parts)?;
            let lines = lines(texts, &at.key("fields"), &shape.fields, parts);
            shapes.push(CaseShape { value: value.clone(), seen, lines });
        }
        return Some(LineSource::Case { field: deciding.clone(), shapes });
    }
    if let Some(alternatives) = &spec.first {
        return Some(LineSource::First(lines(texts, &at.key("first"), alternatives, parts)));
    }
    if let Some(fields) = &spec.fields {
        return Some(LineSource::Fields(fields.clone()));
    }
    if let Some(value) = &spec.value {
        return Some(match value_ref(texts, &at.key("value"), value)? {
            ValueRef::Literal(value) => LineSource::Constant(value, spec.field.clone()),
            ValueRef::Template(template) => LineSource::Computed(template, spec.field.clone()),
        });
    }
    if let Some(field) = &spec.field {
        return Some(LineSource::Field(field.clone()));
    }
    texts.wrong(&codes::NO_DIRECTION, at, "this line says nothing of the employee's side: write `field:` or `value:`");
    None
}

/// `part.place`, or `settings.x` for a setting that holds a place.
pub(super) fn place_ref(texts: &mut Texts<'_>, at: &Pointer, text: &str, parts: &[Part]) -> Option<PlaceRef> {
    let index_of = |name: &str| parts.iter().position(|part| part.name == name);
    if let Some(name) = text.strip_prefix("settings.") {
        let of = texts.spec.settings.get(name).and_then(|setting| setting.of.as_ref()).and_then(Value::as_str);
        let Some(part) = of.and_then(index_of) else {
            let message = format!("`{text}` must be a setting of type place whose `of` names a part");
            texts.wrong(&codes::BAD_SETTING_REFERENCE, at, message);
            return None;
        };
        return Some(PlaceRef::Setting { part, name: name.to_owned() });
    }
    let place = texts.place(at, text)?;
    let (Some(part), Some(rest)) = (place.head().and_then(index_of), place.rest()) else {
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        let message = format!("`{text}` must start with a part of this file: {}", names.join(", "));
        texts.wrong(&codes::UNKNOWN_PART, at, message);
        return None;
    };
    Some(PlaceRef::Fixed { part, place: rest })
}

/// A constant, or a template when the text has braces.
pub(super) fn value_ref(texts: &mut Texts<'_>, at: &Pointer, value: &Value) -> Option<ValueRef> {
    match value {
        Value::String(text) if text.contains("{{") => texts.template(at, text).map(ValueRef::Template),
        plain => Some(ValueRef::Literal(plain.clone())),
    }
}

/// One of the fixed words of `T`, or a setting.
pub(super) fn word<T: DeserializeOwned>(texts: &mut Texts<'_>, at: &Pointer, text: &str) -> Option<WordRef<T>> {
    if let Some(setting) = text.strip_prefix("settings.") {
        return Some(WordRef::Setting(setting.to_owned()));
    }
    if let Ok(word) = serde_json::from_value(Value::String(text.to_owned())) {
        return Some(WordRef::Word(word));
    }
    texts.wrong(&codes::NOT_A_CHOICE, at, format!("`{text}` is not one of the words that may stand here"));
    None
}

pub(super) fn table(texts: &mut Texts<'_>, at: &Pointer, spec: &TableSpec) -> Option<TableRef> {
    match spec {
        TableSpec::Rows(rows) => Some(TableRef::Rows(rows.clone())),
        TableSpec::Name(name) => match name.split_once('.') {
            Some(("settings", name)) => Some(TableRef::Setting(name.to_owned())),
            Some(("lookup", name)) => Some(TableRef::Lookup(name.to_owned())),
            _ => {
                texts.wrong(&codes::SHAPE, at, "a table is written out, or named as `settings.x` or `lookup.x`");
                None
            }
        },
    }
}
