//! Countries as ISO 3166-1 alpha-2.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use super::TransformRow;
use super::country_names::NAMES;
use super::country_table::COUNTRIES;
use super::fold::fold;
use super::row::{Make, Outcome, example, refuse, refused, text_or};
use crate::record::Datum;

pub(super) const COUNTRY_ALPHA2: TransformRow = TransformRow {
    name: "country_alpha2",
    summary: "the two letters of ISO 3166 for a country given by two or three letters or by name",
    input: "country",
    output: "two letters",
    parameters: &[],
    inverse: Some("the two letters"),
    lossy: false,
    examples: &[
        example(r#""SE""#, r#""SE""#),
        example(r#""nl""#, r#""NL""#),
        example(r#""SWE""#, r#""SE""#),
        example(r#""The Netherlands""#, r#""NL""#),
        example(r#""österreich ""#, r#""AT""#),
        example(r#""Cote d'Ivoire""#, r#""CI""#),
        refused(r#""Atlantis""#),
        refused(r#""XX""#),
        refused("47"),
    ],
    inverse_examples: &[example(r#""NL""#, r#""NL""#), refused(r#""ZZ""#)],
    required: false,
    make: Make::Plain(alpha2, alpha2),
};

fn alpha2(datum: Datum<'_>) -> Outcome<'_> {
    const WRONG: &str = "is no country (two letters such as NL, three such as NLD, or a name)";
    let text = text_or(datum, WRONG)?;
    if known(&text) {
        return Ok(Datum::Text(text));
    }
    match names().get(fold(&text).as_str()) {
        Some(code) => Ok(Datum::Text(Cow::Borrowed(code))),
        None => refuse(WRONG),
    }
}

fn known(text: &str) -> bool {
    text.len() == 2 && COUNTRIES.binary_search_by(|(code, _, _)| (*code).cmp(text)).is_ok()
}

/// Folded codes and names. Alpha-2 comes last, so that nothing hides it.
fn names() -> &'static HashMap<String, &'static str> {
    static ALL: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    ALL.get_or_init(|| {
        let others = NAMES.iter().flat_map(|(code, names)| names.iter().map(move |name| (fold(name), *code)));
        let english = COUNTRIES.iter().map(|(code, _, name)| (fold(name), *code));
        let alpha3 = COUNTRIES.iter().map(|(code, three, _)| (fold(three), *code));
        let alpha2 = COUNTRIES.iter().map(|(code, _, _)| (fold(code), *code));
        others.chain(english).chain(alpha3).chain(alpha2).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_name_leads_to_its_country() {
        assert!(COUNTRIES.is_sorted());
        for (code, three, name) in COUNTRIES {
            for text in [code, three, name, &name.to_lowercase(), &code.to_lowercase()] {
                assert_eq!(alpha2(Datum::text(text)), Ok(Datum::text(code)), "{text}");
            }
        }
        for (code, names) in NAMES {
            assert!(known(code), "{code}");
            for name in names {
                assert_eq!(alpha2(Datum::text(*name)), Ok(Datum::text(code)), "{name}");
            }
        }
    }
}
