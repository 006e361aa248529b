//! What use cases hand back: plain data with the field names that other programs rely on.
//!
//! Every report is one JSON object (`--format json` prints it as it is); the faces turn it into tables or pages. Names
//! here are never changed, only added to; a key without a value is left out, `null` is the value null. [`Change`] is
//! where to start. Masking of sensitive values is done once, in [`mask`], before a report leaves the use case.

mod change;
mod check;
mod connections;
mod demo;
mod describe;
mod docs;
mod doctor;
mod field;
mod links;
mod list;
mod map;
mod mask;
mod overview;
mod runs;
mod sandbox;
mod settle;
mod summary;
mod systems;
mod test;
mod verdict;

pub use change::{Braked, Change, ChangeReport, Counted, Requests};
pub use check::CheckReport;
pub use connections::{AccountSettings, ConnectionsReport, SettingValue};
pub use demo::{DemoReport, DemoStep};
pub use describe::{BrakeRow, DescribeReport, HoldRow, RequestRow, RuleRow, SettingRow, TextProblem, ValueTable};
pub use docs::{DocsReport, DocsRow};
pub use doctor::{DoctorCheck, DoctorReport};
pub use field::{Candidate, FieldChange};
pub use links::{LinkRow, LinksReport};
pub use list::{Counts, ListReport, ListRow, Other, Tab};
pub use map::{MapReport, Refused};
pub use mask::mask;
pub use overview::{ConnectionOverview, OverviewReport, SystemName, Words};
pub use runs::{RunRow, RunsReport, ShowReport};
pub use sandbox::{SandboxReport, SandboxSystem};
pub use settle::{SettleReport, SettleResult, Settled};
pub use summary::Summary;
pub use systems::{SystemRow, SystemTextReport, SystemsReport};
pub use test::{CaseRow, TestReport};
pub use verdict::{Report, Verdict};
