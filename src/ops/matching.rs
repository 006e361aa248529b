//! Links an HR employee and a provider employee by hand.

use std::path::PathBuf;

use jiff::Timestamp;

use super::links::row;
use super::report::LinksReport;
use super::session::{Session, failed};
use super::{Face, OpsError};
use crate::engine::{Gathering, people};
use crate::record::{Direction, Key, LinkedBy};
use crate::store::{Link, Settled, StepKind};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder of `crosswalk.yaml`.
    pub workspace: PathBuf,
    /// The connection's name.
    pub connection: String,
    /// The HR system's key.
    pub hr_key: Key,
    /// The provider's key.
    pub provider_key: Key,
}

/// Links an HR employee and a provider employee by hand; both must exist, and neither be linked elsewhere. A creation of
/// that employee that was in doubt is settled by it.
///
/// # Errors
/// When one of them does not exist or is linked elsewhere, or it cannot be looked up.
pub async fn run(options: Options, face: &Face<'_>) -> Result<LinksReport, OpsError> {
    let connection = &options.connection;
    let session = Session::open(&options.workspace, connection, Direction::Export, &face.stop).await?;
    let _locks = session.lock().await?;
    let (hr, provider) = (session.open_hr().await?, session.open_provider().await?);
    let asked = std::slice::from_ref(&options.hr_key);
    let source = people(&hr, None, Some(asked), &|_| true).await.map_err(failed)?;
    let Some(person) = source.people.iter().find(|person| person.key == options.hr_key) else {
        return Err(OpsError::usage(format!("there is no employee {} in {}", options.hr_key, hr.name)));
    };
    let mut there = Gathering::default();
    there.details(&provider, std::slice::from_ref(&options.provider_key)).await.map_err(failed)?;
    if there.profiles.iter().all(|profile| profile.key != options.provider_key) {
        let message = format!("there is no employee {} in {}", options.provider_key, session.label);
        return Err(OpsError::usage(message).help("`crosswalk list` shows the candidates with their keys"));
    }
    let name = if person.name.is_empty() { options.hr_key.to_string() } else { person.name.clone() };
    if !face.consent.agree(&format!("Link {name} with {} in {}?", options.provider_key, session.label)) {
        return Ok(LinksReport::default());
    }
    for step in session.store.open_steps(connection).await? {
        let (mine, other) = match step.direction {
            Direction::Export => (&options.hr_key, &options.provider_key),
            Direction::Import => (&options.provider_key, &options.hr_key),
        };
        if step.kind == StepKind::CreatePerson && step.source == *mine {
            session.store.settle(step.id, Settled::Found(other.clone())).await?;
        }
    }
    if session
        .store
        .link_of_hr(connection, &options.hr_key)
        .await?
        .is_none_or(|link| link.provider_key != options.provider_key)
    {
        let link = Link {
            hr_key: options.hr_key.clone(),
            provider_key: options.provider_key.clone(),
            since: Timestamp::now().to_string(),
            by: LinkedBy::Hand,
            unlinked: false,
        };
        session.store.put_link(connection, link).await?;
    }
    let link = session.store.link_of_hr(connection, &options.hr_key).await?;
    Ok(LinksReport { links: link.into_iter().map(row).collect() })
}
