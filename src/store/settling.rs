//! Settling what is in doubt.

use crate::record::{Direction, LinkedBy};

use super::error::StoreError;
use super::journal::{advance, link};
use super::opening::Store;
use super::state::{StepEvent, StepState};
use super::step::{Settled, StepId, StepKind};
use super::step_row::{get, save};

impl Store {
    /// Notes what settling found out; a found person is linked, both or neither. A step that is still started is in
    /// doubt first, unless its run is this process's own: then its own task will say how it ended. What could not be
    /// told may be settled again, by a person too.
    pub async fn settle(&self, step: StepId, settled: Settled) -> Result<(), StoreError> {
        let started = self.inner.owner.read(move |db| get(db, step)).await?;
        if started.state == StepState::Started && self.is_live(&started.run) {
            return Err(StoreError::InFlight(step));
        }
        self.inner
            .owner
            .write(move |tx| {
                if get(tx, step)?.state == StepState::Started {
                    save(tx, &advance(tx, step, StepEvent::Doubt)?)?;
                }
                let mut now = advance(tx, step, settled.event())?;
                if let Settled::Found(key) = settled {
                    if now.kind == StepKind::CreatePerson {
                        now.what.target = Some(key);
                        let by = match now.direction {
                            Direction::Export => LinkedBy::Create,
                            Direction::Import => LinkedBy::Import,
                        };
                        link(tx, &now, by)?;
                    } else {
                        now.entry = Some(key);
                    }
                }
                save(tx, &now)
            })
            .await
    }
}
