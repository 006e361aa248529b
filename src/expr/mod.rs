//! The expression languages of a system file, each compiled once.
//!
//! [`Path`] (JSONPath, RFC 9535) takes many things out of an answer; [`Place`] names one spot that can be read and
//! written; [`Template`] and [`Condition`] (minijinja's grammar) compute text, values and yes or no over a [`Scope`].
//! [`Transform`]s are named, typed, with inverse and examples: see [`TRANSFORMS`]. Pure.

mod condition;
mod error;
mod escape;
mod eval;
mod filter;
mod lower;
mod node;
mod operators;
mod path;
mod period;
mod place;
mod place_text;
mod scope;
mod syntax;
mod template;
mod transform;

pub use condition::Condition;
pub use error::{EvalError, ExprError, Refusal};
pub use escape::Escape;
pub use node::Name;
pub use path::Path;
pub use place::{Place, Step};
pub use scope::Scope;
pub use template::Template;
pub use transform::{Example, TRANSFORMS, Transform, TransformRow, folded};
