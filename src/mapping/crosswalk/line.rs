//! A line of the crosswalk with everything resolved that does not depend on the record.

use serde_json::Value;

use super::Table;
use super::forward::is_empty;
use crate::expr::{Condition, Place, Template, Transform};
use crate::mapping::spec::{ClearedAs, Compare, Earlier, Invalid, Longer, OnNull, Unlinked, WriteMode};
use crate::record::{Datum, FieldKind};

/// The employee field of a line, as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRef {
    /// Dotted path.
    pub path: String,
    /// The same, for writing it into a record.
    pub place: Place,
    /// Group for people.
    pub group: Option<String>,
    /// Name for people.
    pub label: Option<String>,
    /// Masked unless one asks.
    pub sensitive: bool,
    /// What the schema says that it holds; none: anything.
    pub kind: Option<FieldKind>,
}

/// When a line must have a value.
#[derive(Debug, Clone)]
pub enum Need {
    /// Never.
    No,
    /// Always.
    Always,
    /// To create the person.
    Create,
    /// When this holds for the record.
    When(Condition),
}

/// Where the employee's side comes from.
#[derive(Debug, Clone)]
pub enum Kind {
    /// The source of this number.
    Slot(usize),
    /// Several, joined by the first transform.
    Slots(Vec<usize>),
    /// The first alternative with a value.
    First(Vec<BoundLine>),
    /// Always the same.
    Constant(Datum<'static>),
    /// Computed.
    Computed(Template),
}

/// One line.
#[derive(Debug, Clone)]
pub struct BoundLine {
    /// `mappings/SYSTEM.yaml:88`.
    pub at: String,
    /// The employee fields it takes from; the first one names the line to people.
    pub fields: Vec<FieldRef>,
    /// Where the employee's side comes from.
    pub kind: Kind,
    /// Counts only when this holds for the record.
    pub when: Option<Condition>,
    /// Counts only when this case has this shape: numbers of a case and of a shape of it.
    pub shape: Option<(usize, usize)>,
    /// Where it is written: part and place within it.
    pub target: Option<(usize, Place)>,
    /// Where it is read.
    pub read: Option<(usize, Place)>,
    /// When it must have a value.
    pub need: Need,
    /// When it is written.
    pub write: WriteMode,
    /// In order.
    pub transforms: Vec<Transform>,
    /// Value table.
    pub table: Option<Table>,
    /// A value outside the table: none holds the record.
    pub otherwise: Option<Otherwise>,
    /// Taken where there is no value.
    pub default: Option<Datum<'static>>,
    /// What an empty employee field does.
    pub on_null: OnNull,
    /// How "no value" is written.
    pub cleared_as: Option<ClearedAs>,
    /// What counts as null.
    pub empty: Vec<Value>,
    /// Longest text in characters.
    pub max_length: Option<(usize, Longer)>,
    /// What a value that cannot be turned does.
    pub invalid: Invalid,
    /// When two values count as equal.
    pub compare: Compare,
    /// What a date does that lies before the one that is there.
    pub earlier: Earlier,
    /// Sent whenever its part or that place is sent.
    pub send_with: Option<String>,
    /// Another record's key.
    pub link: Option<(String, Unlinked)>,
    /// The way back cannot give the very same value.
    pub lossy: bool,
    /// `part.place`, for people.
    pub path: String,
    /// The employee field's name in the field table, where it differs from the path.
    pub label: Option<String>,
}

/// What a value outside a table does, when it does not hold the record.
#[derive(Debug, Clone)]
pub enum Otherwise {
    /// The field is left out.
    Omit,
    /// This is taken.
    Take(Datum<'static>),
}

impl BoundLine {
    /// Whether what stands in its place counts as no value, there as here.
    #[must_use]
    pub fn says_nothing(&self, there: &Datum<'_>) -> bool {
        !there.has_value() || there.as_text() == Some("") || is_empty(there, &self.empty)
    }

    /// The field's name for messages: its path, or the place where there is no field.
    #[must_use]
    pub fn named(&self) -> &str {
        self.fields.first().map_or(self.path.as_str(), |field| field.path.as_str())
    }

    /// How it is read, in words that stay the same while the line says the same: place, transforms, table. Of no use to
    /// people.
    #[must_use]
    pub fn reading(&self) -> String {
        let place = self.read.as_ref().map(|(_, place)| place.to_string()).unwrap_or_default();
        let transforms: Vec<&str> = self.transforms.iter().map(|transform| transform.row().name).collect();
        let rows = self.table.iter().flat_map(Table::rows);
        let rows: Vec<String> = rows.map(|(theirs, ours)| format!("{theirs:?}: {ours:?}")).collect();
        format!("{} {place:?} {} {}", self.path, transforms.join(" "), rows.join(", "))
    }

    /// Whether what it writes is a constant.
    #[must_use]
    pub fn is_constant(&self) -> bool {
        matches!(self.kind, Kind::Constant(_))
    }

    /// Whether it is written in an update (`true`) or a creation (`false`) of its part.
    #[must_use]
    pub fn written_in(&self, update: bool) -> bool {
        match self.write {
            WriteMode::Always | WriteMode::IfEmpty => true,
            WriteMode::Create => !update,
            WriteMode::Update => update,
        }
    }
}
