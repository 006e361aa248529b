//! Named transforms: employee's form -> system's form, with types, inverses and examples.
//!
//! A family of transforms is a file: its [`TransformRow`]s are data with two functions or a small machine behind them.
//! A value that need not change is handed on as it was borrowed.

mod compiled;
mod parameters;
mod row;
mod table;
mod text;

pub use compiled::Transform;
pub use row::{Example, TransformRow};
pub use table::TRANSFORMS;
