//! Sends what changes something.

use super::client::{ReadClient, Requests};
use super::exchange::{Attempt, Task};
use super::outgoing::Extra;
use super::{Answer, Trouble};
use crate::expr::Scope;
use crate::mapping::compiled::WriteSlot;

/// A [`ReadClient`] that may also send writing slots. Whoever holds none cannot change anything.
#[derive(Debug, Clone)]
pub struct WriteClient {
    read: ReadClient,
}

impl WriteClient {
    /// Gives the right to write.
    #[must_use]
    pub fn new(read: ReadClient) -> Self {
        Self { read }
    }

    /// The reading half; it shares limits, login and counts.
    #[must_use]
    pub fn read(&self) -> &ReadClient {
        &self.read
    }

    /// Attempts so far.
    #[must_use]
    pub fn counts(&self) -> Requests {
        self.read.counts()
    }

    /// Sends. Only what was surely not done is sent again, unless the slot is `repeatable`.
    ///
    /// # Errors
    /// `Unclear`: it may have been done. Every other kind: it was not.
    pub async fn send(&self, slot: &WriteSlot, scope: &Scope) -> Result<Answer, Trouble> {
        self.send_with(slot, scope, &mut |_| {}).await
    }

    /// As [`WriteClient::send`]; `before` is called before each attempt goes out.
    ///
    /// # Errors
    /// As [`WriteClient::send`].
    pub async fn send_with(
        &self,
        slot: &WriteSlot,
        scope: &Scope,
        before: &mut (dyn FnMut(Attempt) + Send),
    ) -> Result<Answer, Trouble> {
        self.read.exchange(&Task::writing(slot, scope), &Extra::default(), before).await.map(|done| done.answer)
    }
}
