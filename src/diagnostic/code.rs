//! The registry of diagnostic codes: stable ids, never reused.

/// One kind of problem. `id` is what people search for (`CW0304`), `title` is a line, `explain` is the help text that
/// `crosswalk explain` prints: what it means, why it matters, how to mend it, with an example.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable identifier, `CW` and four digits: 01 text and YAML, 02 shape, 03 expressions, 04 rules, 05 workspace.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// Markdown, a few sentences and an example.
    pub explain: &'static str,
}

/// Looks a code up by its id, whatever its case.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.id.eq_ignore_ascii_case(id))
}

/// The help text of a code: `explain/ID.md`, or the words that stand in the table.
macro_rules! explain {
    ($id:literal) => {
        include_str!(concat!("explain/", $id, ".md"))
    };
    ($id:literal, $text:literal) => {
        $text
    };
}

macro_rules! registry {
    ($($name:ident = $id:literal, $title:literal $(, $explain:literal)?;)*) => {
        /// Every code by its name.
        #[allow(missing_docs)]
        pub mod codes {
            use super::Code;
            $(pub static $name: Code = Code { id: $id, title: $title, explain: explain!($id $(, $explain)?) };)*
        }
        /// All codes, in the order of their ids.
        pub static ALL: &[&Code] = &[$(&codes::$name),*];
    };
}

registry! {
    YAML_SYNTAX = "CW0101", "the text is not valid YAML";
    DUPLICATE_KEY = "CW0102", "the same key twice in one map";
    TOO_LARGE = "CW0103", "the file is larger, deeper or more repetitive than a mapping may be";
    NOT_TEXT = "CW0104", "the file is not UTF-8 text";
    UNQUOTED_BRACES = "CW0105", "a path or template in a flow line needs quotes";
    SHAPE = "CW0201", "a value has the wrong type or form";
    UNKNOWN_KEY = "CW0202", "a key the language does not have";
    MISSING_KEY = "CW0203", "a key that must be there is not";
    NOT_A_CHOICE = "CW0204", "a word that is not one of the allowed ones";
    BAD_PATH = "CW0301", "invalid JSONPath";
    BAD_PLACE = "CW0302", "invalid place";
    BAD_TEMPLATE = "CW0303", "invalid template";
    UNKNOWN_FILTER = "CW0304", "a template uses a filter, test or function that does not exist";
    UNKNOWN_NAME = "CW0305", "a template uses a name that is not in its scope";
    UNKNOWN_TRANSFORM = "CW0306", "a transform that does not exist";
    BAD_PARAMETER = "CW0307", "a transform is given parameters it does not take";
    BAD_PATTERN = "CW0308", "invalid regular expression";
    BAD_DURATION = "CW0309", "not a duration";
    UNKNOWN_FIELD = "CW0401", "a field that the record schema does not have";
    WRITTEN_TWICE = "CW0402", "two lines write one place";
    MANDATORY_UNMAPPED = "CW0403", "a mandatory field that no line maps";
    UNKNOWN_PART = "CW0404", "a name that is no part of this system";
    UNKNOWN_SLOT = "CW0405", "a slot that is not there";
    UNDECLARED_SETTING = "CW0406", "a setting that is not declared";
    UNUSED_SETTING = "CW0407", "a setting that is declared and not used";
    SECRET_OUTSIDE_REQUEST = "CW0408", "a secret outside a request";
    UNKNOWN_LOOKUP = "CW0409", "a lookup that is not declared";
    UNUSED_LOOKUP = "CW0410", "a lookup that is declared and not used";
    WRITE_IN_READ_SLOT = "CW0411", "a request that changes something in a reading slot";
    WORD_OUT_OF_PLACE = "CW0412", "a word that means nothing in this place";
    NO_FRESH_BASE = "CW0413", "a whole-record update without a read of its own";
    UNSETTLED_CREATE = "CW0414", "a create that nothing can settle";
    UNREADABLE_MATCH = "CW0415", "matching or settling by a field that cannot be read";
    NO_DIRECTION = "CW0416", "a line that says neither what to read nor where to write";
    BAD_DEFAULT = "CW0417", "a default that does not fit the setting's type";
    NAME_MISMATCH = "CW0418", "the file's name and the system's name differ";
    BAD_OPERATION = "CW0419", "a SOAP operation is not written Service/Operation";
    NOT_INVERTIBLE = "CW0420", "a two-way line with a transform that has no inverse";
    BAD_SETTING_REFERENCE = "CW0421", "a setting of the wrong type stands here";
    CONSTANT_UNDOES = "CW0422", "a constant that undoes people's edits at the provider";
    HISTORY_AS_PRESENT = "CW0423", "an entry of a dated list is compared with the present one";
    NO_IDENTITY = "CW0424", "records of an owner that nothing tells apart";
    NO_OWNER = "CW0425", "a request of records of an owner that does not say whose they are";
    OUTSIDE_ORDER = "CW0426", "a line writes an element that its part's order does not name";
    NOT_YET = "CW0490", "a word of the language that this version does not carry out yet";
    WORKSPACE = "CW0501", "the workspace is not right";
    UNKNOWN_SYSTEM = "CW0502", "a system that has no file";
    SETTING_VALUE = "CW0503", "a setting's value does not fit its declaration";
    LITERAL_SECRET = "CW0504", "a secret written into the workspace file";
    CASE_FILE = "CW0601", "a case file is not right";
    SANDBOX_FILE = "CW0602", "a simulated system's file is not right";
    RECORD_SCHEMA = "CW0603", "the record schema that a file brings cannot be used";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_ascend_and_every_code_is_explained() {
        assert!(ALL.windows(2).all(|pair| pair[0].id < pair[1].id), "in the order of their ids, each once");
        for code in ALL {
            assert!(code.id.len() == 6 && code.id.starts_with("CW"), "{}", code.id);
            assert!(!code.title.ends_with('.') && code.title.len() <= 80, "{}", code.title);
            assert!(code.explain.len() > 100 && code.explain.ends_with('\n'), "{}: {:?}", code.id, code.explain);
            assert_eq!(code.explain.matches("```").count() % 2, 0, "{}", code.id);
            assert_eq!(by_id(&code.id.to_lowercase()), Some(*code));
        }
        assert_eq!(by_id("CW9999"), None);
    }
}
