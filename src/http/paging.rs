//! Reads a listing page by page.

use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::classify::{find, scalar};
use super::client::ReadClient;
use super::exchange::{Exchanged, Task};
use super::outgoing::Extra;
use super::trouble::Trouble;
use super::walk::{Ask, Listing, Seen, Walk};
use crate::expr::Scope;
use crate::mapping::compiled::{KeyAt, Page, ReadSlot};
use crate::mapping::spec::{ErrorKind, PageBy};

impl ReadClient {
    /// Reads all pages of a slot, in order; `on_page` sees each answer's body.
    ///
    /// # Errors
    /// When a page cannot be read, or the listing goes in circles or has no end. A listing whose completeness cannot be
    /// proven is no error: see [`Listing::complete`].
    pub async fn pages(
        &self,
        slot: &ReadSlot,
        scope: &Scope,
        on_page: &mut (dyn FnMut(&Value) + Send),
    ) -> Result<Listing, Trouble> {
        let page = &slot.page;
        let hasher = RandomState::new();
        let mut walk = Walk::new(page.by, page.first, page.total.is_some());
        let mut extra = Extra { query: sized(page), url: None };
        if let Some(ask) = walk.start() {
            turn(page, &ask, &mut extra)?;
        }
        loop {
            let done = self.exchange(&Task::reading(slot, scope), &extra, &mut |_| {}).await?;
            let seen = look(slot, &done, &hasher);
            on_page(&done.answer.body);
            let ask = walk.take(seen).map_err(|why| lasting(why, &done))?;
            match ask {
                None => return Ok(walk.listing()),
                Some(Ask::Link(link)) => {
                    let next = self.inner.base.follow(&done.url, &link);
                    extra.url =
                        Some(next.ok_or_else(|| lasting("the next page's address leaves the system's own", &done))?);
                }
                Some(ask) => turn(page, &ask, &mut extra)?,
            }
        }
    }
}

/// Trouble of the listing itself, which no retry mends.
fn lasting(why: &str, done: &Exchanged) -> Trouble {
    Trouble { sent: true, status: Some(done.answer.status), attempts: 1, ..Trouble::new(ErrorKind::Transient, why) }
}

fn sized(page: &Page) -> Vec<(String, String)> {
    match (&page.size, page.by) {
        (Some((name, size)), by) if by != PageBy::None => vec![(name.clone(), size.to_string())],
        _ => Vec::new(),
    }
}

/// Puts the question into the request.
fn turn(page: &Page, ask: &Ask, extra: &mut Extra) -> Result<(), Trouble> {
    let value = match ask {
        Ask::Number(number) => number.to_string(),
        Ask::Cursor(cursor) => cursor.clone(),
        Ask::Link(_) => return Ok(()),
    };
    let Some(param) = &page.param else {
        return Err(Trouble::new(ErrorKind::Rejected, "`page` needs `param`, the query parameter to count with"));
    };
    extra.query = sized(page);
    extra.query.push((param.clone(), value));
    Ok(())
}

/// What a page says about the listing.
fn look(slot: &ReadSlot, done: &Exchanged, hasher: &RandomState) -> Seen {
    let (answer, reading) = (&done.answer, done.answer.reading);
    let entries = match &slot.items {
        Some(items) => find(reading, items, &answer.body),
        None if answer.body.is_null() => Vec::new(),
        None => vec![std::borrow::Cow::Borrowed(&answer.body)],
    };
    let keys = match &slot.key {
        Some(KeyAt::Path(path)) => find(reading, path, &answer.body).iter().map(|key| hasher.hash_one(key)).collect(),
        Some(KeyAt::Place(place)) => {
            entries.iter().map(|entry| hasher.hash_one(place.get(entry).unwrap_or(entry))).collect()
        }
        None => entries.iter().map(|entry| hasher.hash_one(entry)).collect(),
    };
    let one = |path: &crate::expr::Path| find(reading, path, &answer.body).first().and_then(|found| scalar(found));
    let next = match (&slot.page.next, slot.page.by) {
        (Some(path), _) => one(path),
        (None, PageBy::Link) => {
            answer.headers.iter().find(|(name, _)| name == "link").and_then(|(_, value)| next_link(value))
        }
        (None, _) => None,
    };
    Seen {
        keys,
        entries: entries.len() as u64,
        content: hasher.hash_one(&entries),
        total: slot.page.total.as_ref().and_then(one).and_then(|total| total.trim().parse().ok()),
        next,
    }
}

/// The address that a `Link` header (RFC 8288) names as the next.
fn next_link(header: &str) -> Option<String> {
    let mut rest = header;
    while let Some((_, behind)) = rest.split_once('<') {
        let (target, parameters) = behind.split_once('>')?;
        let end = parameters.find('<').unwrap_or(parameters.len());
        let (own, others) = parameters.split_at(end);
        let is_next = own.split([';', ',']).any(|parameter| {
            parameter.split_once('=').is_some_and(|(name, value)| {
                let mut relations = value.trim().trim_matches('"').split_whitespace();
                name.trim().eq_ignore_ascii_case("rel")
                    && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
            })
        });
        if is_next {
            return Some(target.trim().to_owned());
        }
        rest = others;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn link_headers() {
        let next = |header| next_link(header);
        assert_eq!(
            next("<https://a/?p=2>; rel=\"next\", <https://a/?p=9>; rel=\"last\"").as_deref(),
            Some("https://a/?p=2")
        );
        assert_eq!(next("<?p=1>; rel=prev, </x,y?p=3>; title=\"a\"; REL=next").as_deref(), Some("/x,y?p=3"));
        assert_eq!(next("<a>; rel=\"prev next\"").as_deref(), Some("a"));
        for none in ["", "<a", "<a>; rel=last", "rel=next", "<a>; rel=nextish"] {
            assert_eq!(next(none), None, "{none}");
        }
    }
}
