//! SOAP envelopes: writing a request's, opening an answer's.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::xml::{self, Unreadable, Writer};
use crate::expr::EvalError;
use crate::mapping::compiled::Soap;
use crate::mapping::spec::SoapVersion;

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
const XSD: &str = "http://www.w3.org/2001/XMLSchema";

/// The envelope's namespace.
fn namespace(version: SoapVersion) -> &'static str {
    match version {
        SoapVersion::V11 => "http://schemas.xmlsoap.org/soap/envelope/",
        SoapVersion::V12 => "http://www.w3.org/2003/05/soap-envelope",
    }
}

/// One operation of one service, with the connection's patterns filled in.
#[derive(Debug)]
pub(super) struct Operation<'a> {
    soap: &'a Soap,
    service: &'a str,
    name: &'a str,
}

impl<'a> Operation<'a> {
    pub(super) fn new(soap: &'a Soap, service: &'a str, name: &'a str) -> Self {
        Self { soap, service, name }
    }

    fn fill(&self, pattern: &str) -> String {
        pattern.replace("{service}", self.service).replace("{operation}", self.name)
    }

    /// Path behind the base URL.
    pub(super) fn path(&self) -> String {
        self.fill(&self.soap.path)
    }

    /// The content type and, for SOAP 1.1, the SOAPAction header (quoted).
    pub(super) fn headers(&self) -> (String, Option<String>) {
        let action = self.fill(&self.soap.action);
        match self.soap.version {
            SoapVersion::V11 => ("text/xml; charset=utf-8".into(), Some(format!("\"{action}\""))),
            SoapVersion::V12 => (format!("application/soap+xml; charset=utf-8; action=\"{action}\""), None),
        }
    }

    /// The envelope. Header elements and the operation stand in the service's namespace; their children inherit it.
    ///
    /// # Errors
    /// When header or body is no object, or holds what XML cannot carry.
    pub(super) fn envelope(&self, header: Option<&Value>, body: Option<&Value>) -> Result<String, EvalError> {
        let service = self.fill(&self.soap.namespace);
        let mut writer = Writer::new(None, true);
        writer.raw("<soap:Envelope xmlns:soap=\"");
        writer.raw(namespace(self.soap.version));
        writer.raw(&format!("\" xmlns:xsi=\"{XSI}\" xmlns:xsd=\"{XSD}\">"));
        match header {
            None | Some(Value::Null) => {}
            Some(Value::Object(elements)) => {
                writer.raw("<soap:Header>");
                for (name, value) in elements {
                    writer.element(name, Some(&service), value, 2)?;
                }
                writer.raw("</soap:Header>");
            }
            Some(_) => return Err(EvalError { message: "connect.soap.header must be an object".into() }),
        }
        writer.raw("<soap:Body>");
        match body {
            None | Some(Value::Null) => writer.element(self.name, Some(&service), &Value::Object(Map::new()), 2)?,
            Some(object @ Value::Object(_)) => writer.element(self.name, Some(&service), object, 2)?,
            Some(_) => return Err(EvalError { message: "the body of a SOAP operation must be an object".into() }),
        }
        writer.raw("</soap:Body></soap:Envelope>");
        Ok(writer.finish())
    }
}

/// An opened envelope.
#[derive(Debug, PartialEq)]
pub(super) enum Opened {
    /// What stands inside `<OperationResult>`, or inside the response element where there is no such; null when there
    /// is nothing.
    Result(Value),
    /// The fault's members; a 1.2 fault has `faultcode` and `faultstring` as well.
    Fault(Value),
}

/// Opens an answer to `operation`. An answer to another operation cannot be read.
pub(super) fn open(text: &str, operation: &str) -> Result<Opened, Unreadable> {
    let none = IndexMap::new();
    let document = xml::parse(text)?;
    let envelope = document.root_element();
    if envelope.tag_name().name() != "Envelope" {
        return Err(Unreadable("the answer is no SOAP envelope"));
    }
    let body = xml::element(envelope, "Body").ok_or(Unreadable("the SOAP envelope has no body"))?;
    let inner = body.first_element_child().ok_or(Unreadable("the SOAP body is empty"))?;
    let name = inner.tag_name().name();
    if name == "Fault" {
        return Ok(Opened::Fault(aliased(xml::tree(inner, &none)?)));
    }
    if name.strip_suffix("Response") != Some(operation) {
        return Err(Unreadable("the answer belongs to another SOAP operation"));
    }
    let value = match xml::element(inner, &format!("{operation}Result")) {
        Some(result) => xml::tree(result, &none)?,
        None => xml::tree(inner, &none)?,
    };
    let blank = value.as_str().is_some_and(|text| text.trim().is_empty());
    Ok(Opened::Result(if blank { Value::Null } else { value }))
}

