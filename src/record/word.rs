//! The words of plans, reports and the store: one enum each, spelt one way in JSON, in tables and in the store.

/// Makes an enum whose variants each have one stable word, the same in the store and in reports.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name { $($(#[$line])* #[serde(rename = $text)] $variant,)* }

        impl $name {
            /// All of them, in this order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as reports spell it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// From the word as reports spell it.
            #[must_use]
            pub fn of(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// Which way a run goes.
    Direction {
        /// From the HR system to the provider.
        Export = "export",
        /// From the provider to the HR system.
        Import = "import",
    }
}

words! {
    /// What was found out about one employee.
    Situation {
        /// Linked, and both sides are there.
        Confirmed = "confirmed",
        /// Linked, and the target's record is gone.
        Missing = "missing",
        /// Linked, and the source's record is gone.
        SourceMissing = "source-missing",
        /// Not linked; one candidate, sure enough.
        Found = "found",
        /// Not linked; candidates, but none that is sure.
        Ambiguous = "ambiguous",
        /// Not linked; the candidate belongs to somebody else.
        Taken = "taken",
        /// The link's record goes by another key now.
        Moved = "moved",
        /// Not linked; nobody like that on the other side.
        Absent = "absent",
        /// In place of absent or confirmed: a mandatory field has no value.
        Incomplete = "incomplete",
        /// Does not belong to this connection.
        OutOfScope = "out-of-scope",
    }
}

words! {
    /// What will be done.
    Action {
        /// A new record at the target.
        Create = "create",
        /// Changed fields of a linked record.
        Update = "update",
        /// A link, and nothing else.
        Link = "link",
        /// The link goes; both records stay.
        Unlink = "unlink",
        /// Nothing differs.
        Nothing = "nothing",
        /// A person must look first.
        Hold = "hold",
    }
}

words! {
    /// What a person chose for a row of an import.
    Choice {
        /// A new HR record from the provider's.
        Create = "create",
        /// Link; HR stays as it is.
        PreferHr = "prefer-hr",
        /// Link; the provider's values go into HR.
        PreferProvider = "prefer-provider",
        /// Link by hand.
        Match = "match",
        /// Leave it.
        Nothing = "nothing",
    }
}

words! {
    /// What came of an action.
    Outcome {
        /// Carried out (or there was nothing to do).
        Done = "done",
        /// Would be carried out: dry runs and plans.
        Planned = "planned",
        /// Refused by the target; nothing is unclear about it.
        Failed = "failed",
        /// Sent, and nobody knows yet whether it took effect.
        InDoubt = "in-doubt",
        /// Not sent: a person must look first.
        Held = "held",
        /// Not sent: it is no longer as approved.
        Stale = "stale",
        /// Left out on purpose.
        Skipped = "skipped",
    }
}

words! {
    /// How the two sides of a field compare in an import.
    FieldState {
        /// The same on both sides.
        Equal = "equal",
        /// Only the provider has a value.
        New = "new",
        /// They differ.
        Different = "different",
        /// Both changed since they last agreed.
        Conflict = "conflict",
    }
}

words! {
    /// Who changed a linked field since the last agreement.
    ChangedBy {
        /// The HR system.
        Hr = "hr",
        /// The provider.
        Provider = "provider",
        /// Both of them.
        Both = "both",
    }
}

words! {
    /// How a run stands.
    RunState {
        /// At work.
        Running = "running",
        /// It went through its plan, whatever came of the records.
        Done = "done",
        /// A person stopped it.
        Stopped = "stopped",
        /// The world stopped it.
        Failed = "failed",
        /// It was cut short: never ended, and nobody is at work on its connection. Reported, not stored.
        Interrupted = "interrupted",
    }
}

words! {
    /// What somebody may do in the console; each may do what those before it may.
    Role {
        /// Look.
        Viewer = "viewer",
        /// Export, import, match, unlink, settle.
        Operator = "operator",
        /// Configure, and make accounts.
        Owner = "owner",
    }
}

words! {
    /// How a link came about.
    LinkedBy {
        /// A matching rule.
        Rule = "rule",
        /// A person.
        Hand = "hand",
        /// The record was created by us.
        Create = "create",
        /// An import.
        Import = "import",
    }
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::{Action, Situation};

    #[test]
    fn words_are_spelt_one_way() {
        for situation in Situation::ALL {
            let json = serde_json::to_value(situation).unwrap();
            assert_eq!(json, situation.as_str());
            assert_eq!(Situation::of(situation.as_str()), Some(*situation));
        }
        assert_eq!(Action::of("Create"), None);
    }
}
