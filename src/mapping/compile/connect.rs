//! The connection, compiled.

use indexmap::IndexMap;

use super::slot::read_slot;
use super::texts::Texts;
use crate::diagnostic::codes;
use crate::expr::Template;
use crate::mapping::compiled::{Auth, BlamedPlace, Connect, ErrorRule, Limits, MessageFrom, Page, Retry, Soap};
use crate::mapping::spec::{
    AuthSpec, ConnectSpec, ErrorSpec, Format, FormatSpec, GrantSpec, PageBy, PageSpec, StatusSpec,
};
use crate::record::Pointer;

pub(super) fn connect(texts: &mut Texts<'_>, spec: &ConnectSpec) -> Option<Connect> {
    let at = Pointer::root().key("connect");
    let (format, format_setting) = format(texts, &at.key("format"), &spec.format)?;
    let base_url = texts.template(&at.key("base_url"), &spec.base_url);
    let headers = headers(texts, &at.key("headers"), &spec.headers);
    let soap = spec.soap.as_ref().map(|soap| Soap {
        version: soap.version,
        path: soap.path.clone(),
        namespace: soap.namespace.clone(),
        action: soap.action.clone(),
        header: soap.header.as_ref().and_then(|header| texts.body(&at.key("soap").key("header"), header)),
    });
    let auth = spec.auth.as_ref().map_or(Some(Auth::None), |auth| self::auth(texts, &at.key("auth"), auth));
    let limits = at.key("limits");
    let limits = Limits {
        per_second: spec.limits.per_second.max(1),
        concurrent: spec.limits.concurrent.max(1),
        timeout: texts.duration(&limits.key("timeout"), &spec.limits.timeout)?,
    };
    let retry = at.key("retry");
    let retry = Retry {
        attempts: spec.retry.attempts.max(1),
        wait: texts.duration(&retry.key("wait"), &spec.retry.wait)?,
        longest: texts.duration(&retry.key("longest"), &spec.retry.longest)?,
    };
    let errors = errors(texts, &at.key("errors"), &spec.errors);
    let probe = spec.probe.as_ref().and_then(|probe| read_slot(texts, &at.key("probe"), probe, &[]));
    Some(Connect {
        base_url: base_url?,
        format,
        format_setting,
        content_type: spec.content_type.clone(),
        headers,
        soap,
        auth: auth?,
        xml: spec.xml.clone().unwrap_or_default(),
        limits,
        retry,
        empty: spec.empty.clone(),
        errors,
        probe,
    })
}

/// The format, and the setting that chooses it; until a client is made it is the setting's default.
fn format(texts: &mut Texts<'_>, at: &Pointer, spec: &FormatSpec) -> Option<(Format, Option<String>)> {
    match spec {
        FormatSpec::Fixed(format) => Some((*format, None)),
        FormatSpec::Setting(text) => match spec.setting().and_then(|name| Some((name, texts.spec.settings.get(name)?)))
        {
            Some((name, setting)) => {
                let default = setting.default.clone().and_then(|word| serde_json::from_value(word).ok());
                Some((default.unwrap_or(Format::Json), Some(name.to_owned())))
            }
            None => {
                texts.wrong(&codes::NOT_A_CHOICE, at, format!("`{text}` is no format"));
                None
            }
        },
    }
}

pub(super) fn headers(
    texts: &mut Texts<'_>,
    at: &Pointer,
    headers: &IndexMap<String, String>,
) -> Vec<(String, Template)> {
    let each = headers.iter();
    each.filter_map(|(name, text)| Some((name.clone(), texts.template(&at.key(name), text)?))).collect()
}

fn auth(texts: &mut Texts<'_>, at: &Pointer, spec: &AuthSpec) -> Option<Auth> {
    if let Some(token) = &spec.bearer {
        return texts.template(&at.key("bearer"), token).map(Auth::Bearer);
    }
    if let Some(basic) = &spec.basic {
        let at = at.key("basic");
        let username = texts.template(&at.key("username"), &basic.username);
        let password = texts.template(&at.key("password"), &basic.password);
        return Some(Auth::Basic { username: username?, password: password? });
    }
    if let Some(login) = &spec.login {
        let at = at.key("login");
        let Some((method, path)) = verb_and_path(&login.request) else {
            texts.wrong(&codes::SHAPE, &at.key("request"), "a request is a verb and a path: `POST /login`");
            return None;
        };
        return Some(Auth::Login {
            method,
            path: texts.template(&at.key("request"), &path)?,
            body: login.body.as_ref().and_then(|body| texts.body(&at.key("body"), body)),
            token: texts.path(&at.key("token"), &login.token)?,
            lifetime: login.lifetime.as_ref().and_then(|text| texts.duration(&at.key("lifetime"), text)),
        });
    }
    if let Some(oauth) = &spec.oauth2 {
        let at = at.key("oauth2");
        if oauth.grant == GrantSpec::AuthorizationCode {
            texts.wrong(&codes::NOT_YET, &at.key("grant"), "the authorization code grant is not carried out yet");
            return None;
        }
        let client = at.key("client");
        return Some(Auth::ClientCredentials {
            token: texts.template(&at.key("token"), &oauth.token)?,
            id: texts.template(&client.key("id"), &oauth.client.id)?,
            secret: texts.template(&client.key("secret"), oauth.client.secret.as_deref().unwrap_or(""))?,
            in_body: oauth.client.place.as_deref() == Some("body"),
            scopes: oauth.scopes.clone(),
        });
    }
    Some(Auth::None)
}

