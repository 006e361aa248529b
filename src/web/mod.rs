//! The console: pages for people and a JSON API for programs, over HTTP.
//!
//! [`serve`](run) opens the workspace and listens; [`routes`] is the table of everything that can be asked, each with the
//! least role that may ask it; `pages` and `api` hold a file for each group of routes. The room calls use cases (`ops`)
//! and keeps in memory what people look at: lists as they were read ([`reading`]), what each person searched for and
//! chose ([`view`]), and the runs under way ([`work`]). Personal values stand in pages and answers and nowhere else: not
//! in addresses, not in log lines, not on disk.

mod answer;
mod api;
mod assets;
mod clock;
mod configuring;
mod console;
mod form;
mod guard;
mod linking;
mod pages;
mod question;
mod reading;
mod routes;
mod rows;
mod serve;
mod templates;
mod trials;
mod view;
mod words;
mod work;
mod works;

pub use api::About;
pub use routes::{Face, Least, Route, table};
pub use serve::run;
