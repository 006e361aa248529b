//! Listings over the wire.

use serde_json::Value;

use super::server::{self, Act, Server, says};
use super::setting::{call, client, connect, path, read};
use crate::expr::{Place, Scope};
use crate::http::{Listing, Trouble};
use crate::mapping::compiled::{KeyAt, Page, ReadSlot};
use crate::mapping::spec::PageBy;

/// Reads a listing; the requests' targets, the pages and the result.
async fn list(page: Page, script: Vec<Act>) -> (Vec<String>, Vec<Value>, Result<Listing, Trouble>) {
    let server = Server::start(script).await;
    let (reader, _) = client(connect(), &server.url);
    let key = Some(KeyAt::Place(Place::compile("id").unwrap()));
    let slot = ReadSlot { items: path("$.d[*]"), key, page, ..read(call("GET", "/x?a=1")) };
    let mut pages = vec![];
    let listing = reader.pages(&slot, &Scope::new(), &mut |page| pages.push(page.clone())).await;
    let target = |request: &String| request.split(' ').nth(1).unwrap_or_default().to_owned();
    (server.seen().iter().map(target).collect(), pages, listing)
}

fn page(by: PageBy) -> Page {
    Page { by, param: Some("p".into()), first: 0, size: None, total: None, next: None }
}

#[tokio::test]
async fn offsets_go_on_from_what_came() {
    let ask = Page { size: Some(("n".into(), 2)), total: path("$.total"), ..page(PageBy::Offset) };
    let script = vec![
        server::json(200, r#"{"d":[{"id":1},{"id":2}],"total":3}"#),
        server::json(200, r#"{"d":[{"id":3}],"total":3}"#),
    ];
    let (seen, pages, listing) = list(ask, script).await;
    let listing = listing.unwrap();
    assert_eq!(seen, ["/x?a=1&n=2&p=0", "/x?a=1&n=2&p=2"]);
    assert_eq!((pages.len(), listing.complete, listing.total, listing.entries), (2, true, Some(3), 3));
}

#[tokio::test]
async fn a_server_that_ignores_the_offset_is_found_out() {
    let ask = Page { total: path("$.total"), ..page(PageBy::Offset) };
    let (seen, _, listing) = list(ask, vec![server::json(200, r#"{"d":[{"id":1}],"total":2}"#)]).await;
    assert!(listing.unwrap_err().message.contains("circles"));
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn a_short_listing_is_not_complete() {
    let ask = Page { total: path("$.total"), ..page(PageBy::Offset) };
    let short = vec![server::json(200, r#"{"d":[{"id":1}],"total":2}"#), server::json(200, r#"{"d":[],"total":2}"#)];
    let listing = list(ask, short).await.2.unwrap();
    assert!(!listing.complete && listing.doubt.is_some());
}

#[tokio::test]
async fn cursors_and_links_are_followed() {
    let ask = Page { next: path("$.next"), ..page(PageBy::Cursor) };
    let script = vec![server::json(200, r#"{"d":[{"id":1}],"next":"c&1"}"#), server::json(200, r#"{"d":[{"id":2}]}"#)];
    let (seen, _, listing) = list(ask, script).await;
    assert_eq!(seen, ["/x?a=1", "/x?a=1&p=c%261"]);
    assert!(listing.unwrap().complete);
    let link = "link: </x?page=2>; rel=\"next\"\r\n";
    let script = vec![says(200, link, r#"{"d":[{"id":1}]}"#), server::json(200, r#"{"d":[{"id":2}]}"#)];
    let (seen, _, listing) = list(page(PageBy::Link), script).await;
    assert_eq!(seen, ["/x?a=1", "/x?page=2"]);
    assert!(listing.unwrap().complete);
}

#[tokio::test]
async fn a_link_to_elsewhere_is_not_followed() {
    let link = "link: <https://evil.example/x>; rel=next\r\n";
    let (seen, _, listing) = list(page(PageBy::Link), vec![says(200, link, r#"{"d":[{"id":1}]}"#)]).await;
    assert!(listing.is_err());
    assert_eq!(seen.len(), 1);
}
