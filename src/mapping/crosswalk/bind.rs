//! Binding: everything that settings, lookups and the run decide is decided once.

use std::sync::Arc;

use serde_json::Value;

use super::case::{BoundCase, BoundShape};
use super::glimpse::{Glimpse, fields_of, uses_record};
use super::line::{BoundLine, FieldRef, Kind, Need};
use super::output::OutTree;
use super::resolved::{fill, otherwise, resolve};
use super::sources::WantedPick;
use super::{Globals, Sources, Table};
use crate::expr::{Condition, Name, Place, Scope, Step, Transform};
use crate::mapping::compiled::{Entity, Line, LineSource, PlaceRef, Required, TableRef, Until, ValueRef};
use crate::mapping::spec::OnNull;
use crate::record::{Datum, FieldKind, Issue};

/// An entity's lines bound to settings, lookups and a run's date.
#[derive(Debug, Clone)]
pub struct Crosswalk {
    /// The entity they belong to.
    pub entity: Arc<Entity>,
    /// Settings, lookups, run.
    pub globals: Globals,
    /// All lines, a case's shapes flattened, in the order of the file.
    pub lines: Vec<BoundLine>,
    /// The cases whose shapes' lines they are.
    pub cases: Vec<BoundCase>,
    /// Which values of a record are wanted.
    pub sources: Sources,
    /// Some line or hold computes over the whole record, not over single fields of it.
    pub needs_record: bool,
    pub(super) glimpse: Glimpse,
    pub(super) tree: Option<OutTree>,
    scope: Scope,
}

struct Binder<'b> {
    entity: &'b Entity,
    globals: &'b Globals,
    scope: Scope,
    on_null: OnNull,
    paths: Vec<String>,
    /// Fields that conditions look at.
    seen: Vec<String>,
    issues: Vec<Issue>,
    needs_record: bool,
}

impl Crosswalk {
    /// Binds an entity. `on_null` is the connection's word for lines that have none of their own.
    ///
    /// # Errors
    /// Settings or lookups that do not fit what the file does with them.
    pub fn bind(entity: &Arc<Entity>, globals: &Globals, on_null: Option<OnNull>) -> Result<Self, Vec<Issue>> {
        let scope = globals.scope();
        let file_word = entity.on_null.as_ref().and_then(|word| resolve(word, globals));
        let mut binder = Binder {
            entity,
            globals,
            scope,
            on_null: on_null.or(file_word).unwrap_or(OnNull::Keep),
            paths: Vec::new(),
            seen: Vec::new(),
            issues: Vec::new(),
            needs_record: false,
        };
        let mut lines = Vec::with_capacity(entity.lines.len());
        let mut cases = Vec::new();
        for line in &entity.lines {
            binder.flatten(line, &mut lines, &mut cases);
        }
        let picks: Vec<WantedPick> = entity.picks.iter().filter_map(|(field, pick)| binder.pick(field, pick)).collect();
        for hold in &entity.holds {
            binder.sees(hold.when.names());
        }
        let Binder { scope, paths, seen, issues, needs_record, .. } = binder;
        if !issues.is_empty() {
            return Err(issues);
        }
        let sources = Sources::of(&paths, &picks);
        for line in &mut lines {
            number(line, &sources, &paths);
        }
        for case in &mut cases {
            case.slot = sources.number_of(&paths[case.slot]).unwrap_or_default();
        }
        let place = |path: &String| Some((sources.number_of(path)?, Place::compile(path).ok()?));
        let glimpse = Glimpse(seen.iter().filter_map(place).collect());
        let tree = OutTree::of(entity, &lines);
        let (entity, globals) = (Arc::clone(entity), globals.clone());
        Ok(Self { entity, globals, lines, cases, sources, needs_record, glimpse, tree, scope })
    }

    pub(super) fn globals_scope(&self) -> &Scope {
        &self.scope
    }
}

/// Lines carry the index of their path until the sources are numbered.
fn number(line: &mut BoundLine, sources: &Sources, paths: &[String]) {
    let of = |index: usize| sources.number_of(&paths[index]).unwrap_or_default();
    match &mut line.kind {
        Kind::Slot(slot) => *slot = of(*slot),
        Kind::Slots(slots) => slots.iter_mut().for_each(|slot| *slot = of(*slot)),
        Kind::First(alternatives) => alternatives.iter_mut().for_each(|line| number(line, sources, paths)),
        Kind::Constant(_) | Kind::Computed(_) => {}
    }
}