/// `GET /people` cut in two; the verb must be one that HTTP knows.
pub(super) fn verb_and_path(text: &str) -> Option<(String, String)> {
    let (verb, path) = text.trim().split_once(' ')?;
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"].contains(&verb);
    (known && path.trim_start().starts_with('/')).then(|| (verb.to_owned(), path.trim().to_owned()))
}

/// The page words of a slot over those of the connection.
pub(super) fn page(texts: &mut Texts<'_>, at: &Pointer, own: Option<&PageSpec>) -> Page {
    let whole = texts.spec.connect.as_ref().and_then(|connect| connect.page.clone());
    let base = Pointer::root().key("connect").key("page");
    let pick = |key: &str, own: bool| if own { at.key("page").key(key) } else { base.key(key) };
    let total = own.and_then(|own| own.total.clone());
    let (total_at, total) = (pick("total", total.is_some()), total.or_else(|| whole.as_ref()?.total.clone()));
    let next = own.and_then(|own| own.next.clone());
    let (next_at, next) = (pick("next", next.is_some()), next.or_else(|| whole.as_ref()?.next.clone()));
    let own = own.cloned();
    let size = own.as_ref().and_then(|own| own.size.clone()).or_else(|| whole.as_ref()?.size.clone());
    let by = own.as_ref().and_then(|own| own.by).or_else(|| whole.as_ref()?.by).unwrap_or(PageBy::None);
    let first = own.as_ref().and_then(|own| own.first).or_else(|| whole.as_ref()?.first);
    Page {
        by,
        param: own.and_then(|own| own.param).or_else(|| whole.as_ref()?.param.clone()),
        first: first.unwrap_or(u64::from(by == PageBy::Page)),
        size: size.and_then(|size| size.into_iter().next()),
        total: total.and_then(|text| texts.path(&total_at, &text)),
        next: next.and_then(|text| texts.path(&next_at, &text)),
    }
}

pub(super) fn errors(texts: &mut Texts<'_>, at: &Pointer, specs: &[ErrorSpec]) -> Vec<ErrorRule> {
    let each = specs.iter().enumerate();
    each.filter_map(|(index, spec)| error_rule(texts, &at.item(index), spec)).collect()
}

fn error_rule(texts: &mut Texts<'_>, at: &Pointer, spec: &ErrorSpec) -> Option<ErrorRule> {
    let mut status = Vec::new();
    for one in spec.status.as_ref().map_or(&[][..], |status| status.as_slice()) {
        match one {
            StatusSpec::One(code) => status.push((*code, *code)),
            StatusSpec::Range(text) => {
                let range = text
                    .split_once('-')
                    .and_then(|(low, high)| Some((low.trim().parse().ok()?, high.trim().parse().ok()?)));
                match range {
                    Some((low, high)) if low <= high => status.push((low, high)),
                    _ => texts.wrong(&codes::SHAPE, &at.key("status"), "a range of statuses is written `400-499`"),
                }
            }
        }
    }
    let place = match &spec.place {
        Some(text) if text.starts_with('$') => Some(BlamedPlace::Named(texts.path(&at.key("place"), text)?)),
        Some(text) => Some(BlamedPlace::Fixed(texts.place(&at.key("place"), text)?)),
        None => None,
    };
    let message = match &spec.message {
        Some(text) if text.starts_with("$.") || text.starts_with("$[") => {
            Some(MessageFrom::At(texts.path(&at.key("message"), text)?))
        }
        Some(text) => Some(MessageFrom::Text(text.clone())),
        None => None,
    };
    Some(ErrorRule {
        status,
        at: texts.path_at(at, "at", spec.at.as_ref()),
        pattern: spec.pattern.as_ref().and_then(|text| texts.regex(&at.key("match"), text)),
        kind: spec.kind,
        place,
        message,
    })
}
