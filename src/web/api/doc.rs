//! The description of the API, made from the types that it reads and writes.

use schemars::generate::{SchemaGenerator, SchemaSettings};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

use super::super::routes::{Face, Least, Route};

/// A schema of a type.
pub(in crate::web) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What a request of the API takes and gives.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// In a sentence.
    pub(in crate::web) summary: &'static str,
    /// Its query.
    pub(in crate::web) query: Option<Shape>,
    /// Its body.
    pub(in crate::web) body: Option<Shape>,
    /// The status of success, and what comes with it.
    pub(in crate::web) gives: (u16, Option<Shape>),
}

impl About {
    /// Gives something.
    pub(in crate::web) fn of<T: JsonSchema>(summary: &'static str) -> Self {
        Self { summary, query: None, body: None, gives: (200, Some(SchemaGenerator::subschema_for::<T>)) }
    }

    /// Takes a query.
    pub(in crate::web) fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(SchemaGenerator::root_schema_for::<T>);
        self
    }

    /// Takes a body.
    pub(in crate::web) fn body<T: JsonSchema>(mut self) -> Self {
        self.body = Some(SchemaGenerator::subschema_for::<T>);
        self
    }

    /// Gives it with another status.
    pub(in crate::web) fn status(mut self, status: u16) -> Self {
        self.gives.0 = status;
        self
    }
}

/// Every answer that is no success looks like this.
#[derive(Debug, JsonSchema)]
#[allow(dead_code)] // only its schema is used
struct Failure {
    error: Inner,
}

#[derive(Debug, JsonSchema)]
#[allow(dead_code)]
struct Inner {
    /// Stable word.
    code: String,
    /// What and why.
    message: String,
    /// What to do.
    #[schemars(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// The problems of a file, each with its place.
    #[schemars(skip_serializing_if = "Option::is_none")]
    diagnostics: Option<Vec<Value>>,
}

/// Statuses that any request may give.
const FAILURES: [(&str, &str); 9] = [
    ("400", "the request cannot be read"),
    ("401", "no valid token"),
    ("403", "not with this role"),
    ("404", "there is no such thing"),
    ("409", "it does not fit what is there: somebody else is at work, a file is not right, a key is unknown"),
    ("413", "too large"),
    ("422", "it makes no sense as asked for"),
    ("500", "the console or its disk failed"),
    ("502", "a system could not be reached or refused"),
];

/// The whole description (OpenAPI 3.1).
pub(in crate::web) fn document(table: &[Route]) -> Value {
    let settings = |serialize: bool| {
        let settings = SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into());
        if serialize { settings.for_serialize() } else { settings.for_deserialize() }
    };
    let (mut gives, mut takes) = (settings(true).into_generator(), settings(false).into_generator());
    let failure = gives.subschema_for::<Failure>();
    let mut paths = Map::new();
    for route in table.iter().filter(|route| route.face == Face::Api) {
        let Some(about) = &route.about else { continue };
        let mut answers = Map::new();
        for (status, why) in FAILURES {
            answers.insert(status.into(), json!({ "description": why, "content": content(&failure) }));
        }
        let given = about.gives.1.map(|shape| shape(&mut gives));
        let mut success = json!({ "description": about.summary });
        if let Some(schema) = &given {
            success["content"] = content(schema);
        }
        answers.insert(about.gives.0.to_string(), success);
        let mut parameters: Vec<Value> = names(route.path)
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string", "minLength": 1 } }))
            .collect();
        if let Some(shape) = about.query {
            parameters.extend(query(&shape(&mut takes)));
        }
        let least = match route.least {
            Least::Anyone => "Needs no token.".to_owned(),
            Least::Role(role) => format!("Needs the role {}.", role.as_str()),
        };
        let mut operation = json!({
            "operationId": id(route), "summary": about.summary, "description": least, "parameters": parameters,
            "responses": answers,
        });
        if route.least == Least::Anyone {
            operation["security"] = json!([]);
        }
        if let Some(shape) = about.body {
            operation["requestBody"] = json!({ "required": true, "content": content(&shape(&mut takes)) });
        }
        let entry = paths.entry(route.path).or_insert_with(|| json!({}));
        entry[route.method.as_str().to_lowercase()] = operation;
    }
    let schemas = merged(takes.take_definitions(true), gives.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Crosswalk", "version": env!("CARGO_PKG_VERSION"),
            "description": "What the console does, for programs. Reports are those of the command line. What is to be \
                            written is planned first (a work), looked at, and agreed to; only what is still as planned is sent.",
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer", "description": "made by an owner on the page Access" } },
        },
        "security": [{ "token": [] }],
        "paths": paths,
    })
}

/// Both sets of types; one name is one shape (a test holds it).
fn merged(mut one: Map<String, Value>, other: Map<String, Value>) -> Map<String, Value> {
    for (name, schema) in other {
        if one.get(&name).is_none_or(|known| shape(known) == shape(&schema)) {
            one.insert(name, schema);
        } else {
            one.insert(format!("{name} (two shapes)"), schema);
        }
    }
    one
}

/// What is read may leave out what has a default; what is written has it.
fn shape(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(map) = schema.as_object_mut() {
        map.remove("required");
    }
    schema
}

fn content(schema: &Schema) -> Value {
    json!({ "application/json": { "schema": schema } })
}

fn names(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.split('/').filter_map(|piece| piece.strip_prefix('{')?.strip_suffix('}'))
}

fn query(schema: &Schema) -> Vec<Value> {
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    members
        .map(|(name, schema)| {
            json!({ "name": name, "in": "query", "required": required.contains(&name.as_str()), "schema": schema })
        })
        .collect()
}

/// `get_runs_run`: the method and the words of the path.
fn id(route: &Route) -> String {
    let words = route.path.trim_start_matches("/api/v1/").split('/').map(|word| word.trim_matches(['{', '}']));
    let words: Vec<String> = words.map(|word| word.replace(['-', '.'], "_")).collect();
    format!("{}_{}", route.method.as_str().to_lowercase(), words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::document;
    use crate::web::table;

    #[test]
    fn every_request_is_described_and_every_type_is_there() {
        let routes = table();
        let document = document(&routes);
        let text = document.to_string();
        assert!(!text.contains("(two shapes)"), "two types have one name");
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for piece in text.split("\"#/components/schemas/").skip(1) {
            let name = piece.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        for route in routes.iter().filter(|route| route.path.starts_with("/api/")) {
            let method = route.method.as_str().to_lowercase();
            let responses = document["paths"][route.path][&method]["responses"].as_object();
            assert!(responses.is_some_and(|answers| answers.contains_key("401")), "{method} {}", route.path);
        }
    }
}
