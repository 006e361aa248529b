//! What a file of the right shape may still get wrong: one rule a file, all in one table.
//!
//! A rule looks at a [`View`](view::View) (the plain spec with its slots, lines and expressions laid out) and reports
//! findings at JSON Pointers. Rules never change anything and never depend on each other; a problem is reported by one
//! rule alone. Start with [`check`]; a new rule is a file and a row of [`rule::RULES`].

mod constants;
mod directions;
mod element_order;
mod expressions;
mod fields;
mod file_name;
mod line_words;
mod lines;
mod mandatory;
mod matching;
mod names;
mod not_yet;
mod numbers;
mod owned;
mod part_words;
mod parts;
mod requests;
mod rule;
mod safety;
mod secrets;
mod setting_use;
mod settings;
mod slot_texts;
mod slot_words;
mod slots;
mod text;
mod texts;
mod transforms;
mod twice;
mod unused;
mod view;

pub use rule::{RULES, Rule, check, check_with};
