//! What every rule looks at: the spec, laid out once.

use super::lines::{Line, lines_of};
use super::slots::{Slot, slots_of};
use super::text::Text;
use super::texts::texts_of;
use crate::mapping::spec::{EntitySpec, SettingSpec, SystemFile};
use crate::record::{Pointer, RecordSchema};

/// One kind of record with its block of the file.
pub(super) struct EntityView<'a> {
    /// `employee` or `leave`.
    pub(super) name: &'static str,
    pub(super) spec: &'a EntitySpec,
    /// Its record schema; none: fields are not checked.
    pub(super) schema: Option<&'a RecordSchema>,
    /// Its lines, those inside `first` and `case` too.
    pub(super) lines: Vec<Line<'a>>,
}

impl EntityView<'_> {
    /// The block in the file.
    pub(super) fn at(&self) -> Pointer {
        Pointer::root().key(self.name)
    }

    /// Its records belong to an owner.
    pub(super) fn owned(&self) -> bool {
        self.name != "employee"
    }

    /// The names of the parts, for did-you-mean.
    pub(super) fn part_names(&self) -> impl Iterator<Item = &str> {
        self.spec.parts.keys().map(String::as_str)
    }

    /// Whether a part's present state can be read.
    pub(super) fn readable(&self, part: &str) -> bool {
        self.spec.parts.get(part).is_some_and(|part| part.list.is_some() || part.get.is_some())
    }
}

/// The spec with its slots, lines and expressions.
pub(super) struct View<'a> {
    pub(super) spec: &'a SystemFile,
    /// The file's name as shown.
    pub(super) file: &'a str,
    pub(super) entities: Vec<EntityView<'a>>,
    /// Every request of the file.
    pub(super) slots: Vec<Slot<'a>>,
    /// Every expression of the file, compiled.
    pub(super) texts: Vec<Text>,
}

impl<'a> View<'a> {
    pub(super) fn new(
        spec: &'a SystemFile,
        employee: &'a RecordSchema,
        leave: Option<&'a RecordSchema>,
        file: &'a str,
    ) -> Self {
        let mut entities = Vec::new();
        for (name, block, schema) in [("employee", &spec.employee, Some(employee)), ("leave", &spec.leave, leave)] {
            if let Some(block) = block {
                entities.push(EntityView { name, spec: block, schema, lines: lines_of(name, block) });
            }
        }
        let slots = slots_of(spec);
        let texts = texts_of(spec, &entities, &slots);
        Self { spec, file, entities, slots, texts }
    }

    pub(super) fn entity(&self, name: &str) -> Option<&EntityView<'a>> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    /// A declared setting, by what stands behind `settings.`: its first step counts.
    pub(super) fn setting(&self, name: &str) -> Option<&'a SettingSpec> {
        self.spec.settings.get(name)
    }

    /// The names of the settings, for did-you-mean.
    pub(super) fn setting_names(&self) -> impl Iterator<Item = &'a str> {
        self.spec.settings.keys().map(String::as_str)
    }

    /// Whether a reading slot of a part of this name exists in any entity.
    pub(super) fn is_secret(&self, setting: &str) -> bool {
        self.setting(setting).is_some_and(|setting| setting.secret)
    }
}

/// ` (did you mean ...?)` as help, or the list of what there is.
pub(super) fn did_you_mean<'n>(word: &str, known: impl IntoIterator<Item = &'n str>, what: &str) -> String {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.dedup();
    if let Some(near) = crate::diagnostic::nearest(word, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    if known.is_empty() {
        return format!("this file has no {what}");
    }
    let shown: Vec<String> = known.iter().take(30).map(|name| format!("`{name}`")).collect();
    format!("the {what} here: {}", shown.join(", "))
}
