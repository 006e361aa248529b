//! Every expression compiles.

use super::view::View;
use crate::diagnostic::Finding;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    findings.extend(view.texts.iter().filter_map(super::text::Text::finding));
}
