//! The few colours there are, by what they mean.

use clap::builder::styling::{AnsiColor, Style};

/// It went well.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// It did not.
pub(super) const BAD: Style = AnsiColor::Red.on_default();
/// A person should look.
pub(super) const LOOK: Style = AnsiColor::Yellow.on_default();
/// A heading.
pub(super) const HEAD: Style = Style::new().bold();
/// Less important.
pub(super) const FAINT: Style = Style::new().dimmed();
