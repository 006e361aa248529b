//! Simulated systems with sample people, and the main job on them.

use super::report::{DemoReport, DemoStep};
use super::{Face, OpsError};

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Ends after the last step.
    pub once: bool,
    /// Sensitive values are not masked.
    pub show_sensitive: bool,
}

/// Does it; each step is told when it is done.
///
/// # Errors
/// When a simulated system cannot be started.
pub async fn run(
    options: Options,
    face: &Face<'_>,
    tell: &(dyn Fn(&DemoStep) + Sync),
) -> Result<DemoReport, OpsError> {
    let _ = (options, face.stop.asked(), tell);
    Err(OpsError::later("`demo` is not built yet"))
}