impl Binder<'_> {
    fn path(&mut self, path: &str) -> usize {
        self.paths.iter().position(|known| known == path).unwrap_or_else(|| {
            self.paths.push(path.to_owned());
            self.paths.len() - 1
        })
    }

    /// A condition looks at these names.
    fn sees(&mut self, names: &[Name]) {
        let Some(fields) = fields_of(names).filter(|fields| fields.iter().all(|field| Place::compile(field).is_ok()))
        else {
            self.needs_record = true;
            return;
        };
        for field in fields {
            self.path(&field);
            if !self.seen.contains(&field) {
                self.seen.push(field);
            }
        }
    }

    fn trouble(&mut self, line: &Line, message: String) {
        self.issues.push(Issue::new("setting", message).at(&line.at));
    }

    fn pick(&mut self, field: &str, pick: &crate::mapping::compiled::Pick) -> Option<WantedPick> {
        let until = match &pick.until {
            None => None,
            Some(Until::Date(date)) => Some(date.clone()),
            Some(Until::Expression(template)) => match template.value(&self.scope) {
                Ok(Some(Value::String(date))) => Some(date),
                _ => {
                    let message = format!("`until` of {field} gives no date: {}", template.source());
                    self.issues.push(Issue::new("setting", message).field(field));
                    return None;
                }
            },
        };
        let latest = pick.latest.iter().map(ToString::to_string).collect();
        Some((field.to_owned(), latest, until))
    }

    fn flatten(&mut self, line: &Line, lines: &mut Vec<BoundLine>, cases: &mut Vec<BoundCase>) {
        let LineSource::Case { field, shapes } = &line.source else {
            lines.extend(self.line(line));
            return;
        };
        let slot = self.path(field);
        let (first, number) = (lines.len(), cases.len());
        let mut bound_shapes = Vec::with_capacity(shapes.len());
        for shape in shapes {
            let seen = self.place(line, Some(&shape.seen));
            for inner in &shape.lines {
                if let Some(mut bound) = self.line(inner) {
                    bound.shape = Some((number, bound_shapes.len()));
                    lines.push(bound);
                }
            }
            // What is nothing in the telling place is what the line that reads it says.
            let reader = lines[first..].iter().find(|inner| inner.read.is_some() && inner.read == seen);
            let empty = reader.map_or_else(|| self.entity.empty.clone(), |inner| inner.empty.clone());
            bound_shapes.push(BoundShape { value: shape.value.clone(), seen, empty });
        }
        cases.push(BoundCase {
            at: line.at.clone(),
            field: self.field_ref(line, field),
            shapes: bound_shapes,
            otherwise: otherwise(line),
            empty: line.empty.clone().unwrap_or_else(|| self.entity.empty.clone()),
            slot,
        });
    }

    /// None: the line can never count with these settings, or it is wrong (then an issue says so).
    fn line(&mut self, line: &Line) -> Option<BoundLine> {
        let when = match &line.when {
            Some(condition) if uses_record(condition.names()) => {
                self.sees(condition.names());
                Some(condition.clone())
            }
            Some(condition) => {
                if !self.holds(line, condition)? {
                    return None;
                }
                None
            }
            None => None,
        };
        let kind = self.kind(line)?;
        let need = match &line.required {
            Required::No => Need::No,
            Required::Always => Need::Always,
            Required::Create => Need::Create,
            Required::When(condition) if uses_record(condition.names()) => {
                self.sees(condition.names());
                Need::When(condition.clone())
            }
            Required::When(condition) => {
                if self.holds(line, condition)? {
                    Need::Always
                } else {
                    Need::No
                }
            }
        };
        let (target, read) = (self.place(line, line.to.as_ref()), self.place(line, line.from.as_ref()));
        let named = target.as_ref().or(read.as_ref());
        let path = named.map_or_else(String::new, |(part, place)| format!("{}.{place}", self.entity.parts[*part].name));
        Some(BoundLine {
            at: line.at.clone(),
            fields: self.fields(line),
            kind,
            when,
            shape: None,
            target,
            read,
            need,
            write: line.write,
            transforms: self.transforms(line)?,
            table: self.table(line),
            otherwise: otherwise(line),
            default: line.default.as_ref().and_then(|default| self.value(line, default)),
            on_null: line.on_null.as_ref().and_then(|word| resolve(word, self.globals)).unwrap_or(self.on_null),
            cleared_as: line.cleared_as,
            empty: line.empty.clone().unwrap_or_else(|| self.entity.empty.clone()),
            max_length: line.max_length,
            invalid: line.invalid,
            compare: line.compare,
            earlier: line.earlier,
            send_with: line.send_with.clone(),
            link: line.link.clone(),
            lossy: line.lossy,
            label: line.label.clone(),
            path,
        })
    }

    fn kind(&mut self, line: &Line) -> Option<Kind> {
        Some(match &line.source {
            LineSource::Field(path) => Kind::Slot(self.path(path)),
            LineSource::Fields(paths) => Kind::Slots(paths.iter().map(|path| self.path(path)).collect()),
            LineSource::First(alternatives) => {
                Kind::First(alternatives.iter().filter_map(|line| self.line(line)).collect())
            }
            LineSource::Constant(value, _) => Kind::Constant(Datum::owned(value.clone())),
            LineSource::Computed(template, _) if uses_record(template.names()) => {
                self.needs_record = true;
                Kind::Computed(template.clone())
            }
            LineSource::Computed(template, _) => {
                Kind::Constant(self.value(line, &ValueRef::Template(template.clone())).unwrap_or_default())
            }
            LineSource::Case { .. } => return None,
        })
    }

    fn fields(&self, line: &Line) -> Vec<FieldRef> {
        let mut paths: Vec<&str> = Vec::new();
        collect(line, &mut paths);
        paths.into_iter().map(|path| self.field_ref(line, path)).collect()
    }

    fn field_ref(&self, line: &Line, path: &str) -> FieldRef {
        let info = self.entity.schema.field(path);
        FieldRef {
            place: Place::compile(path).unwrap_or(Place { steps: vec![Step::Member(path.to_owned())] }),
            path: path.to_owned(),
            group: line.group.clone().or_else(|| info.and_then(|info| info.group.clone())),
            label: info.and_then(|info| info.label.clone()),
            sensitive: info.is_some_and(|info| info.sensitive),
            kind: info.filter(|info| info.kind != FieldKind::Tree && !info.free).map(|info| info.kind),
        }
    }

    fn holds(&mut self, line: &Line, condition: &Condition) -> Option<bool> {
        match condition.holds(&self.scope) {
            Ok(holds) => Some(holds),
            Err(error) => {
                self.trouble(line, format!("`{}` cannot be evaluated: {}", condition.source(), error.message));
                None
            }
        }
    }

    fn value(&mut self, line: &Line, value: &ValueRef) -> Option<Datum<'static>> {
        match value {
            ValueRef::Literal(value) => Some(Datum::owned(value.clone())),
            ValueRef::Template(template) => match template.value(&self.scope) {
                Ok(value) => value.map(Datum::owned),
                Err(error) => {
                    self.trouble(line, format!("`{}` cannot be evaluated: {}", template.source(), error.message));
                    None
                }
            },
        }
    }

    fn place(&mut self, line: &Line, place: Option<&PlaceRef>) -> Option<(usize, Place)> {
        match place? {
            PlaceRef::Fixed { part, place } => Some((*part, place.clone())),
            PlaceRef::Setting { part, name } => {
                let place =
                    self.globals.setting(name).and_then(Value::as_str).and_then(|text| Place::compile(text).ok());
                if place.is_none() {
                    self.trouble(line, format!("setting {name} must hold a place, as `custom.something`"));
                }
                Some((*part, place?))
            }
        }
    }

    fn table(&mut self, line: &Line) -> Option<Table> {
        let (holder, name) = match line.table.as_ref()? {
            TableRef::Rows(rows) => return Some(Table::of(rows)),
            TableRef::Setting(name) => (&self.globals.settings, name),
            TableRef::Lookup(name) => (&self.globals.lookup, name),
        };
        match holder.get(name) {
            Some(Value::Object(rows)) => Some(Table::of(rows)),
            // Without a run there are no lookups: nothing is in the table then.
            None => Some(Table::default()),
            Some(_) => {
                self.trouble(line, format!("{name} is no table"));
                None
            }
        }
    }

    fn transforms(&mut self, line: &Line) -> Option<Vec<Transform>> {
        let mut all = Vec::with_capacity(line.transforms.len());
        for spec in &line.transforms {
            let mut spec = spec.clone();
            fill(&mut spec, self.globals);
            match Transform::compile(&spec) {
                Ok(transform) => all.push(transform),
                Err(error) => {
                    self.trouble(line, error.message);
                    return None;
                }
            }
        }
        Some(all)
    }
}

fn collect<'l>(line: &'l Line, paths: &mut Vec<&'l str>) {
    match &line.source {
        LineSource::Field(path) | LineSource::Constant(_, Some(path)) | LineSource::Computed(_, Some(path)) => {
            paths.push(path);
        }
        LineSource::Fields(all) => paths.extend(all.iter().map(String::as_str)),
        LineSource::First(alternatives) => alternatives.iter().for_each(|line| collect(line, paths)),
        LineSource::Constant(_, None) | LineSource::Computed(_, None) | LineSource::Case { .. } => {}
    }
    let mut seen = std::collections::HashSet::new();
    paths.retain(|path| seen.insert(*path));
}
