//! The table of rules.

use super::view::View;
use super::{
    constants, directions, element_order, expressions, fields, file_name, line_words, mandatory, matching, names,
    not_yet, numbers, owned, part_words, parts, requests, safety, secrets, setting_use, settings, slot_words,
    transforms, twice, unused,
};
use crate::diagnostic::{Code, Finding, codes};
use crate::mapping::spec::SystemFile;
use crate::record::RecordSchema;

/// One rule.
pub struct Rule {
    /// What it may report.
    pub codes: &'static [&'static Code],
    /// Looks and reports.
    pub(super) run: fn(&View<'_>, &mut Vec<Finding>),
}

/// All rules.
pub static RULES: &[Rule] = &[
    Rule {
        codes: &[
            &codes::BAD_PATH,
            &codes::BAD_PLACE,
            &codes::BAD_TEMPLATE,
            &codes::UNKNOWN_FILTER,
            &codes::BAD_PATTERN,
            &codes::BAD_DURATION,
        ],
        run: expressions::run,
    },
    Rule {
        codes: &[
            &codes::UNKNOWN_NAME,
            &codes::UNDECLARED_SETTING,
            &codes::UNKNOWN_LOOKUP,
            &codes::UNKNOWN_FIELD,
            &codes::UNKNOWN_PART,
        ],
        run: names::run,
    },
    Rule {
        codes: &[
            &codes::UNKNOWN_TRANSFORM,
            &codes::BAD_PARAMETER,
            &codes::NOT_INVERTIBLE,
            &codes::UNDECLARED_SETTING,
            &codes::SECRET_OUTSIDE_REQUEST,
        ],
        run: transforms::run,
    },
    Rule { codes: &[&codes::UNKNOWN_FIELD], run: fields::run },
    Rule { codes: &[&codes::WRITTEN_TWICE], run: twice::run },
    Rule { codes: &[&codes::MANDATORY_UNMAPPED], run: mandatory::run },
    Rule { codes: &[&codes::MANDATORY_UNMAPPED, &codes::UNREADABLE_MATCH], run: matching::run },
    Rule { codes: &[&codes::UNKNOWN_PART, &codes::UNKNOWN_SLOT], run: parts::run },
    Rule {
        codes: &[
            &codes::UNDECLARED_SETTING,
            &codes::BAD_SETTING_REFERENCE,
            &codes::UNKNOWN_LOOKUP,
            &codes::SHAPE,
            &codes::NOT_A_CHOICE,
        ],
        run: setting_use::run,
    },
    Rule {
        codes: &[
            &codes::BAD_DEFAULT,
            &codes::MISSING_KEY,
            &codes::WORD_OUT_OF_PLACE,
            &codes::NOT_A_CHOICE,
            &codes::UNKNOWN_PART,
        ],
        run: settings::run,
    },
    Rule { codes: &[&codes::UNUSED_SETTING, &codes::UNUSED_LOOKUP], run: unused::run },
    Rule { codes: &[&codes::SECRET_OUTSIDE_REQUEST], run: secrets::run },
    Rule { codes: &[&codes::WRITE_IN_READ_SLOT, &codes::BAD_OPERATION, &codes::SHAPE], run: requests::run },
    Rule { codes: &[&codes::WORD_OUT_OF_PLACE, &codes::MISSING_KEY, &codes::UNKNOWN_SLOT], run: slot_words::run },
    Rule { codes: &[&codes::WORD_OUT_OF_PLACE, &codes::MISSING_KEY], run: part_words::run },
    Rule { codes: &[&codes::WORD_OUT_OF_PLACE, &codes::MISSING_KEY], run: line_words::run },
    Rule { codes: &[&codes::NO_DIRECTION], run: directions::run },
    Rule { codes: &[&codes::NO_FRESH_BASE, &codes::UNSETTLED_CREATE, &codes::HISTORY_AS_PRESENT], run: safety::run },
    Rule {
        codes: &[
            &codes::NO_IDENTITY,
            &codes::NO_OWNER,
            &codes::MISSING_KEY,
            &codes::WORD_OUT_OF_PLACE,
            &codes::MANDATORY_UNMAPPED,
        ],
        run: owned::run,
    },
    Rule { codes: &[&codes::OUTSIDE_ORDER], run: element_order::run },
    Rule { codes: &[&codes::CONSTANT_UNDOES], run: constants::run },
    Rule { codes: &[&codes::SHAPE, &codes::NOT_A_CHOICE], run: numbers::run },
    Rule { codes: &[&codes::NAME_MISMATCH], run: file_name::run },
    Rule { codes: &[&codes::NOT_YET], run: not_yet::run },
];

/// Everything the rules find in a file, given the employee's record schema; leave lines are not held against one.
#[must_use]
pub fn check(spec: &SystemFile, schema: &RecordSchema, document_file: &str) -> Vec<Finding> {
    check_with(spec, schema, None, document_file)
}

/// The same, with the schema of leave records.
#[must_use]
pub fn check_with(
    spec: &SystemFile,
    employee: &RecordSchema,
    leave: Option<&RecordSchema>,
    document_file: &str,
) -> Vec<Finding> {
    let view = View::new(spec, employee, leave, document_file);
    let mut findings: Vec<Finding> = Vec::new();
    for rule in RULES {
        let mut found = Vec::new();
        (rule.run)(&view, &mut found);
        for finding in found {
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
    }
    findings
}
