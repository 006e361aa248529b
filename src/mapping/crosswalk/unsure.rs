//! Numbers whose digits were lost before anybody could look.

use super::bind::Crosswalk;
use super::line::{BoundLine, Kind};
use super::{Mapped, Out};
use crate::record::Issue;

impl Crosswalk {
    /// Holds the record where a line computes with one of the `unsure` numbers: a JSON number keeps 15 digits, and a
    /// double that looks round may have been written with more. A line that hands the number on as it is does not ask.
    #[must_use]
    pub fn unsure(&self, unsure: &[usize], mapped: &Mapped<'_>) -> Vec<Issue> {
        let lines = self.lines.iter().zip(&mapped.outs);
        let counts = |(line, out): &(&BoundLine, &Out<'_>)| {
            matches!(out, Out::Value(_)) && unsure.iter().any(|slot| computes_with(line, *slot))
        };
        let issue = |(line, _): (&BoundLine, &Out<'_>)| {
            let message = format!("{} has more digits than a JSON number keeps (15): send it as a text", line.named());
            Issue::new("invalid-value", message).field(line.named()).at(&line.at)
        };
        lines.filter(counts).map(issue).collect()
    }
}

fn computes_with(line: &BoundLine, slot: usize) -> bool {
    match &line.kind {
        Kind::Slot(number) => *number == slot && !line.transforms.is_empty(),
        Kind::Slots(numbers) => numbers.contains(&slot),
        Kind::First(alternatives) => alternatives.iter().any(|line| computes_with(line, slot)),
        Kind::Constant(_) | Kind::Computed(_) => false,
    }
}
