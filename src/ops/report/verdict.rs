//! Whether a use case went well: the faces make an exit code or a banner of it.

use serde::Serialize;

/// How a finished use case went. Errors of the world are no verdict: they are `OpsError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing needs a person.
    Good,
    /// It worked and found trouble: a person should look.
    Trouble,
    /// It was asked to stop; what was under way has been waited for.
    Interrupted,
}

/// What every report can do.
pub trait Report: Serialize {
    /// How it went.
    fn verdict(&self) -> Verdict {
        Verdict::Good
    }
}
