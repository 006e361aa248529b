//! The providers' own documents (WSDL, OpenAPI) as judges of what is sent and answered. They are not part of this
//! repository: the environment variable `CROSSWALK_REFERENCE` names the folder that holds them.

// Each test file uses a part of this, and a test that cannot go on may stop.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use serde_json::{Value, json};

const SOAP: &str = "nmbrs/soap-v3-reconstructed";
const OPENAPI: &str = "alexishr/alexishr-openapi-v1-preview.yaml";
pub(crate) const XSD: &str = "kleer/kleer-api-v1-2025-08-13.xsd";
const ENVELOPE: &str = r###"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"
 targetNamespace="http://schemas.xmlsoap.org/soap/envelope/" elementFormDefault="qualified">
 <xs:import namespace="NAMESPACE" schemaLocation="service.xsd"/>
 <xs:element name="Fault"><xs:complexType><xs:sequence>
  <xs:any namespace="##local" processContents="skip" minOccurs="2" maxOccurs="4"/></xs:sequence></xs:complexType></xs:element>
 <xs:complexType name="Part"><xs:sequence><xs:any processContents="strict"/></xs:sequence></xs:complexType>
 <xs:element name="Envelope"><xs:complexType><xs:sequence>
  <xs:element name="Header" type="e:Part" minOccurs="0"/><xs:element name="Body" type="e:Part"/>
 </xs:sequence></xs:complexType></xs:element>
</xs:schema>"###;

/// The folder; none, with a printed line that says why, where the documents or xmllint are not there.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("CROSSWALK_REFERENCE").map(PathBuf::from) else {
        println!("skipped: {test}: CROSSWALK_REFERENCE is not set");
        return None;
    };
    if !folder.join(SOAP).is_dir() {
        println!("skipped: {test}: the folder of CROSSWALK_REFERENCE does not hold {SOAP}");
        return None;
    }
    if Command::new("xmllint").arg("--version").output().is_err() {
        println!("skipped: {test}: there is no xmllint");
        return None;
    }
    Some(folder)
}

/// The sample requests: (service, operation, envelope).
pub(crate) fn samples(folder: &std::path::Path) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder.join(SOAP).join("samples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if let Some((service, operation)) = name.strip_suffix(".request.xml").and_then(|name| name.split_once('.')) {
            out.push((service.to_owned(), operation.to_owned(), std::fs::read_to_string(&path).unwrap()));
        }
    }
    out.sort();
    out
}

