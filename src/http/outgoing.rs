//! A request, ready to go out.

use base64::prelude::{BASE64_STANDARD, Engine};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Method, Request, Url};
use serde_json::Value;

use super::answer::Reading;
use super::auth::Token;
use super::classify::scalar;
use super::client::Inner;
use super::soap::Operation;
use super::xml::Writer;
use super::{patch, xml};
use crate::expr::{Escape, EvalError, Scope, Template};
use crate::mapping::compiled::{Auth, Call, Connect, Target};
use crate::mapping::spec::{BodyFormat, Format};

/// What paging puts into a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// Query parameters; they stand in for the call's own of the same name.
    pub(super) query: Vec<(String, String)>,
    /// The whole address of the next page.
    pub(super) url: Option<Url>,
}

/// A request and how its answer will be read.
pub(super) struct Outgoing {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Vec<u8>>,
    pub(super) reading: Reading,
}

impl Outgoing {
    /// Computes a call's request. Nothing is sent.
    pub(super) fn of(
        call: &Call,
        scope: &Scope,
        inner: &Inner,
        token: Option<&Token>,
        extra: &Extra,
    ) -> Result<Self, EvalError> {
        let connect = &*inner.connect;
        let own = inner.scope_with(token);
        let scope = with_token(scope.clone(), token);
        let value = call.body.as_ref().map(|body| body.build(&scope)).transpose()?.flatten();
        let mut headers = HeaderMap::new();
        let (method, mut url, body, kind, reading) = match &call.target {
            Target::Soap { service, operation } => {
                let soap = connect.soap.as_ref().ok_or_else(|| refused("the connection has no `soap`"))?;
                let operation = Operation::new(soap, service, operation);
                let header = soap.header.as_ref().map(|header| header.build(&own)).transpose()?.flatten();
                let text = operation.envelope(header.as_ref(), value.as_ref())?;
                let (kind, action) = operation.headers();
                if let Some(action) = action {
                    headers.insert("soapaction", header_value(&action)?);
                }
                let url = inner.base.join(&operation.path()).map_err(|text| refused(&text))?;
                (Method::POST, url, Some(text.into_bytes()), Some(kind), Reading::Soap)
            }
            Target::Http { method, path } => {
                let method = verb(method)?;
                let url = inner.base.join(&path_text(path, &scope)?).map_err(|text| refused(&text))?;
                let format = connect.format_of(call);
                let body = value.map(|value| written(format, value, call.root.as_deref(), connect)).transpose()?;
                let kind = body.is_some().then(|| content_type(format, connect));
                (method, url, body, kind, reading(format))
            }
        };
        headers.insert(ACCEPT, HeaderValue::from_static(accept(reading)));
        authorize(&connect.auth, &own, token, &mut headers)?;
        if let Some(kind) = kind {
            headers.insert(CONTENT_TYPE, header_value(&kind)?);
        }
        put_headers(&connect.headers, &own, &mut headers)?;
        put_headers(&call.headers, &scope, &mut headers)?;
        if let Some(next) = &extra.url {
            url = next.clone();
        } else {
            put_query(call, &scope, extra, &mut url)?;
        }
        Ok(Self { method, url, headers, body, reading })
    }

    /// As the HTTP library takes it.
    pub(super) fn request(&self) -> Request {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        *request.body_mut() = self.body.clone().map(Body::from);
        request
    }
}

pub(super) fn verb(text: &str) -> Result<Method, EvalError> {
    Method::from_bytes(text.as_bytes()).map_err(|_| refused("the request's verb is not valid"))
}

/// How answers to a body format come.
pub(super) fn reading(format: BodyFormat) -> Reading {
    match format {
        BodyFormat::Xml => Reading::Xml,
        BodyFormat::Soap => Reading::Soap,
        BodyFormat::Json
        | BodyFormat::Form
        | BodyFormat::MergePatch
        | BodyFormat::JsonPatch
        | BodyFormat::ScimPatch => Reading::Json,
    }
}

fn refused(message: &str) -> EvalError {
    EvalError { message: message.to_owned() }
}

/// `auth.token` for templates.
pub(super) fn with_token(scope: Scope, token: Option<&Token>) -> Scope {
    match token {
        Some(token) => scope.with("auth", &serde_json::json!({ "token": token.text.expose() })),
        None => scope,
    }
}

/// The path. A piece that its expression left empty is refused: `/people/` is not `/people/{{ key }}`.
pub(super) fn path_text(path: &Template, scope: &Scope) -> Result<String, EvalError> {
    let text = path.text(scope, Escape::UrlSegment)?.ok_or_else(|| refused("the request's path has no value"))?;
    let hollow = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        (path.ends_with('/'), path.contains("//"))
    };
    let (written, made) = (hollow(path.source()), hollow(&text));
    if (made.0 && !written.0) || (made.1 && !written.1) {
        return Err(refused("a piece of the request's path is empty"));
    }
    Ok(text)
}

fn put_query(call: &Call, scope: &Scope, extra: &Extra, url: &mut Url) -> Result<(), EvalError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (name, body) in &call.query {
        if extra.query.iter().any(|(other, _)| other == name) {
            continue;
        }
        let values = match body.build(scope)? {
            None | Some(Value::Null) => continue,
            Some(Value::Array(values)) => values,
            Some(single) => vec![single],
        };
        for value in values.iter().filter(|value| !value.is_null()) {
            let text =
                scalar(value).ok_or_else(|| refused(&format!("the query parameter `{name}` is no single value")))?;
            pairs.push((name.clone(), text));
        }
    }
    pairs.extend(extra.query.iter().cloned());
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    Ok(())
}

