//! What all screens of one connection begin with: its names, and who looks at what.

use serde_json::{Value, json};

use super::super::answer::Refused;
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::view::ViewKey;
use super::super::words::Sides;
use crate::ops::overview;
use crate::ops::report::{ConnectionOverview, OverviewReport, SystemName, Tab};
use crate::record::Direction;

/// One connection's screens, one way.
pub(super) struct Screen {
    pub(super) connection: ConnectionOverview,
    pub(super) direction: Direction,
    pub(super) sides: Sides,
}

impl Screen {
    /// Finds it.
    ///
    /// # Errors
    /// When there is no such connection, or its file is not right.
    pub(super) fn of(console: &Shared, connection: &str, direction: &str) -> Result<Self, Refused> {
        let direction = Direction::of(direction)
            .ok_or_else(|| Refused::missing(format!("`{direction}` is neither export nor import")))?;
        let (hr, connection) = one(console.named.report()?, connection)?;
        let sides = Sides::of(&hr, &connection);
        Ok(Self { connection, direction, sides })
    }

    /// Where the list is.
    pub(super) fn path(&self) -> String {
        format!("/c/{}/{}", self.connection.connection, self.direction)
    }

    /// What the screen is kept under.
    pub(super) fn view_key(&self, who: &Who) -> ViewKey {
        (who.session.clone(), self.connection.connection.clone(), self.direction)
    }

    /// The tab that it opens on: an import on everybody; an export where the
    /// provider's own screens do.
    pub(super) fn first_tab(&self) -> Tab {
        match self.direction {
            Direction::Import => Tab::All,
            Direction::Export => self.connection.words.opens,
        }
    }

    /// Names for a template.
    pub(super) fn context(&self) -> Value {
        let target = self.sides.target(self.direction);
        json!({
            "connection": self.connection.connection, "label": self.connection.label,
            "direction": self.direction, "path": self.path(), "leave": self.connection.leave,
            "hr": self.sides.hr, "provider": self.sides.provider,
            "source": self.sides.source(self.direction), "target": target,
            "verb": if self.direction == Direction::Export { "Export" } else { "Import" },
            "unlink": self.connection.words.unlink,
        })
    }
}

/// A connection, and how it stands, with the HR system beside it.
///
/// # Errors
/// When there is no such connection, or its file is not right.
pub(super) async fn find(console: &Shared, connection: &str) -> Result<(SystemName, ConnectionOverview), Refused> {
    let report = overview::run(overview::Options { workspace: console.workspace.clone() }).await?;
    one(report, connection)
}

fn one(report: OverviewReport, connection: &str) -> Result<(SystemName, ConnectionOverview), Refused> {
    let found = report.connections.into_iter().find(|known| known.connection == connection);
    let found = found.ok_or_else(|| Refused::missing(format!("there is no connection `{connection}`")))?;
    if let Some(trouble) = &found.trouble {
        return Err(Refused::from(crate::ops::OpsError::configuration("system-file", trouble.clone())));
    }
    Ok((report.hr, found))
}