fn aliased(fault: Value) -> Value {
    let text = |pointer: &str| {
        let found = fault.pointer(pointer)?;
        found.as_str().or_else(|| found.get(0).and_then(Value::as_str)).map(str::to_owned)
    };
    let (code, reason) = (text("/Code/Value"), text("/Reason/Text"));
    match fault {
        Value::Object(mut members) => {
            for (name, value) in [("faultcode", code), ("faultstring", reason)] {
                if let Some(value) = value {
                    members.entry(name).or_insert(Value::String(value));
                }
            }
            Value::Object(members)
        }
        Value::String(text) => Value::Object(Map::from_iter([("faultstring".to_owned(), Value::String(text))])),
        other => other,
    }
}

/// What a fault says to people: the text after its code, where it has one (`… ---> 2014: Invalid IBAN`).
pub(super) fn words(fault: &Value) -> Option<String> {
    let text = fault.get("faultstring")?.as_str()?;
    let text = text.rsplit("---> ").next().unwrap_or(text).trim();
    let (code, rest) = text.split_once(':')?;
    let first = rest.trim().lines().next().unwrap_or_default();
    let is_code = !code.is_empty() && code.len() <= 12 && code.bytes().all(|b| b.is_ascii_digit());
    (is_code && !first.is_empty()).then(|| format!("{first} (code {code})"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn soap(version: SoapVersion) -> Soap {
        Soap {
            version,
            path: "/{service}.asmx".into(),
            namespace: "https://x.test/v3/{service}".into(),
            action: "https://x.test/v3/{service}/{operation}".into(),
            header: None,
        }
    }

    #[test]
    fn the_envelope_is_the_usual_one() {
        let soap = soap(SoapVersion::V11);
        let operation = Operation::new(&soap, "People", "Insert");
        let header = json!({"Auth": {"User": "a@b.test", "Token": "0"}});
        let body = json!({"First": "Ada & <Co>", "Id": 7, "Flag": false, "Nil": null, "Item": [1, 2]});
        assert_eq!(
            operation.envelope(Some(&header), Some(&body)).unwrap(),
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\
             <soap:Header><Auth xmlns=\"https://x.test/v3/People\"><User>a@b.test</User><Token>0</Token></Auth></soap:Header>\
             <soap:Body><Insert xmlns=\"https://x.test/v3/People\"><First>Ada &amp; &lt;Co&gt;</First><Id>7</Id>\
             <Flag>false</Flag><Nil xsi:nil=\"true\"/><Item>1</Item><Item>2</Item></Insert></soap:Body></soap:Envelope>"
        );
        assert_eq!(operation.path(), "/People.asmx");
        assert_eq!(operation.headers().1.unwrap(), "\"https://x.test/v3/People/Insert\"");
        assert!(operation.envelope(None, Some(&json!([1]))).is_err());
        let bare = operation.envelope(None, None).unwrap();
        assert!(bare.contains("<soap:Body><Insert xmlns=\"https://x.test/v3/People\"></Insert></soap:Body>"));
    }

    #[test]
    fn version_1_2_puts_the_action_into_the_content_type() {
        let soap = soap(SoapVersion::V12);
        let (content, action) = Operation::new(&soap, "S", "O").headers();
        assert_eq!(content, "application/soap+xml; charset=utf-8; action=\"https://x.test/v3/S/O\"");
        assert_eq!(action, None);
    }

    fn answer(inner: &str) -> Result<Opened, Unreadable> {
        let text = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{inner}</s:Body></s:Envelope>"
        );
        open(&text, "Op")
    }

    #[test]
    fn results_are_taken_out() {
        let result = |inner: &str| answer(inner).unwrap();
        assert_eq!(result("<OpResponse><OpResult>503295</OpResult></OpResponse>"), Opened::Result(json!("503295")));
        assert_eq!(result("<OpResponse/>"), Opened::Result(Value::Null));
        assert_eq!(result("<OpResponse> <OpResult/> </OpResponse>"), Opened::Result(Value::Null));
        assert_eq!(
            result("<OpResponse><OpResult><A><Id>1</Id></A></OpResult></OpResponse>"),
            Opened::Result(json!({"A": {"Id": "1"}}))
        );
        assert_eq!(result("<OpResponse><X>1</X><Y>2</Y></OpResponse>"), Opened::Result(json!({"X": "1", "Y": "2"})));
        assert!(answer("<OtherResponse/>").is_err());
        assert!(answer("").is_err());
        assert!(open("<html/>", "Op").is_err());
    }

    #[test]
    fn faults_speak() {
        let long = "Server was unable to process request. ---> 2014: Invalid IBAN\n   at Some.Stack()";
        let fault =
            answer(&format!("<s:Fault><faultcode>s:Server</faultcode><faultstring>{long}</faultstring></s:Fault>"));
        let Opened::Fault(fault) = fault.unwrap() else { panic!() };
        assert_eq!(words(&fault).unwrap(), "Invalid IBAN (code 2014)");
        let twelve = "<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>17: no</s:Text></s:Reason></s:Fault>";
        let Opened::Fault(fault) = answer(twelve).unwrap() else { panic!() };
        assert_eq!(fault["faultstring"], "17: no");
        assert_eq!(fault["faultcode"], "s:Sender");
        assert_eq!(words(&json!({"faultstring": "Input string 'Lovelace' was not in a correct format."})), None);
    }
}