/// Puts headers in place of those of the same name; an absent value leaves its header out.
pub(super) fn put_headers(from: &[(String, Template)], scope: &Scope, to: &mut HeaderMap) -> Result<(), EvalError> {
    for (name, template) in from {
        if let Some(text) = template.text(scope, Escape::None)? {
            let header = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| refused(&format!("`{}` cannot be the name of a header", name.escape_default())))?;
            to.insert(header, header_value(&text)?);
        }
    }
    Ok(())
}

/// A header's value, kept out of every debug output. Line breaks are refused.
pub(super) fn header_value(text: &str) -> Result<HeaderValue, EvalError> {
    let mut value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| refused("a header's value holds a line break or control character"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn authorize(auth: &Auth, scope: &Scope, token: Option<&Token>, headers: &mut HeaderMap) -> Result<(), EvalError> {
    let text = |template: &Template| {
        template.text(scope, Escape::None)?.ok_or_else(|| refused("a value of connect.auth is absent"))
    };
    let value = match (auth, token) {
        (Auth::Bearer(bearer), _) => format!("Bearer {}", text(bearer)?),
        (Auth::Basic { username, password }, _) => basic(&text(username)?, &text(password)?),
        (Auth::ClientCredentials { .. }, Some(token)) => format!("Bearer {}", token.text.expose()),
        (Auth::ClientCredentials { .. } | Auth::None | Auth::Login { .. }, _) => return Ok(()),
    };
    headers.insert(AUTHORIZATION, header_value(&value)?);
    Ok(())
}

pub(super) fn basic(username: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{username}:{password}")))
}

fn accept(reading: Reading) -> &'static str {
    match reading {
        Reading::Json => "application/json",
        Reading::Xml => "application/xml, text/xml;q=0.9",
        Reading::Soap => "text/xml, application/soap+xml",
    }
}

/// The connection's `content_type` stands for its own format; a patch keeps its own.
fn content_type(format: BodyFormat, connect: &Connect) -> String {
    let usual = match format {
        BodyFormat::Json => "application/json",
        BodyFormat::Xml => "application/xml; charset=utf-8",
        BodyFormat::Soap => "text/xml; charset=utf-8",
        BodyFormat::Form => "application/x-www-form-urlencoded",
        BodyFormat::MergePatch => "application/merge-patch+json",
        BodyFormat::JsonPatch => "application/json-patch+json",
        BodyFormat::ScimPatch => "application/scim+json",
    };
    match &connect.content_type {
        Some(own) if BodyFormat::from(connect.format) == format => own.clone(),
        _ => usual.to_owned(),
    }
}

/// A body's bytes.
pub(super) fn written(
    format: BodyFormat,
    value: Value,
    root: Option<&str>,
    connect: &Connect,
) -> Result<Vec<u8>, EvalError> {
    let json = |value: &Value| serde_json::to_vec(value).map_err(|_| refused("the body cannot be written as JSON"));
    match format {
        BodyFormat::Json | BodyFormat::MergePatch => json(&value),
        BodyFormat::JsonPatch => json(&patch::json_patch(value)),
        BodyFormat::ScimPatch => json(&patch::scim_patch(value)),
        BodyFormat::Form => form(&value).map(String::into_bytes),
        BodyFormat::Soap => Err(refused("a SOAP body needs `soap: Service/Operation`")),
        BodyFormat::Xml => {
            let lists = matches!(connect.format, Format::Xml).then_some(&connect.xml.lists);
            let mut writer = Writer::new(lists, connect.xml.declaration.unwrap_or(true));
            let namespace = connect.xml.namespace.as_deref();
            match (root, &value) {
                (Some(root), _) => writer.root(root, namespace, &value)?,
                (None, Value::Object(members)) if members.len() == 1 => {
                    members.iter().try_for_each(|(name, inner)| writer.root(name, namespace, inner))?;
                }
                (None, _) => return Err(refused("an XML body needs `root`, the name of its outermost element")),
            }
            Ok(writer.finish().into_bytes())
        }
    }
}

/// `a=1&b=2`; a list repeats the name, null is empty.
fn form(value: &Value) -> Result<String, EvalError> {
    let Value::Object(members) = value else { return Err(refused("a form's body must be an object")) };
    let mut text = reqwest::Url::parse("form:").map_err(|_| refused("the form cannot be written"))?;
    let mut pairs = text.query_pairs_mut();
    for (name, member) in members {
        let values = member.as_array().map_or(std::slice::from_ref(member), Vec::as_slice);
        for value in values {
            let single = match value {
                Value::Null => String::new(),
                Value::Number(number) => xml::plain(number),
                other => scalar(other).ok_or_else(|| refused(&format!("the form's `{name}` is no single value")))?,
            };
            pairs.append_pair(name, &single);
        }
    }
    drop(pairs);
    Ok(text.query().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn forms_are_encoded() {
        let text = form(&json!({"a b": "å&=", "n": 1.5, "l": [1, "x"], "z": null, "f": true})).unwrap();
        assert_eq!(text, "a+b=%C3%A5%26%3D&n=1.5&l=1&l=x&z=&f=true");
        assert!(form(&json!({"a": {"b": 1}})).is_err());
        assert!(form(&json!([])).is_err());
    }

    #[test]
    fn headers_hold_no_line_breaks() {
        for bad in ["a\r\nX-Other: b", "a\nb", "\u{0}", "\u{7f}"] {
            assert!(header_value(bad).is_err());
        }
        let value = header_value("sécret").unwrap();
        assert_eq!(value.as_bytes(), "sécret".as_bytes());
        assert!(!format!("{value:?}").contains("cret"));
    }

    #[test]
    fn basic_is_base64() {
        assert_eq!(basic("Aladdin", "open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
}
