//! Named transforms: employee's form -> system's form, with types, inverses and examples.
//!
//! A family of transforms is a file: its [`TransformRow`]s are data with two functions or a small machine behind them.
//! A value that need not change is handed on as it was borrowed.

mod account;
mod boolean;
mod calendar;
mod compiled;
mod contact;
mod country;
mod country_names;
mod country_table;
mod date;
mod fold;
mod names;
mod number;
mod parameters;
mod personnummer;
mod row;
mod spelling;
mod table;
mod text;

pub use compiled::Transform;
pub use fold::fold as folded;
pub use row::{Example, TransformRow};
pub use table::TRANSFORMS;
