//! Links an HR employee and a provider employee by hand.

use std::path::PathBuf;

use jiff::Timestamp;

use super::links::row;
use super::report::LinksReport;
use super::session::{Session, failed};
use super::{Face, OpsError};
use crate::engine::{EngineError, Gathering, people};
use crate::mapping::spec::ErrorKind;
use crate::plan::{Called, Candidates};
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
    let nobody = |why: &str| {
        let message = format!("there is no employee {} in {}{why}", options.provider_key, session.label);
        OpsError::usage(message).help("`crosswalk list` shows the candidates with their keys")
    };
    let looked = there.details(&provider, std::slice::from_ref(&options.provider_key)).await;
    looked.map_err(|error| match &error {
        // A key that the system cannot even look up is nobody's.
        EngineError::System { trouble, .. } if matches!(trouble.kind, ErrorKind::Rejected | ErrorKind::Missing) => {
            nobody(&format!(": {}", trouble.message))
        }
        _ => failed(error),
    })?;
    let found = there.profiles.iter().find(|profile| profile.key == options.provider_key);
    let profile = found.ok_or_else(|| nobody(""))?;
    let crosswalk = &provider.crosswalk;
    let slots = crosswalk.sources.take(&person.record);
    let mapped = crosswalk.forward(&slots, Some(&person.record));
    let alike = Candidates::new(crosswalk, std::slice::from_ref(profile)).of(crosswalk, &mapped, 0.0);
    let same = alike.first().map(|candidate| candidate.because.as_str());
    let there = (Called::of(crosswalk, profile), &options.provider_key);
    if !face.consent.agree(&question((&person.name, &options.hr_key), (&there.0.name, there.1), &session.label, same)) {
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

/// What is asked before two are linked: both names, and by what they are alike.
fn question(hr: (&str, &Key), there: (&str, &Key), label: &str, same: Option<&str>) -> String {
    let called = |(name, key): (&str, &Key)| if name.is_empty() { key.to_string() } else { format!("{name} ({key})") };
    let same = same.unwrap_or("NOTHING that tells people apart is the same: the next export would make one the other");
    format!("Link {} with {} in {label}? {same}.", called(hr), called(there))
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn both_are_named_and_strangers_told() {
        let (hr, there) = (("Ada Ek", &"1".into()), ("", &"9".into()));
        assert_eq!(question(hr, there, "Pay", Some("same ssn")), "Link Ada Ek (1) with 9 in Pay? same ssn.");
        assert!(question(hr, ("Bo", &"9".into()), "Pay", None).contains("Bo (9) in Pay? NOTHING"));
    }
}
