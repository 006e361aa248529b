//! Yes and no.

use super::TransformRow;
use super::row::{Make, Outcome, example, refuse, refused};
use crate::record::Datum;

pub(super) const BOOLEAN: TransformRow = TransformRow {
    name: "boolean",
    summary: "true or false, also from the texts true, false, 1 and 0 of formats that know but texts",
    input: "boolean, or its text",
    output: "boolean",
    parameters: &[],
    inverse: Some("the same"),
    lossy: false,
    examples: &[
        example("true", "true"),
        example(r#""false""#, "false"),
        example(r#""1""#, "true"),
        example("0", "false"),
        refused(r#""yes""#),
        refused("2"),
        refused(r#""""#),
    ],
    inverse_examples: &[example(r#""true""#, "true"), example("false", "false"), refused(r#""TRUE ""#)],
    required: false,
    make: Make::Plain(boolean, boolean),
};

#[allow(clippy::needless_pass_by_value)] // the shape of a direction
fn boolean(datum: Datum<'_>) -> Outcome<'_> {
    let flag = match &datum {
        Datum::Bool(flag) => Some(*flag),
        Datum::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Datum::Text(text) => match text.as_ref() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    };
    flag.map_or_else(|| refuse("is neither true nor false"), |flag| Ok(Datum::Bool(flag)))
}
