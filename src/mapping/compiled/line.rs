//! One line of the crosswalk, compiled; what settings decide is still open.

use indexmap::IndexMap;
use serde_json::Value;

use crate::expr::{Condition, Place, Template};
use crate::mapping::spec::{ClearedAs, Compare, Earlier, Invalid, Longer, OnNull, Unlinked, WriteMode};
use crate::record::Pointer;

/// One line of the crosswalk.
#[derive(Debug, Clone)]
pub struct Line {
    /// The line in the file.
    pub pointer: Pointer,
    /// `mappings/SYSTEM.yaml:88`.
    pub at: String,
    /// Where the employee's side comes from.
    pub source: LineSource,
    /// Where the system holds it, for reading.
    pub from: Option<PlaceRef>,
    /// Where it is written.
    pub to: Option<PlaceRef>,
    /// When it must have a value.
    pub required: Required,
    /// When it is written.
    pub write: WriteMode,
    /// Transforms as written; parameters may still be `settings.x`.
    pub transforms: Vec<Value>,
    /// Value table.
    pub table: Option<TableRef>,
    /// A value outside the table: `hold`, `omit` or a value.
    pub otherwise: Option<Value>,
    /// Taken where there is no value.
    pub default: Option<ValueRef>,
    /// Counts only when this holds.
    pub when: Option<Condition>,
    /// What an empty employee field does.
    pub on_null: Option<WordRef<OnNull>>,
    /// How "no value" is written; none: as the part says.
    pub cleared_as: Option<ClearedAs>,
    /// What counts as null; none: as the entity says.
    pub empty: Option<Vec<Value>>,
    /// Longest text in characters.
    pub max_length: Option<(usize, Longer)>,
    /// What a value that cannot be turned does.
    pub invalid: Invalid,
    /// When two values count as equal.
    pub compare: Compare,
    /// What a date does that lies before the one that is there.
    pub earlier: Earlier,
    /// Sent whenever its part (`any`) or that place is sent.
    pub send_with: Option<String>,
    /// Another record's key.
    pub link: Option<(String, Unlinked)>,
    /// Group for people, over the schema's.
    pub group: Option<String>,
    /// The employee field's name in the field table.
    pub label: Option<String>,
    /// The way back cannot give the very same value.
    pub lossy: bool,
}

/// Where the employee's side of a line comes from.
#[derive(Debug, Clone)]
pub enum LineSource {
    /// A field.
    Field(String),
    /// Several fields, joined by a transform.
    Fields(Vec<String>),
    /// The first alternative with a value.
    First(Vec<Line>),
    /// A constant; with `field` it is read as that field.
    Constant(Value, Option<String>),
    /// Computed; with `field` it is read as that field.
    Computed(Template, Option<String>),
    /// One of several shapes.
    Case {
        /// The deciding field.
        field: String,
        /// The shapes.
        shapes: Vec<CaseShape>,
    },
}

/// One shape of a case.
#[derive(Debug, Clone)]
pub struct CaseShape {
    /// The deciding value.
    pub value: String,
    /// A value there tells the case on reading.
    pub seen: PlaceRef,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// A place, or the setting that holds one.
#[derive(Debug, Clone)]
pub enum PlaceRef {
    /// In the part of this number.
    Fixed {
        /// Index into the entity's parts.
        part: usize,
        /// Within the part.
        place: Place,
    },
    /// `settings.x`, a place within the part.
    Setting {
        /// Index into the entity's parts.
        part: usize,
        /// The setting.
        name: String,
    },
}

/// When a line must have a value.
#[derive(Debug, Clone)]
pub enum Required {
    /// Never.
    No,
    /// Always.
    Always,
    /// To create the person.
    Create,
    /// When this holds.
    When(Condition),
}

/// A value table.
#[derive(Debug, Clone)]
pub enum TableRef {
    /// employee value: system value.
    Rows(IndexMap<String, Value>),
    /// A setting.
    Setting(String),
    /// A lookup.
    Lookup(String),
}

/// A value, or a template that computes one.
#[derive(Debug, Clone)]
pub enum ValueRef {
    /// As it stands.
    Literal(Value),
    /// Computed.
    Template(Template),
}

/// A fixed word, or the setting that holds it.
#[derive(Debug, Clone)]
pub enum WordRef<T> {
    /// As it stands.
    Word(T),
    /// A setting.
    Setting(String),
}
