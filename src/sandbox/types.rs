//! The type language of twins: `int`, `string?`, `dateTime? nil`, `Company*`, records and enumerations.

use indexmap::IndexMap;

use super::spec::TypeSpec;
use crate::record::Pointer;

/// What is wrong with a twin's file, and where.
pub(super) type Problems = Vec<(Pointer, String)>;

/// A simple type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Int,
    Long,
    Decimal,
    Number,
    Boolean,
    DateTime,
    Instant,
    Date,
    Day,
    Object,
    Any,
}

/// What a value must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar(Scalar),
    Named(String),
    List(Box<Kind>, String),
}

/// A kind, and whether it may be absent or nil.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) kind: Kind,
    pub(super) optional: bool,
    pub(super) nil: bool,
}

/// The members of a record, in their order.
pub(super) type Members = Vec<(String, Slot)>;

/// A named type, ready to be used.
#[derive(Debug, Clone)]
pub(super) enum Named {
    Enum(Vec<String>),
    Record(Members),
    /// Of what, and what each is called in XML.
    List(Kind, String),
}

/// All named types of a twin.
#[derive(Debug, Clone, Default)]
pub(super) struct Types(IndexMap<String, Named>);

impl Types {
    /// Reads all named types.
    pub(super) fn read(specs: &IndexMap<String, TypeSpec>, problems: &mut Problems) -> Self {
        let mut types = Self::default();
        for (name, spec) in specs {
            let named = match spec {
                TypeSpec::Enum(words) => Named::Enum(words.clone()),
                TypeSpec::Record(members) => {
                    let at = Pointer::root().key("types").key(name);
                    Named::Record(read_members(specs, members, &at, problems))
                }
                TypeSpec::List(text) => match read_slot(specs, text) {
                    Ok(Slot { kind: Kind::List(kind, item), optional: false, nil: false }) => Named::List(*kind, item),
                    Ok(_) => {
                        let at = Pointer::root().key("types").key(name);
                        problems.push((at, "a type written as text is a list: `user*`".to_owned()));
                        continue;
                    }
                    Err(message) => {
                        problems.push((Pointer::root().key("types").key(name), message));
                        continue;
                    }
                },
            };
            types.0.insert(name.clone(), named);
        }
        types
    }

    pub(super) fn named(&self, name: &str) -> Option<&Named> {
        self.0.get(name)
    }
}

/// Reads a record's members.
pub(super) fn read_members(
    specs: &IndexMap<String, TypeSpec>,
    members: &IndexMap<String, String>,
    at: &Pointer,
    problems: &mut Problems,
) -> Members {
    let mut out = Members::new();
    for (name, text) in members {
        match read_slot(specs, text) {
            Ok(slot) => out.push((name.clone(), slot)),
            Err(message) => problems.push((at.key(name), message)),
        }
    }
    out
}

/// Reads `int`, `string?`, `dateTime? nil`, `Company*?`, `Share*? as entry`.
pub(super) fn read_slot(specs: &IndexMap<String, TypeSpec>, text: &str) -> Result<Slot, String> {
    let mut rest = text.trim();
    let item = rest.rsplit_once(" as ").map(|(before, item)| {
        rest = before.trim_end();
        item.trim()
    });
    let nil = rest.strip_suffix(" nil").map(|before| rest = before.trim_end()).is_some();
    let optional = rest.strip_suffix('?').map(|before| rest = before).is_some();
    let list = rest.strip_suffix('*').map(|before| rest = before).is_some();
    let kind = match rest {
        "string" => Kind::Scalar(Scalar::Text),
        "int" => Kind::Scalar(Scalar::Int),
        "long" => Kind::Scalar(Scalar::Long),
        "decimal" => Kind::Scalar(Scalar::Decimal),
        "number" => Kind::Scalar(Scalar::Number),
        "boolean" => Kind::Scalar(Scalar::Boolean),
        "dateTime" => Kind::Scalar(Scalar::DateTime),
        "instant" => Kind::Scalar(Scalar::Instant),
        "date" => Kind::Scalar(Scalar::Date),
        "day" => Kind::Scalar(Scalar::Day),
        "object" => Kind::Scalar(Scalar::Object),
        "any" => Kind::Scalar(Scalar::Any),
        name if specs.contains_key(name) => Kind::Named(name.to_owned()),
        name => {
            return Err(format!(
                "`{name}` is no type: neither a simple one (string, int, long, decimal, number, boolean, dateTime, instant, date, day, object, any) nor one of `types`"
            ));
        }
    };
    if item.is_some() && !list {
        return Err("` as NAME` names the entries of a list: `user* as person`".to_owned());
    }
    let kind = if list { Kind::List(Box::new(kind), item.unwrap_or(rest).to_owned()) } else { kind };
    Ok(Slot { kind, optional, nil })
}

