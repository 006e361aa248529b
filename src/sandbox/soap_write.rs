//! A SOAP 1.1 answer: elements in the order of their types.

use minijinja::value::Value;

use super::types::{Slot, Types};
use super::xml_write::{element, escape};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" \
xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\"><soap:Body>";
const TAIL: &str = "</soap:Body></soap:Envelope>";

/// The answer of an operation.
///
/// # Errors
/// A required element without a value: the twin's file is wrong.
pub(super) fn answer(
    types: &Types,
    namespace: &str,
    operation: &str,
    result: Option<&Slot>,
    value: &Value,
) -> Result<String, String> {
    let mut out = HEAD.to_owned();
    out.push_str(&format!("<{operation}Response xmlns=\"{}\">", escape(namespace)));
    if let Some(slot) = result {
        element(types, &format!("{operation}Result"), slot, value, &mut out)?;
    }
    out.push_str(&format!("</{operation}Response>"));
    out.push_str(TAIL);
    Ok(out)
}

/// A fault.
pub(super) fn fault(code: &str, text: &str) -> String {
    format!(
        "{HEAD}<soap:Fault><faultcode>{}</faultcode><faultstring>{}</faultstring><detail /></soap:Fault>{TAIL}",
        escape(code),
        escape(text)
    )
}
