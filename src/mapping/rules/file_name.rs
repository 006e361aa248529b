//! The file is named after its system.

use super::view::View;
use crate::diagnostic::{Finding, Spot, codes};
use crate::record::Pointer;

pub(super) fn run(view: &View<'_>, findings: &mut Vec<Finding>) {
    let base = view.file.rsplit(['/', '\\']).next().unwrap_or_default();
    let Some(stem) = base.strip_suffix(".yaml").or_else(|| base.strip_suffix(".yml")) else { return };
    let system = &view.spec.system;
    if stem != system {
        let message = format!("the system is called `{system}`, but a system file is found by its name, `{stem}`");
        let help = format!("rename the file to `{system}.yaml`, or write `system: {stem}`");
        let spot = Spot::Value(Pointer::root().key("system"));
        findings.push(Finding::error(&codes::NAME_MISMATCH, spot, message).help(help));
    }
}
