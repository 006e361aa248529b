//! The three expression languages of a system file, each compiled once.
//!
//! [`Path`] (JSONPath, RFC 9535) takes many things out of an answer; [`Place`] names one spot that can be read and
//! written; [`Template`] and [`Condition`] (minijinja) compute text, values and yes or no over a [`Scope`].
//! [`Transform`]s are named, typed, with inverse and examples: see [`TRANSFORMS`]. Pure.

mod error;
mod path;
mod place;
mod scope;
mod template;
mod transform;

pub use error::{EvalError, ExprError, Refusal};
pub use path::Path;
pub use place::{Place, Step};
pub use scope::Scope;
pub use template::{Condition, Escape, Name, Template};
pub use transform::{Example, TRANSFORMS, Transform, TransformRow};
