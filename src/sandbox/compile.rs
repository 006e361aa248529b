//! From a twin's spec to its compiled parts; everything wrong is collected.

use indexmap::IndexMap;

use super::operation::{Check, Json, Operation, Refusal, Segment, Soap, Step, Wire, Xml};
use super::shape::{Shape, compile};
use super::spec::{CheckSpec, CheckUse, OperationSpec, RefusalSpec, RequestSpec, StepSpec, TwinSpec};
use super::types::{Kind, Members, Problems, Scalar, Slot, read_members, read_slot};
use crate::record::Pointer;

const ALWAYS: [&str; 3] = ["state", "settings", "now"];
const OF_REQUEST: [&str; 5] = ["request", "header", "headers", "query", "path"];

/// Compiles the parts of one file.
pub(super) struct Compiler<'a> {
    pub(super) spec: &'a TwinSpec,
    pub(super) problems: Problems,
}

impl Compiler<'_> {
    pub(super) fn refusals(&mut self) -> IndexMap<String, Refusal> {
        let at = Pointer::root().key("refusals");
        let specs = &self.spec.refusals;
        specs.iter().map(|(name, spec)| (name.clone(), self.refusal(spec, &at.key(name)))).collect()
    }

    fn refusal(&mut self, spec: &RefusalSpec, at: &Pointer) -> Refusal {
        let mut known = ALWAYS.to_vec();
        known.extend(OF_REQUEST);
        known.push("problem");
        let shape = |value: &serde_json::Value, key: &str, problems: &mut Problems| {
            Shape::new(value, &known, &at.key(key), problems)
        };
        let result = spec.result.as_ref().and_then(|text| self.slot(text, &at.key("result")));
        if spec.body.is_some() {
            self.has_root(result.as_ref(), "result", at);
        }
        let problems = &mut self.problems;
        Refusal {
            result,
            status: spec.status.unwrap_or(500),
            code: spec.code.clone().unwrap_or_else(|| "soap:Server".to_owned()),
            fault: spec.fault.as_ref().map(|text| shape(&text.as_str().into(), "fault", problems)),
            body: spec.body.as_ref().map(|body| shape(body, "body", problems)),
            headers: spec
                .headers
                .iter()
                .map(|(name, text)| (name.clone(), shape(&text.as_str().into(), "headers", problems)))
                .collect(),
        }
    }

    pub(super) fn soap(&mut self) -> Option<Soap> {
        let spec = self.spec.soap.as_ref()?;
        let at = Pointer::root().key("soap");
        for (key, name) in [
            ("no_action", &spec.no_action),
            ("bad_action", &spec.bad_action),
            ("media_type", &spec.media_type),
            ("unreadable", &spec.unreadable),
        ] {
            self.refusal_exists(name, &at.key(key));
        }
        let mut known = ALWAYS.to_vec();
        known.extend(OF_REQUEST);
        Some(Soap {
            path: spec.path.clone(),
            namespace: spec.namespace.clone(),
            action: spec.action.clone(),
            checks: self.checks(&spec.checks, &known, &at.key("checks")),
            no_action: spec.no_action.clone(),
            bad_action: spec.bad_action.clone(),
            media_type: spec.media_type.clone(),
            unreadable: spec.unreadable.clone(),
        })
    }

    pub(super) fn json(&mut self) -> Option<Json> {
        let spec = self.spec.json.as_ref()?;
        let at = Pointer::root().key("json");
        self.refusal_exists(&spec.no_route, &at.key("no_route"));
        self.refusal_exists(&spec.unreadable, &at.key("unreadable"));
        if let Some(name) = &spec.missing {
            self.refusal_exists(name, &at.key("missing"));
        }
        let mut known = ALWAYS.to_vec();
        known.extend(OF_REQUEST);
        Some(Json {
            checks: self.checks(&spec.checks, &known, &at.key("checks")),
            no_route: spec.no_route.clone(),
            unreadable: spec.unreadable.clone(),
            missing: spec.missing.clone(),
            words: spec.words,
            nulls: spec.nulls,
        })
    }

    pub(super) fn xml(&mut self) -> Option<Xml> {
        let spec = self.spec.xml.as_ref()?;
        let at = Pointer::root().key("xml");
        if self.spec.json.is_none() {
            self.wrong(&at, "`xml` stands beside `json`, which has the checks and refusals of both");
        }
        if spec.media.is_empty() {
            self.wrong(&at.key("media"), "name at least one media type: the first is that of answers");
        }
        Some(Xml { media: spec.media.clone(), otherwise: spec.otherwise })
    }

    /// Where XML is spoken a body needs a name for its root.
    fn has_root(&mut self, slot: Option<&Slot>, key: &str, at: &Pointer) {
        if self.spec.xml.is_none() {
            return;
        }
        let named = matches!(slot, Some(Slot { kind: Kind::Named(name), .. }) if !name.is_empty());
        if !named {
            self.wrong(
                &at.key(key),
                &format!("in XML a body's root is the name of its type: `{key}` must be a record or a list of `types`"),
            );
        }
    }

    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let at = Pointer::root().key("operations");
        let specs = &self.spec.operations;
        specs.iter().filter_map(|(name, spec)| self.operation(name, spec, &at.key(name))).collect()
    }

    fn operation(&mut self, name: &str, spec: &OperationSpec, at: &Pointer) -> Option<Operation> {
        let wire = self.wire(name, spec, at)?;
        let types = &self.spec.types;
        let query = spec.query.as_ref().map(|query| read_members(types, query, &at.key("query"), &mut self.problems));
        let (request, members) = self.request(spec.request.as_ref(), &at.key("request"));
        let result = spec.result.as_ref().and_then(|text| self.slot(text, &at.key("result")));
        if matches!(wire, Wire::Rest { .. }) {
            if request.is_some() {
                self.has_root(request.as_ref(), "request", at);
            }
            if spec.answer.is_some() {
                self.has_root(result.as_ref(), "result", at);
            }
        }
        let mut known: Vec<&str> = ALWAYS.to_vec();
        known.extend(OF_REQUEST);
        let mut lets = Vec::new();
        for (name, value) in &spec.lets {
            let shape = Shape::new(value, &known, &at.key("let").key(name), &mut self.problems);
            lets.push((name.clone(), shape));
            known.push(name);
        }
        let checks = self.checks(&spec.checks, &known, &at.key("checks"));
        let mut steps = Vec::new();
        for (n, step) in spec.steps.iter().enumerate() {
            steps.extend(self.step(step, &known, &at.key("do").item(n)));
            known.extend(step.name.as_deref());
        }
        let answer =
            spec.answer.as_ref().map(|answer| Shape::new(answer, &known, &at.key("answer"), &mut self.problems));
        Some(Operation {
            name: name.to_owned(),
            wire,
            query: query.unwrap_or_default(),
            request,
            members,
            lets,
            checks,
            steps,
            status: spec.status.unwrap_or(200),
            answer,
            result,
        })
    }

    fn wire(&mut self, name: &str, spec: &OperationSpec, at: &Pointer) -> Option<Wire> {
        if let Some((method, path)) = name.split_once(" /") {
            if self.spec.json.is_none() {
                self.wrong(at, "a `VERB /path` operation needs the block `json`");
            }
            return Some(Wire::Rest { method: method.to_owned(), route: self.route(path, spec, &at.key("path")) });
        }
        let Some((service, operation)) = name.split_once('/') else {
            self.wrong(at, "an operation is named `Service/Operation` (SOAP) or `VERB /path` (JSON)");
            return None;
        };
        let Some(soap) = &self.spec.soap else {
            self.wrong(at, "a `Service/Operation` operation needs the block `soap`");
            return None;
        };
        let header = spec.header.clone().unwrap_or_else(|| soap.header.clone());
        if !self.spec.types.contains_key(&header) {
            self.wrong(at, &format!("the header `{header}` is not among `types`"));
        }
        Some(Wire::Soap { service: service.to_owned(), operation: operation.to_owned(), header })
    }

    /// Splits a path; `:name` takes what stands there, text unless `path` says otherwise.
    fn route(&mut self, path: &str, spec: &OperationSpec, at: &Pointer) -> Vec<Segment> {
        let mut kinds = IndexMap::new();
        for (name, slot) in read_members(&self.spec.types, &spec.path, at, &mut self.problems) {
            let Kind::Scalar(scalar) = slot.kind else {
                self.wrong(&at.key(&name), "what stands in a path has a simple type");
                continue;
            };
            kinds.insert(name, scalar);
        }
        let segment = |part: &str| match part.strip_prefix(':') {
            Some(name) => Segment::Name(name.to_owned(), kinds.shift_remove(name).unwrap_or(Scalar::Text)),
            None => Segment::Fixed(part.to_owned()),
        };
        let segments = path.split('/').filter(|part| !part.is_empty()).map(segment).collect();
        for name in kinds.keys() {
            self.wrong(&at.key(name), &format!("there is no `:{name}` in the path"));
        }
        segments
    }

    fn request(&mut self, spec: Option<&RequestSpec>, at: &Pointer) -> (Option<Slot>, Members) {
        match spec {
            None => (None, Members::new()),
            Some(RequestSpec::Named(text)) => (self.slot(text, at), Members::new()),
            Some(RequestSpec::Here(members)) => {
                let members = read_members(&self.spec.types, members, at, &mut self.problems);
                let here = Slot { kind: Kind::Named(String::new()), optional: false, nil: false };
                (Some(here), members)
            }
        }
    }

    fn slot(&mut self, text: &str, at: &Pointer) -> Option<Slot> {
        read_slot(&self.spec.types, text).map_err(|message| self.problems.push((at.clone(), message))).ok()
    }

    fn checks(&mut self, uses: &[CheckUse], known: &[&str], at: &Pointer) -> Vec<Check> {
        let specs = &self.spec.checks;
        let mut out = Vec::new();
        for (n, used) in uses.iter().enumerate() {
            let at = at.item(n);
            match used {
                CheckUse::Here(spec) => out.push(self.check(spec, known, &at)),
                CheckUse::Named(name) => match specs.get(name) {
                    Some(spec) => out.push(self.check(spec, known, &Pointer::root().key("checks").key(name))),
                    None => self.wrong(&at, &format!("`{name}` is not among `checks`")),
                },
            }
        }
        out
    }

    fn check(&mut self, spec: &CheckSpec, known: &[&str], at: &Pointer) -> Check {
        self.refusal_exists(&spec.refuse, &at.key("refuse"));
        if spec.when.is_none() && spec.unless.is_none() {
            self.wrong(at, "a check needs `when` or `unless`");
        }
        let problems = &mut self.problems;
        Check {
            when: spec.when.as_ref().and_then(|text| compile(text, known, &at.key("when"), problems)),
            unless: spec.unless.as_ref().and_then(|text| compile(text, known, &at.key("unless"), problems)),
            refuse: spec.refuse.clone(),
        }
    }

    fn step(&mut self, spec: &StepSpec, known: &[&str], at: &Pointer) -> Option<Step> {
        let (table, value, insert) = match (&spec.insert, &spec.change, &spec.remove, &spec.row, &spec.set) {
            (Some(table), None, None, Some(row), None) => (table, Some((row, "row")), true),
            (None, Some(table), None, None, Some(set)) => (table, Some((set, "set")), false),
            (None, None, Some(table), None, None) => (table, None, false),
            _ => {
                self.wrong(
                    at,
                    "a step is `insert` with `row`, `change` with `set` (and `where`), or `remove` (and `where`)",
                );
                return None;
            }
        };
        if !self.spec.tables.contains_key(table) {
            self.wrong(at, &format!("`{table}` is not among `tables`"));
        }
        let mut inner = known.to_vec();
        inner.push("row");
        let problems = &mut self.problems;
        let set = value.map(|(value, key)| {
            (insert, Shape::new(value, if insert { known } else { &inner }, &at.key(key), problems))
        });
        Some(Step {
            table: table.clone(),
            filter: spec.filter.as_ref().and_then(|text| compile(text, &inner, &at.key("where"), problems)),
            when: spec.when.as_ref().and_then(|text| compile(text, known, &at.key("when"), problems)),
            set,
            name: spec.name.clone(),
        })
    }

    pub(super) fn comparable(&mut self) -> Option<Shape> {
        let source = self.spec.comparable.as_ref()?;
        Some(Shape::new(source, &ALWAYS, &Pointer::root().key("comparable"), &mut self.problems))
    }

    fn refusal_exists(&mut self, name: &str, at: &Pointer) {
        if !self.spec.refusals.contains_key(name) {
            self.wrong(at, &format!("`{name}` is not among `refusals`"));
        }
    }

    fn wrong(&mut self, at: &Pointer, message: &str) {
        self.problems.push((at.clone(), message.to_owned()));
    }
}
