//! Tests of the room, by what they are about.

mod hostile;
mod places;
mod quoting;
mod values;

use super::Document;
use crate::diagnostic::Diagnostic;

fn parse(text: &str) -> Document {
    Document::parse("test.yaml", text).unwrap_or_else(|troubles| panic!("{text:?}: {troubles:#?}"))
}

fn refuse(text: &str) -> Vec<Diagnostic> {
    let troubles = Document::parse("test.yaml", text).expect_err(text);
    assert!(!troubles.is_empty());
    for trouble in &troubles {
        assert!(trouble.span.start <= trouble.span.end && trouble.span.end <= text.len(), "{trouble:?}");
        assert!(text.is_char_boundary(trouble.span.start) && text.is_char_boundary(trouble.span.end), "{trouble:?}");
        assert!((trouble.start.line, trouble.start.column) >= (1, 1));
        assert!(trouble.start <= trouble.end);
        assert!(!trouble.message.is_empty());
    }
    troubles
}

/// The one problem: its code, line, column and the text it points at.
fn problem(text: &str) -> (&'static str, usize, usize, String) {
    let troubles = refuse(text);
    assert_eq!(troubles.len(), 1, "{troubles:#?}");
    let trouble = &troubles[0];
    (trouble.code.id, trouble.start.line, trouble.start.column, text[trouble.span.clone()].to_owned())
}
