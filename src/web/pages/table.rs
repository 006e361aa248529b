//! The pages' routes.

use axum::extract::State;
use axum::http::{Method, StatusCode, Uri};
use axum::response::Response;

use super::super::answer::Refused;
use super::super::console::Shared;
use super::super::guard::Who;
use super::super::routes::{Least, OPERATOR, OWNER, Routes, VIEWER};
use super::{access, connections, entry, leave, list, mappings, overview, person, runs, working};
use crate::ops::OpsError;

/// Adds all pages.
pub(in crate::web) fn routes(routes: Routes) -> Routes {
    let (get, post) = (|| Method::GET, || Method::POST);
    routes
        .page(get(), "/log-in", Least::Anyone, entry::form)
        .page(post(), "/log-in", Least::Anyone, entry::log_in)
        .page(post(), "/log-out", Least::Anyone, entry::log_out)
        .page(get(), "/begin", Least::Anyone, entry::begin_form)
        .page(post(), "/begin", Least::Anyone, entry::begin)
        .page(get(), "/", VIEWER, overview::page)
        .page(get(), "/c/{connection}/{direction}", VIEWER, list::page)
        .page(post(), "/c/{connection}/{direction}/view", VIEWER, list::look)
        .page(post(), "/c/{connection}/{direction}", OPERATOR, list::act)
        .page(get(), "/c/{connection}/{direction}/people/{key}", VIEWER, person::page)
        .page(post(), "/c/{connection}/{direction}/people/{key}/search", OPERATOR, person::search)
        .page(post(), "/c/{connection}/{direction}/people/{key}/reveal", OPERATOR, person::reveal)
        .page(post(), "/c/{connection}/{direction}/people/{key}", OPERATOR, person::act)
        .page(get(), "/leave/{connection}", VIEWER, leave::page)
        .page(post(), "/leave/{connection}", OPERATOR, leave::act)
        .page(get(), "/work/{id}", VIEWER, working::page)
        .page(get(), "/work/{id}/events", VIEWER, working::events)
        .page(post(), "/work/{id}/reveal", OPERATOR, working::reveal)
        .page(post(), "/work/{id}", OPERATOR, working::act)
        .page(get(), "/mappings", VIEWER, mappings::page)
        .page(get(), "/mappings/{system}", VIEWER, mappings::one)
        .page(post(), "/mappings/{system}/cases", OPERATOR, mappings::test)
        .page(get(), "/connections", OWNER, connections::page)
        .page(post(), "/connections/new", OWNER, connections::new)
        .page(get(), "/connections/{name}", OWNER, connections::one)
        .page(post(), "/connections/{name}", OWNER, connections::keep)
        .page(post(), "/connections/{name}/test", OWNER, connections::test)
        .page(post(), "/connections/{name}/remove", OWNER, connections::remove)
        .page(get(), "/access", OWNER, access::page)
        .page(post(), "/access/accounts", OWNER, access::account)
        .page(post(), "/access/tokens", OWNER, access::token)
        .page(post(), "/access/tokens/{id}/revoke", OWNER, access::revoke)
        .page(get(), "/access/audit", OWNER, access::audit)
        .page(get(), "/account", VIEWER, access::own)
        .page(post(), "/account", VIEWER, access::own_password)
        .page(get(), "/runs", VIEWER, runs::page)
        .page(post(), "/runs/settle", OPERATOR, runs::settle)
        .page(get(), "/runs/{run}", VIEWER, runs::one)
        .page(get(), "/runs/{run}/changes.csv", VIEWER, runs::csv)
        .page(get(), "/runs/{run}/changes.json", VIEWER, runs::json)
}

/// An address that leads nowhere.
pub(in crate::web) async fn nowhere(State(console): State<Shared>, address: Uri) -> Response {
    refused(&console, &address, &Refused::missing("the address is not one of the console's"))
}

/// An address that is asked in another way than it answers to.
pub(in crate::web) async fn otherwise(State(console): State<Shared>, address: Uri) -> Response {
    let error = OpsError::usage("this address is not asked in this way");
    refused(&console, &address, &Refused { status: StatusCode::METHOD_NOT_ALLOWED, error })
}

/// For programs as JSON, for people as a page.
fn refused(console: &Shared, address: &Uri, refused: &Refused) -> Response {
    if address.path().starts_with("/api/") { refused.json() } else { refused.page(console, None::<&Who>) }
}
