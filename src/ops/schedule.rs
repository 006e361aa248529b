//! Which connections are to be exported by themselves.

use std::path::Path;

use jiff::Timestamp;

use super::OpsError;
use super::workspace::{ConnectionSpec, Schedule, Workspace};

/// The connections whose time came after one moment and not after another. However often it came, each is named once: what
/// was missed while nothing ran is made up for by the next time.
///
/// # Errors
/// When the workspace cannot be read.
pub fn due(workspace: &Path, after: Timestamp, now: Timestamp) -> Result<Vec<String>, OpsError> {
    let workspace = Workspace::open(workspace)?;
    let connections = workspace.spec().connections.iter();
    let came = |spec: &ConnectionSpec| {
        Schedule::of_connection(spec).and_then(|schedule| schedule.next(after)).is_some_and(|next| next <= now)
    };
    Ok(connections.filter(|(_, spec)| came(spec)).map(|(name, _)| name.clone()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn who_is_due_is_named_once() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings/own.yaml"), "crosswalk: 1\nsystem: own\nname: Own\n").unwrap();
        let text = "hr: { system: own }\nconnections:\n  a: { system: own, schedule: '*/5 * * * *' }\n  b: { system: own }\n  \
                    c: { system: own, schedule: '0 6 * * *', timezone: Europe/Amsterdam }\n";
        std::fs::write(folder.path().join("crosswalk.yaml"), text).unwrap();
        let named = |from: &str, to: &str| due(folder.path(), at(from), at(to)).unwrap();
        assert_eq!(named("2026-11-27T07:01:00Z", "2026-11-27T07:04:59Z"), [""; 0]);
        assert_eq!(named("2026-11-27T07:04:40Z", "2026-11-27T07:05:00Z"), ["a"]);
        assert_eq!(named("2026-11-27T07:05:00Z", "2026-11-27T07:05:20Z"), [""; 0]);
        assert_eq!(named("2026-11-26T07:00:00Z", "2026-11-27T07:00:00Z"), ["a", "c"]);
        // A clock that was put back.
        assert_eq!(named("2026-11-27T08:00:00Z", "2026-11-27T07:00:00Z"), [""; 0]);
    }
}