/// Holds an envelope (a request's or an answer's, faults included) against the service's schema.
pub(crate) fn validate_soap(service: &str, envelope: &str) -> Result<(), String> {
    static SCHEMAS: OnceLock<Mutex<HashMap<String, tempfile::TempDir>>> = OnceLock::new();
    let folder = folder("validate_soap").ok_or("no reference")?;
    let mut schemas = SCHEMAS.get_or_init(Mutex::default).lock().unwrap();
    let place = schemas.entry(service.to_owned()).or_insert_with(|| {
        let wsdl = std::fs::read_to_string(folder.join(SOAP).join(format!("{service}.subset.wsdl"))).unwrap();
        let place = tempfile::tempdir().unwrap();
        let namespace = super::client::namespace(service);
        std::fs::write(place.path().join("service.xsd"), schema_of(&wsdl, &namespace)).unwrap();
        std::fs::write(place.path().join("envelope.xsd"), ENVELOPE.replace("NAMESPACE", &namespace)).unwrap();
        place
    });
    let document = place.path().join("document.xml");
    std::fs::write(&document, envelope).unwrap();
    let schema = place.path().join("envelope.xsd");
    let output = Command::new("xmllint").arg("--noout").arg("--schema").arg(&schema).arg(&document).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Holds an XML document against a schema file of the reference, written `folder/name.xsd`.
pub(crate) fn validate_xml(schema: &str, document: &str) -> Result<(), String> {
    let folder = folder("validate_xml").ok_or("no reference")?;
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("document.xml");
    std::fs::write(&file, document).unwrap();
    let mut command = Command::new("xmllint");
    let output = command.arg("--noout").arg("--schema").arg(folder.join(schema)).arg(&file).output().unwrap();
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The schema inside a WSDL, with the prefixes that it takes from around it.
fn schema_of(wsdl: &str, namespace: &str) -> String {
    let document = roxmltree::Document::parse(wsdl).unwrap();
    let schema = document.descendants().find(|node| node.tag_name().name() == "schema").unwrap();
    let text = &wsdl[schema.range()];
    let prefixes = format!("<s:schema xmlns:s=\"http://www.w3.org/2001/XMLSchema\" xmlns:tns=\"{namespace}\" ");
    text.replacen("<s:schema ", &prefixes, 1)
}

/// Holds a JSON body against the request schema of an operation, written `PATCH /employee/{id}`. Names that the
/// schema does not have are refused: the real service may drop them silently.
pub(crate) fn validate_json(operation: &str, body: &Value) -> Result<(), String> {
    let schema = operation_of(operation)["requestBody"]["content"]["application/json"]["schema"].clone();
    if schema.is_null() {
        return Err(format!("the document has no request body for {operation}"));
    }
    hold(&schema, body)
}

/// Holds an answer's body against the schema of its status. Nulls are left out: the document has none, answers do.
pub(crate) fn validate_json_answer(operation: &str, status: u16, body: &Value) -> Result<(), String> {
    let answer = &operation_of(operation)["responses"][status.to_string()];
    if answer.is_null() {
        return Err(format!("the document has no answer {status} for {operation}"));
    }
    let mut body = body.clone();
    drop_nulls(&mut body);
    hold(&answer["content"]["application/json"]["schema"], &body)
}

/// Holds the names of a query (`filters[date][$between][]`) against the parameters of an operation.
pub(crate) fn validate_query(operation: &str, path: &str) -> Result<(), String> {
    let url = reqwest::Url::parse(&format!("http://x{path}")).map_err(|error| error.to_string())?;
    let parameters = operation_of(operation)["parameters"].as_array().cloned().unwrap_or_default();
    for (name, _) in url.query_pairs() {
        let mut steps = name.split(['[', ']']).filter(|step| !step.is_empty());
        let head = steps.next().unwrap_or_default();
        let found = parameters.iter().find(|parameter| parameter["name"] == head && parameter["in"] == "query");
        let mut schema = found.ok_or_else(|| format!("there is no parameter {head}"))?["schema"].clone();
        for step in steps.chain(std::iter::once("")) {
            while let Some(reference) = schema["$ref"].as_str() {
                schema = openapi().pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default();
            }
            if !step.is_empty() {
                schema = schema["properties"][step].clone();
            }
        }
        let list = name.ends_with("[]");
        if schema.is_null() || list != (schema["type"] == "array") && schema["type"] != "array" {
            return Err(format!("the document has no {name}"));
        }
    }
    Ok(())
}

fn operation_of(operation: &str) -> &'static Value {
    let (verb, path) = operation.split_once(' ').unwrap();
    &openapi()["paths"][path][verb.to_ascii_lowercase()]
}

fn hold(schema: &Value, body: &Value) -> Result<(), String> {
    let whole = json!({ "allOf": [schema], "components": openapi()["components"] });
    let validator = jsonschema::validator_for(&whole).map_err(|error| error.to_string())?;
    let wrong: Vec<String> = validator.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).collect();
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

fn openapi() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let folder = folder("validate_json").expect("only called where the documents are");
        let text = std::fs::read_to_string(folder.join(OPENAPI)).unwrap();
        let options = serde_yaml::options! { budget: None };
        let mut document: Value = serde_yaml::from_str_with_options(&text, options).unwrap();
        let schemas = document["components"]["schemas"].as_object_mut().unwrap();
        for (name, schema) in schemas {
            let closed = name.ends_with("Request") && name != "CustomFieldsRequest" && schema["properties"].is_object();
            if closed && let Some(schema) = schema.as_object_mut() {
                schema.insert("additionalProperties".to_owned(), json!(false));
            }
            // The copy's known fault: Norway's NO was read as a boolean.
            let countries = schema.pointer_mut("/properties/country/enum").and_then(Value::as_array_mut);
            if let Some(countries) = countries {
                countries.push(json!("NO"));
            }
        }
        document
    })
}

fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, inner| !inner.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(list) => list.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
