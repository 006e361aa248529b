//! The moments at which a crash would matter.

use std::sync::Arc;

use super::EngineError;

/// Asked at every boundary: before and after each journal write and each request that changes something. In production
/// it never says anything; tests cut a run short with it.
#[derive(Clone, Default)]
pub struct Boundary(Option<Arc<Cut>>);

/// Whether a run is cut short at a moment (`before a request leaves`) of somebody's part (`KEY part.slot`).
type Cut = dyn Fn(&str, &str) -> bool + Send + Sync;

impl Boundary {
    /// Never cuts.
    #[must_use]
    pub fn none() -> Self {
        Self(None)
    }

    /// Cuts the run short where `cut` says true.
    pub fn new(cut: impl Fn(&str, &str) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(cut)))
    }

    /// Passes a boundary.
    ///
    /// # Errors
    /// When the run is to be cut short here.
    pub fn pass(&self, what: &'static str, whom: &str) -> Result<(), EngineError> {
        match &self.0 {
            Some(cut) if cut(what, whom) => Err(EngineError::Cut(what)),
            _ => Ok(()),
        }
    }
}

impl std::fmt::Debug for Boundary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Boundary").field(&self.0.is_some()).finish()
    }
}
