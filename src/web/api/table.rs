//! The API's routes.

use axum::http::{Method, StatusCode};

use super::super::answer::{Answer, json_answer};
use super::super::routes::{self, Least, OPERATOR, OWNER, Routes, VIEWER};
use super::configuring::{self, Accounts, Audit, NewToken, Tokens};
use super::doc::{About, document};
use super::exchange::{self, WorkReport};
use super::looking::{self, TrialReport};
use crate::ops::report::{
    ConnectionsReport, DescribeReport, DoctorReport, LinksReport, ListReport, OverviewReport, RunsReport, ShowReport,
    SystemsReport,
};

/// Adds all requests of the API.
pub(in crate::web) fn routes(routes: Routes) -> Routes {
    let (get, post) = (|| Method::GET, || Method::POST);
    let describes = About::of::<serde_json::Map<String, serde_json::Value>>("this description (OpenAPI 3.1)");
    routes
        .api(get(), "/api/v1/openapi.json", Least::Anyone, describes, openapi)
        .api(
            get(),
            "/api/v1/connections",
            VIEWER,
            About::of::<OverviewReport>("the connections and how each stands"),
            looking::connections,
        )
        .api(
            get(),
            "/api/v1/connections/{connection}/employees",
            VIEWER,
            About::of::<ListReport>("the rows of a screen, read from both systems now").query::<exchange::ListQuery>(),
            exchange::employees,
        )
        .api(
            post(),
            "/api/v1/connections/{connection}/works",
            OPERATOR,
            About::of::<WorkReport>("starts a plan, or settling; nothing is written yet")
                .body::<exchange::WorkRequest>()
                .status(202),
            exchange::start,
        )
        .api(get(), "/api/v1/works/{work}", VIEWER, About::of::<WorkReport>("how a work stands"), exchange::one)
        .api(
            post(),
            "/api/v1/works/{work}/agree",
            OPERATOR,
            About::of::<WorkReport>("carries out what is still as planned").status(202),
            exchange::agreed,
        )
        .api(
            post(),
            "/api/v1/works/{work}/withdraw",
            OPERATOR,
            About::of::<WorkReport>("calls it off").status(202),
            exchange::withdrawn,
        )
        .api(
            get(),
            "/api/v1/connections/{connection}/links",
            VIEWER,
            About::of::<LinksReport>("the link table"),
            looking::links,
        )
        .api(
            post(),
            "/api/v1/connections/{connection}/match",
            OPERATOR,
            About::of::<LinksReport>("links two by hand").body::<looking::MatchRequest>(),
            looking::matched,
        )
        .api(
            post(),
            "/api/v1/connections/{connection}/unlink",
            OPERATOR,
            About::of::<LinksReport>("takes links away; nothing changes at the provider")
                .body::<looking::UnlinkRequest>(),
            looking::unlinked,
        )
        .api(
            post(),
            "/api/v1/connections/{connection}/doctor",
            OPERATOR,
            About::of::<DoctorReport>("can both systems be reached, are the credentials accepted"),
            looking::checked,
        )
        .api(
            get(),
            "/api/v1/runs",
            VIEWER,
            About::of::<RunsReport>("the runs, the latest first").query::<looking::RunsQuery>(),
            looking::runs,
        )
        .api(
            get(),
            "/api/v1/runs/{run}",
            VIEWER,
            About::of::<ShowReport>("one run with its changes, without names and values"),
            looking::run,
        )
        .api(get(), "/api/v1/systems", VIEWER, About::of::<SystemsReport>("the system files"), looking::systems)
        .api(
            get(),
            "/api/v1/systems/{system}",
            VIEWER,
            About::of::<DescribeReport>("a system file in plain words"),
            looking::system,
        )
        .api(
            post(),
            "/api/v1/systems/{system}/cases",
            OPERATOR,
            About::of::<TrialReport>("runs a system's own cases, in the background").status(202),
            looking::test_cases,
        )
        .api(
            get(),
            "/api/v1/systems/{system}/cases",
            VIEWER,
            About::of::<TrialReport>("how a system's own cases went, or that they run"),
            looking::cases,
        )
        .api(
            get(),
            "/api/v1/settings",
            OWNER,
            About::of::<ConnectionsReport>("what the workspace file says, without secrets"),
            configuring::settings,
        )
        .api(
            Method::PATCH,
            "/api/v1/settings/{account}",
            OWNER,
            About::of::<ConnectionsReport>("changes one account in the workspace file")
                .body::<configuring::SettingsChange>(),
            configuring::change,
        )
        .api(
            Method::DELETE,
            "/api/v1/settings/{account}",
            OWNER,
            About::of::<ConnectionsReport>("takes a connection without links away").query::<configuring::Seen>(),
            configuring::remove,
        )
        .api(get(), "/api/v1/accounts", OWNER, About::of::<Accounts>("the accounts of people"), configuring::accounts)
        .api(
            Method::PUT,
            "/api/v1/accounts/{name}",
            OWNER,
            About::of::<Accounts>("adds or changes an account").body::<configuring::AccountChange>(),
            configuring::account,
        )
        .api(get(), "/api/v1/tokens", OWNER, About::of::<Tokens>("the tokens of programs"), configuring::tokens)
        .api(
            post(),
            "/api/v1/tokens",
            OWNER,
            About::of::<NewToken>("makes a token; its text is given once")
                .body::<configuring::TokenRequest>()
                .status(201),
            configuring::token,
        )
        .api(
            Method::DELETE,
            "/api/v1/tokens/{id}",
            OWNER,
            About::of::<Tokens>("takes a token away"),
            configuring::revoke,
        )
        .api(
            get(),
            "/api/v1/audit",
            OWNER,
            About::of::<Audit>("who did what, the latest first").query::<configuring::AuditQuery>(),
            configuring::audit,
        )
}

async fn openapi() -> Answer {
    Ok(json_answer(StatusCode::OK, &document(&routes::table())))
}
