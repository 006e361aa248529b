//! Requests, compiled: what only reads and what writes are two types.

use super::{Body, ErrorRule, Page, TableRef};
use crate::expr::{Condition, Path, Place, Template, Transform};
use crate::mapping::spec::BodyFormat;
use crate::record::Pointer;

/// One request.
#[derive(Debug, Clone)]
pub struct Call {
    /// Verb and path, or service and operation.
    pub target: Target,
    /// Query parameters; a list repeats the name, an absent value is left out.
    pub query: Vec<(String, Body)>,
    /// Headers of this request; absent ones are left out.
    pub headers: Vec<(String, Template)>,
    /// What is sent.
    pub body: Option<Body>,
    /// How it is written; none: as the connection's format says.
    pub format: Option<BodyFormat>,
    /// Name of the XML root element.
    pub root: Option<String>,
    /// Before the connection's.
    pub errors: Vec<ErrorRule>,
    /// For messages: `mappings/SYSTEM.yaml:41`.
    pub at: String,
    /// The slot in the file.
    pub pointer: Pointer,
}

/// What is called.
#[derive(Debug, Clone)]
pub enum Target {
    /// Plain HTTP.
    Http {
        /// GET, POST …
        method: String,
        /// Path (with query, if the author wrote one) behind the base URL; expressions are escaped as segments.
        path: Template,
    },
    /// A SOAP operation.
    Soap {
        /// Service.
        service: String,
        /// Operation.
        operation: String,
    },
}

/// A request that only reads, and how its answer is read.
#[derive(Debug, Clone)]
pub struct ReadSlot {
    /// The request.
    pub call: Call,
    /// Slots of one entity with the same number send the same request: it is sent once (`like` with nothing of the
    /// request changed).
    pub share: usize,
    /// Sent only when this holds.
    pub when: Option<Condition>,
    /// Once for each of a list.
    pub each: Option<Template>,
    /// The answer's entries; none: the whole answer is one.
    pub items: Option<Path>,
    /// Where an item (or the answer) holds the key.
    pub key: Option<KeyAt>,
    /// Where an item holds its owner's key.
    pub owner: Option<Place>,
    /// This part's entries within an item; none: the item.
    pub record: Option<Path>,
    /// Which of several entries counts.
    pub pick: Pick,
    /// Written place <- read place.
    pub read_as: Vec<As>,
    /// Related entries put in.
    pub join: Vec<Join>,
    /// Paging (`PageBy::None`: comes whole).
    pub page: Page,
    /// In `find`: the employee field.
    pub by: Option<String>,
    /// In a probe: must find something.
    pub expect: Option<Path>,
    /// In a probe: one of the things found must be equal to this as text.
    pub equals: Option<Template>,
}

/// Where a key stands.
#[derive(Debug, Clone)]
pub enum KeyAt {
    /// In the item.
    Place(Place),
    /// In the answer.
    Path(Path),
}

/// Which of several entries counts.
#[derive(Debug, Clone, Default)]
pub struct Pick {
    /// Greatest of these; the next decides among equals.
    pub latest: Vec<Place>,
    /// Entries whose first `latest` is later do not count.
    pub until: Option<Until>,
    /// The entry whose `id` equals this place of another part (first step: the part).
    pub id: Option<Place>,
}

/// A last day.
#[derive(Debug, Clone)]
pub enum Until {
    /// YYYY-MM-DD.
    Date(String),
    /// `run.date`, `settings.x`.
    Expression(Template),
}

/// Where an answer has a written place.
#[derive(Debug, Clone)]
pub struct As {
    /// The part's own place.
    pub to: Place,
    /// The answer's.
    pub from: Place,
    /// Value read: value of the part.
    pub table: Option<TableRef>,
    /// A value outside the table is left out; else it stays as it is.
    pub omit: bool,
    /// Applied to the value read.
    pub transform: Option<Transform>,
}

/// Related entries put in by id.
#[derive(Debug, Clone)]
pub struct Join {
    /// The member that is made.
    pub into: String,
    /// The related entries in the answer.
    pub items: Path,
    /// The item's member that names the related entry.
    pub id: Place,
    /// The related entry's member that it is named by.
    pub by: Place,
}

/// Reference data, read once a run.
#[derive(Debug, Clone)]
pub struct Lookup {
    /// Its name: `lookup.<name>`.
    pub name: String,
    /// The request.
    pub read: ReadSlot,
    /// A value of the answer, or with `table_key` the value in each item.
    pub value: Path,
    /// In each item: the table's key.
    pub table_key: Option<Place>,
    /// In each item: the table's value.
    pub table_value: Option<Place>,
}

/// A request that changes something.
#[derive(Debug, Clone)]
pub struct WriteSlot {
    /// The request.
    pub call: Call,
    /// Sent only when this holds.
    pub when: Option<Condition>,
    /// The new key in the answer.
    pub key: Option<Path>,
    /// The answer is (or holds) the part as it now is.
    pub record: Option<Path>,
    /// May be sent again when the answer was lost.
    pub repeatable: bool,
    /// Other parts of the same person that its templates name as `current.PART`: their present entries must be in
    /// scope.
    pub needs_parts: Vec<usize>,
}
