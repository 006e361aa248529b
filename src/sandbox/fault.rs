//! Faults: which requests go wrong, and how. Deterministic: a fault's dice are thrown by its seed, its place in the
//! list and how many requests it has looked at.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Diagnostic;

/// All faults of a running system.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// For `probability`.
    #[serde(default)]
    pub seed: u64,
    /// In order; `slow` adds up, of the others the first that applies counts.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// One fault: on which requests, and what happens to them.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The operation's name; `*` stands for any text.
    pub on: String,
    /// Only these among the requests that `on` names, counted from 1; all where it is absent.
    #[serde(default)]
    pub nth: Option<Nth>,
    /// With this probability, from 0 to 1.
    #[serde(default)]
    pub probability: Option<f64>,
    /// Answer with a refusal of the twin, by its name; nothing is changed.
    #[serde(default)]
    pub refuse: Option<String>,
    /// Answer 429 with `Retry-After` of so many seconds; nothing is changed.
    #[serde(default)]
    pub throttle: Option<u64>,
    /// Answer with this status and no sensible body.
    #[serde(default)]
    pub status: Option<u16>,
    /// With `status`: the request is carried out all the same.
    #[serde(default)]
    pub done: bool,
    /// Wait so long (`200ms`, `2s`) before the request is carried out.
    #[serde(default)]
    pub slow: Option<String>,
    /// Close the connection: before the request is carried out, or after.
    #[serde(default)]
    pub drop: Option<Drop>,
    /// Carry the request out and spoil the answer.
    #[serde(default)]
    pub answer: Option<Spoilt>,
}

/// When the connection is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Drop {
    /// Nothing was changed.
    Before,
    /// The change was made, the answer is lost.
    After,
}

/// How an answer is spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Spoilt {
    /// A whole HTTP answer whose body breaks off in the middle of the format.
    Malformed,
    /// The connection ends before the announced length.
    Truncated,
    /// Never ends.
    Endless,
    /// Bytes that are not in the announced charset.
    Charset,
    /// The right body under a media type that does not fit.
    ContentType,
    /// An HTML page with status 200, as a proxy gives.
    Html,
    /// Nothing, with status 200.
    Empty,
}

/// One number or several.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Nth {
    /// That one.
    One(u64),
    /// These.
    Several(Vec<u64>),
}

impl Faults {
    /// Reads a fault file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn compile(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (faults, document) = super::reading::read::<Self>(file, text)?;
        let mut problems = super::types::Problems::new();
        for (n, fault) in faults.faults.iter().enumerate() {
            let at = crate::record::Pointer::root().key("faults").item(n);
            if fault.slow.as_deref().is_some_and(|text| duration(text).is_none()) {
                problems.push((at.key("slow"), "not a duration; write 200ms or 2s".to_owned()));
            }
            if fault.probability.is_some_and(|p| !(0.0..=1.0).contains(&p)) {
                problems.push((at.key("probability"), "a probability is a number from 0 to 1".to_owned()));
            }
        }
        if problems.is_empty() { Ok(faults) } else { Err(super::reading::diagnostics(&document, problems)) }
    }

    /// The first `on` that names no operation of any of these systems: that fault would never happen.
    #[must_use]
    pub fn stranger(&self, twins: &[super::Twin]) -> Option<&str> {
        let known = |on: &str| twins.iter().flat_map(super::Twin::operations).any(|(name, _)| fits(on, name));
        self.faults.iter().map(|fault| fault.on.as_str()).find(|on| !known(on))
    }

    /// One more.
    #[must_use]
    pub fn and(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }
}

impl Fault {
    /// On all requests of an operation; `*` stands for any text.
    pub fn on(operation: impl Into<String>) -> Self {
        Self { on: operation.into(), ..Self::default() }
    }

    /// Only on the nth of them, from 1.
    #[must_use]
    pub fn nth(mut self, nth: u64) -> Self {
        self.nth = Some(Nth::One(nth));
        self
    }
}

/// The faults of a running system, and how many requests each has looked at.
#[derive(Debug, Default)]
pub(super) struct Dice {
    faults: Faults,
    looked: Vec<u64>,
}

impl Dice {
    pub(super) fn new(faults: Faults) -> Self {
        let looked = vec![0; faults.faults.len()];
        Self { faults, looked }
    }

    /// What happens to the next request of an operation: how long it waits, and the fault.
    pub(super) fn throw(&mut self, operation: &str) -> (Duration, Option<Fault>) {
        let mut wait = Duration::ZERO;
        let mut hit = None;
        for (n, fault) in self.faults.faults.iter().enumerate() {
            if !fits(&fault.on, operation) {
                continue;
            }
            self.looked[n] += 1;
            let count = self.looked[n];
            let counted = match &fault.nth {
                None => true,
                Some(Nth::One(one)) => *one == count,
                Some(Nth::Several(several)) => several.contains(&count),
            };
            let thrown = fault.probability.is_none_or(|p| dice(self.faults.seed, n as u64, count) < p);
            if !(counted && thrown) {
                continue;
            }
            wait += fault.slow.as_deref().and_then(duration).unwrap_or_default();
            let acts = fault.refuse.is_some()
                || fault.throttle.is_some()
                || fault.status.is_some()
                || fault.drop.is_some()
                || fault.answer.is_some();
            if acts && hit.is_none() {
                hit = Some(fault.clone());
            }
        }
        (wait, hit)
    }
}

/// A number from 0 to 1, the same for the same arguments (splitmix64).
fn dice(seed: u64, place: u64, count: u64) -> f64 {
    let mut z = seed ^ place.wrapping_mul(0xA076_1D64_78BD_642F) ^ count.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    let top = u32::try_from((z ^ (z >> 31)) >> 32).unwrap_or_default();
    f64::from(top) / f64::from(u32::MAX)
}

fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut left) = text.strip_prefix(first) else { return false };
    let mut pieces = rest.split('*').peekable();
    while let Some(piece) = pieces.next() {
        if pieces.peek().is_none() {
            return left.ends_with(piece);
        }
        match left.find(piece) {
            Some(at) => left = &left[at + piece.len()..],
            None => return false,
        }
    }
    true
}

/// `200ms`, `2s`, `1m`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let split = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u64 = text[..split].parse().ok()?;
    match &text[split..] {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_secs(number.checked_mul(60)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, fit) in [
            ("*", "A/b", true),
            ("A/*", "A/b", true),
            ("*_Get*", "A/x_GetAll", true),
            ("*_Get*", "A/x_Insert", false),
            ("A/b", "A/bc", false),
            ("*b", "A/b", true),
        ] {
            assert_eq!(fits(pattern, text), fit, "{pattern} {text}");
        }
    }

    #[test]
    fn the_dice_fall_the_same_way_again() {
        let faults =
            Faults { seed: 7, faults: vec![Fault { probability: Some(0.3), status: Some(503), ..Fault::on("*") }] };
        let throw = || {
            let mut dice = Dice::new(faults.clone());
            (0..200).map(|_| dice.throw("x").1.is_some()).collect::<Vec<_>>()
        };
        let first = throw();
        assert_eq!(first, throw());
        assert!((40..80).contains(&first.iter().filter(|hit| **hit).count()));
    }

    #[test]
    fn only_the_nth_request_is_hit() {
        let mut dice = Dice::new(Faults::default().and(Fault { drop: Some(Drop::After), ..Fault::on("a").nth(2) }));
        let hits: Vec<bool> = ["a", "b", "a", "a"].iter().map(|o| dice.throw(o).1.is_some()).collect();
        assert_eq!(hits, [false, false, true, false]);
    }
}
