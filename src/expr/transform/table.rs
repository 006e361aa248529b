//! The registry.

use super::{TransformRow, text};

/// All transforms, by name.
pub static TRANSFORMS: &[TransformRow] = &[text::LOWER, text::TEXT, text::TRIM, text::UPPER];
