//! What a case file may say. The JSON Schema in `schemas/case.schema.json` is derived from these types.

mod case;
mod exchange;
mod expect;
mod kinds;
mod story;

pub use case::{CaseFile, CaseSpec, EntityWord};
pub use exchange::{ExchangeCase, ExchangeExpect, PersonSpec};
pub use expect::{ChangeSpec, IssueSpec, SendSpec, WriteWord};
pub use kinds::{
    DiffCase, DiffExpect, MapCase, MapExpect, RequestCase, RequestExpect, ReverseCase, ReverseExpect, RoundTripCase,
};
pub use story::{ExportStep, ImportStep, LeaveStep, ListStep, RowSpec, StepExpect, StepSpec, StoryCase, TabWord};
