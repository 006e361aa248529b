//! The command line: words in, words out.
//!
//! Each command parses its words, calls one use case of `ops`, renders the report and turns the verdict into an exit
//! code: 0 done, 1 it worked and found trouble, 2 usage, configuration or world, 130 interrupted. One file a family in
//! [`commands`]; everything that is printed goes through `Output`. Start with [`run`].

mod arguments;
mod attend;
mod bar;
mod commands;
mod output;
mod render;
mod start;

pub use start::run;
