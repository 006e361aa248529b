//! The words of reports in words that a payroll clerk uses.

use serde_json::{Value, json};

use crate::ops::report::{ConnectionOverview, ListRow, Summary, SystemName};
use crate::record::{Action, ChangedBy, Choice, Direction, FieldState, Key, Outcome, RunState, Situation};

/// What the two sides of a connection are called.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    pub(super) hr: String,
    pub(super) provider: String,
}

impl Sides {
    pub(super) fn of(hr: &SystemName, connection: &ConnectionOverview) -> Self {
        Self { hr: hr.short.clone(), provider: connection.provider.short.clone() }
    }

    /// Where people go.
    pub(super) fn target(&self, direction: Direction) -> &str {
        match direction {
            Direction::Export => &self.provider,
            Direction::Import => &self.hr,
        }
    }

    /// Where people come from.
    pub(super) fn source(&self, direction: Direction) -> &str {
        match direction {
            Direction::Export => &self.hr,
            Direction::Import => &self.provider,
        }
    }

    /// How a row stands, and how loudly to say so. `partner`: whom a person matched it with, to be imported yet.
    pub(super) fn standing(&self, direction: Direction, row: &ListRow, partner: Option<&Key>) -> Value {
        if let Some(partner) = partner.filter(|_| !row.linked) {
            return json!({ "text": format!("Matched by hand with {partner}; not imported yet"), "tone": "todo" });
        }
        let (target, source) = (self.target(direction), self.source(direction));
        let held = row.action == Action::Hold;
        let (text, tone) = match row.situation {
            _ if row.unlinked_by_hand && held => ("Unlinked by hand; needs a look".into(), "warn"),
            _ if row.unlinked_by_hand && row.action == Action::Nothing => {
                ("Unlinked by hand; left out".into(), "plain")
            }
            Situation::Confirmed if held => ("Linked; needs a look".into(), "warn"),
            Situation::Confirmed if row.action == Action::Update => {
                (format!("Linked; {} would change", count(row.fields.len(), "field")), "todo")
            }
            Situation::Confirmed => ("Linked; nothing to send".into(), "ok"),
            Situation::Missing => (format!("No longer in {target}"), "warn"),
            Situation::SourceMissing => (format!("No longer in {source}"), "warn"),
            Situation::Found => (format!("Found in {target}"), "todo"),
            Situation::Ambiguous => (format!("May be there already: see who in {target}"), "warn"),
            Situation::Taken => (format!("The one in {target} is linked to somebody else"), "warn"),
            Situation::Moved => (format!("Has another key in {target} now"), "warn"),
            Situation::Absent if held => (format!("Not in {target}; needs a look"), "warn"),
            Situation::Absent if row.action == Action::Nothing => (format!("Not in {target}"), "plain"),
            Situation::Absent => (format!("Not in {target} yet"), "todo"),
            Situation::Incomplete => ("Something mandatory is missing".into(), "warn"),
            Situation::OutOfScope => ("Not meant for this connection".into(), "plain"),
        };
        json!({ "text": text, "tone": tone })
    }

    /// What a choice of an import is called.
    pub(super) fn choice(&self, choice: Choice) -> String {
        match choice {
            Choice::Create => "Create new user".into(),
            Choice::PreferHr => format!("Prefer {}", self.hr),
            Choice::PreferProvider => format!("Prefer {}", self.provider),
            Choice::Match => "Match manually".into(),
            Choice::Nothing => "Do nothing".into(),
        }
    }

    /// All five, with their words.
    pub(super) fn choices(&self) -> Value {
        let word = |choice: &Choice| json!({ "word": choice.as_str(), "text": self.choice(*choice) });
        Choice::ALL.iter().map(word).collect()
    }

    /// Who changed a field.
    pub(super) fn changed_by(&self, by: ChangedBy) -> String {
        match by {
            ChangedBy::Hr => format!("changed in {}", self.hr),
            ChangedBy::Provider => format!("changed in {}", self.provider),
            ChangedBy::Both => "changed in both".into(),
        }
    }
}

/// Issues that ask who somebody is: a person who said so has answered them.
const WHO: [&str; 5] = ["candidate-found", "candidates-ambiguous", "candidate-taken", "unlinked-by-hand", "no-match"];

/// What a row still asks for: its issues in words, those about missing fields aside (they are shown as fields).
pub(super) fn open_issues(row: &ListRow, answered: bool) -> Vec<&str> {
    let open = row.issues.iter().filter(|issue| issue.code != "mandatory-missing");
    open.filter(|issue| !(answered && WHO.contains(&issue.code.as_str()))).map(|issue| issue.message.as_str()).collect()
}

/// `1 field`, `2 fields`.
pub(super) fn count(number: usize, word: &str) -> String {
    if number == 1 { format!("1 {word}") } else { format!("{number} {word}s") }
}

/// What is or was done about somebody.
pub(super) fn action(action: Action, outcome: Outcome) -> &'static str {
    match (action, outcome) {
        (Action::Create, Outcome::Done) => "Created",
        (Action::Create, _) => "Create",
        (Action::Update, Outcome::Done) => "Updated",
        (Action::Update, _) => "Update",
        (Action::Link, Outcome::Done) => "Linked",
        (Action::Link, _) => "Link",
        (Action::Unlink, Outcome::Done) => "Unlinked",
        (Action::Unlink, _) => "Unlink",
        (Action::Nothing, _) => "No changes",
        (Action::Hold, _) => "Held",
    }
}

/// What came of it, and how loudly to say so.
pub(super) fn outcome(outcome: Outcome) -> Value {
    let (text, tone) = match outcome {
        Outcome::Done => ("done", "ok"),
        Outcome::Planned => ("will be sent", "todo"),
        Outcome::Failed => ("failed", "bad"),
        Outcome::InDoubt => ("in doubt", "bad"),
        Outcome::Held => ("held", "warn"),
        Outcome::Stale => ("changed meanwhile; not sent", "warn"),
        Outcome::Skipped => ("left out", "plain"),
    };
    json!({ "text": text, "tone": tone })
}

/// Over the two values of a field: what stands there, and what comes of it.
pub(super) fn heads(outcome: Outcome) -> [&'static str; 2] {
    match outcome {
        Outcome::Planned => ["Now", "Will be"],
        Outcome::Done => ["Before", "After"],
        _ => ["Now", "Would be"],
    }
}

/// How the sides of a field compare.
pub(super) fn state(state: FieldState) -> Value {
    let (text, tone) = match state {
        FieldState::Equal => ("equal", "plain"),
        FieldState::New => ("new", "todo"),
        FieldState::Different => ("different", "todo"),
        FieldState::Conflict => ("conflict", "bad"),
    };
    json!({ "text": text, "tone": tone })
}

/// How a run stands.
pub(super) fn run_state(state: RunState, summary: &Summary) -> Value {
    let trouble = summary.failed + summary.in_doubt + summary.stale > 0;
    let (text, tone) = match state {
        RunState::Done if trouble => ("done, with trouble", "warn"),
        RunState::Running => ("running", "todo"),
        RunState::Done => ("went through", "ok"),
        RunState::Stopped => ("stopped", "warn"),
        RunState::Failed => ("ended by an error", "bad"),
        RunState::Interrupted => ("cut short", "bad"),
    };
    json!({ "text": text, "tone": tone })
}

/// Which way, as a noun.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Export => "Export",
        Direction::Import => "Import",
    }
}
