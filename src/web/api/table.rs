//! The API's routes.

use super::super::routes::Routes;

/// Adds all requests of the API.
pub(in crate::web) fn routes(routes: Routes) -> Routes {
    routes
}