/// Why a text is not a value of a simple type, or its value.
pub(super) fn read_text(scalar: Scalar, text: &str) -> Result<serde_json::Value, String> {
    use serde_json::Value;
    let good = |ok: bool, value: Value, name: &str| {
        if ok { Ok(value) } else { Err(format!("The string '{text}' is not a valid {name} value.")) }
    };
    match scalar {
        Scalar::Int => match text.parse::<i32>() {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => Err("Input string was not in a correct format.".to_owned()),
        },
        Scalar::Long => match text.parse::<i64>() {
            Ok(number) => Ok(Value::from(number)),
            Err(_) => Err("Input string was not in a correct format.".to_owned()),
        },
        Scalar::Decimal | Scalar::Number if !is_decimal(text) => {
            Err("Input string was not in a correct format.".to_owned())
        }
        Scalar::Text | Scalar::Any | Scalar::Object | Scalar::Decimal => Ok(Value::from(text)),
        Scalar::Number => Ok(text.parse::<i64>().map_or_else(|_| Value::from(text.parse::<f64>().ok()), Value::from)),
        Scalar::Boolean => good(matches!(text, "true" | "false"), Value::from(text == "true"), "Boolean"),
        Scalar::DateTime => good(is_date_time(text), Value::from(text), "AllXsd"),
        Scalar::Instant => {
            let zoned = text.strip_suffix('Z').map(|bare| bare.split('.').next().unwrap_or_default());
            good(zoned.is_some_and(is_date_time) && text.is_ascii(), Value::from(text), "date-time")
        }
        Scalar::Day => good(is_date(text), Value::from(text), "date"),
        Scalar::Date => {
            let ok = is_date(text) || read_text(Scalar::Instant, text).is_ok();
            good(ok, Value::from(text), "date")
        }
    }
}

/// `LeaveOfAbsence` as `LEAVE_OF_ABSENCE`.
pub(super) fn upper_snake(word: &str) -> String {
    let mut out = String::with_capacity(word.len() + 4);
    for (n, c) in word.chars().enumerate() {
        if n > 0 && c.is_uppercase() {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(part)
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok()
}

fn is_date_time(text: &str) -> bool {
    text.len() == 19 && text.as_bytes()[10] == b'T' && text.parse::<jiff::civil::DateTime>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_or_carry_a_zone_are_refused() {
        for bad in ["2026-02-30T00:00:00", "2026-02-01", "2026-02-01T00:00:00Z", "2026-02-01 00:00:00", ""] {
            assert!(read_text(Scalar::DateTime, bad).is_err(), "{bad}");
        }
        assert!(read_text(Scalar::DateTime, "2026-02-28T00:00:00").is_ok());
        assert!(read_text(Scalar::Instant, "1990-12-10T00:00:00.000Z").is_ok());
        assert!(read_text(Scalar::Instant, "1990-12-10").is_err());
    }

    #[test]
    fn numbers_are_exact() {
        for bad in ["1,5", "1e3", " 1", "", "+1", ".5", "5."] {
            assert!(read_text(Scalar::Decimal, bad).is_err(), "{bad}");
        }
        assert!(read_text(Scalar::Int, "2147483648").is_err());
        assert_eq!(read_text(Scalar::Int, "007"), Ok(serde_json::Value::from(7)));
    }

    #[test]
    fn a_type_is_read_with_its_suffixes() {
        let specs = IndexMap::from([("Company".to_owned(), TypeSpec::Record(IndexMap::new()))]);
        let slot = read_slot(&specs, "Company*? nil").unwrap();
        assert!(slot.optional && slot.nil);
        assert!(matches!(slot.kind, Kind::List(_, name) if name == "Company"));
        assert!(read_slot(&specs, "Compnay").is_err());
        let slot = read_slot(&specs, "Company*? as firm").unwrap();
        assert!(slot.optional && matches!(slot.kind, Kind::List(_, name) if name == "firm"));
        assert!(read_slot(&specs, "Company as firm").is_err());
    }
}
