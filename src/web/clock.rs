//! Exports that begin by themselves: of linked employees, at the times that a connection's `schedule` says.
//!
//! Nobody looks at a preview, so no link is made and nobody is created: only changed fields of people who are linked are
//! sent, with every hold and brake in force. It stands among the runs, and the record of who did what says that the
//! schedule began it.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::console::Console;
use super::work;
use crate::ops::access::SCHEDULE as WHO;
use crate::ops::{Stop, schedule};

/// Between two looks at the clock.
const PACE: Duration = Duration::from_secs(15);

/// Begins what is due until it is told to stop.
pub(super) async fn watch(console: Arc<Console>, stop: Stop) {
    let mut seen = Timestamp::now();
    loop {
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            () = stop.wait() => return,
        }
        let now = Timestamp::now();
        if begin(&console, seen, now).await {
            seen = now;
        }
    }
}

/// Begins what came due between two moments. Somebody else's run is not waited for: the next time brings what is left.
/// False while the workspace cannot be read, which every page tells: what comes due then begins once it can.
async fn begin(console: &Arc<Console>, after: Timestamp, now: Timestamp) -> bool {
    let Ok(due) = schedule::due(&console.workspace, after, now) else { return false };
    for connection in due {
        let what = if console.works.busy(&connection).is_some() { "schedule-skipped" } else { "export-started" };
        // What cannot be written down is not begun.
        let recorded = console.access.record(WHO, what, Some(&connection), json!({ "tab": "linked" })).await;
        if recorded.is_ok() && what == "export-started" {
            work::unattended(console, &connection, WHO);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::work::Stage;

    const TEXT: &str = "hr: { system: own, base_url: 'http://127.0.0.1:9' }\nconnections:\n  pay: { system: own, base_url: \
                        'http://127.0.0.1:9', schedule: '0 6 * * *' }\n";

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_due_begins_and_is_written_down() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("mappings")).unwrap();
        std::fs::write(folder.path().join("mappings/own.yaml"), "crosswalk: 1\nsystem: own\nname: Own\n").unwrap();
        std::fs::write(folder.path().join("crosswalk.yaml"), TEXT).unwrap();
        let console = Console::open(folder.path(), false, false).await.unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert!(begin(&console, at("2026-11-27T05:00:00Z"), at("2026-11-27T05:59:59Z")).await);
        assert!(console.works.all().is_empty());
        std::fs::write(folder.path().join("crosswalk.yaml"), "hr: [").unwrap();
        assert!(!begin(&console, at("2026-11-27T05:59:59Z"), at("2026-11-27T06:00:14Z")).await, "it comes later");
        std::fs::write(folder.path().join("crosswalk.yaml"), TEXT).unwrap();
        begin(&console, at("2026-11-27T05:59:59Z"), at("2026-11-27T06:00:14Z")).await;
        let works = console.works.all();
        assert_eq!((works.len(), works[0].by.as_str()), (1, WHO));
        let mut turns = works[0].turns();
        while works[0].is_busy() {
            turns.changed().await.unwrap();
        }
        // This system describes no requests: it is told, and nothing was sent.
        assert!(matches!(works[0].state().0, Stage::Failed(_)));
        assert!(console.works.failed("pay", WHO).is_some() && console.works.failed("pay", "ada").is_none());
        let recorded = console.access.recorded(None, 10).await.unwrap();
        let said: Vec<&str> = recorded.iter().map(|row| row.what.as_str()).collect();
        assert_eq!((recorded[0].who.as_str(), said), (WHO, vec!["export-failed", "export-started"]));
    }
}
