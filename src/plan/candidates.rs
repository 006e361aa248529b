//! Recognising unlinked people on the other side.

use std::collections::HashMap;

use super::Called;
use crate::mapping::crosswalk::{BoundLine, Crosswalk, Kind, Mapped, Out, normal};
use crate::mapping::spec::Compare;
use crate::plan::Profile;
use crate::record::{Datum, Key};

/// A profile that may be the same person.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The target's key.
    pub key: Key,
    /// For people.
    pub called: Called,
    /// Its best rule's score.
    pub score: f64,
    /// The fields that are equal, for people.
    pub because: String,
}

/// One rule with its lines and everybody's fingerprint by it.
struct RuleIndex {
    lines: Vec<usize>,
    unless: Vec<usize>,
    compare: Option<Compare>,
    score: f64,
    because: String,
    profiles: HashMap<String, Vec<usize>>,
}

/// All profiles, found by the rules of a mapping.
pub struct Candidates<'p> {
    rules: Vec<RuleIndex>,
    profiles: &'p [Profile],
}

impl<'p> Candidates<'p> {
    /// Indexes profiles by the mapping's rules; a rule whose `when` does not hold, or one of whose fields no line both
    /// writes and reads, finds nobody. One whose `when` cannot be evaluated counts: who is found is looked at, who is
    /// not might be made twice.
    #[must_use]
    pub fn new(crosswalk: &Crosswalk, profiles: &'p [Profile]) -> Self {
        let scope = crosswalk.globals.scope();
        let mut rules = Vec::new();
        for rule in &crosswalk.entity.matching.rules {
            let counts = rule.when.as_ref().is_none_or(|when| when.holds(&scope).unwrap_or(true));
            let lines: Option<Vec<usize>> = rule.by.iter().map(|field| line_of(crosswalk, field)).collect();
            let (true, Some(lines)) = (counts, lines) else { continue };
            let profiles = index(crosswalk, &lines, rule.compare, profiles, &|_| true);
            let because = rule.by.join(", ");
            let unless = rule.unless.iter().filter_map(|field| line_of(crosswalk, field)).collect();
            rules.push(RuleIndex { lines, unless, compare: rule.compare, score: rule.score, because, profiles });
        }
        Self { rules, profiles }
    }

    /// Those of them that `keep` says, by the same rules: linked people, of whom thousands may look the same, are not
    /// gone through for each other.
    #[must_use]
    pub(super) fn only(&self, keep: &dyn Fn(&Key) -> bool) -> Self {
        let rule = |rule: &RuleIndex| {
            let kept = rule.profiles.iter().filter_map(|(print, numbers)| {
                let numbers = numbers.iter().copied().filter(|number| keep(&self.profiles[*number].key));
                let numbers: Vec<usize> = numbers.collect();
                (!numbers.is_empty()).then(|| (print.clone(), numbers))
            });
            let profiles = kept.collect();
            let (lines, unless, because) = (rule.lines.clone(), rule.unless.clone(), rule.because.clone());
            RuleIndex { lines, unless, compare: rule.compare, score: rule.score, because, profiles }
        };
        Self { rules: self.rules.iter().map(rule).collect(), profiles: self.profiles }
    }

    /// The same profiles, found by what a lost creation is recognised by.
    #[must_use]
    pub(super) fn by_settling(&self, crosswalk: &Crosswalk, keep: &dyn Fn(&Key) -> bool) -> Self {
        let settle = crosswalk.entity.settle.as_ref();
        let rule = settle.and_then(|settle| {
            let lines: Vec<usize> = settle.by.iter().map(|field| line_of(crosswalk, field)).collect::<Option<_>>()?;
            let compare = Some(Compare::Folded);
            let profiles = index(crosswalk, &lines, compare, self.profiles, keep);
            let score = crosswalk.entity.matching.suggest_at;
            let (unless, because) = (Vec::new(), settle.by.join(", "));
            Some(RuleIndex { lines, unless, compare, score, because, profiles })
        });
        Self { rules: rule.into_iter().collect(), profiles: self.profiles }
    }

    /// Everyone at or above `least`, best first, then by key.
    #[must_use]
    pub fn of(&self, crosswalk: &Crosswalk, mapped: &Mapped<'_>, least: f64) -> Vec<Candidate> {
        let mut found: Vec<(usize, f64, &str)> = Vec::new();
        for rule in &self.rules {
            let wanted = |line: usize| wanted(mapped, line);
            let print = printed(crosswalk, &rule.lines, rule.compare, wanted);
            let known = each(crosswalk, &rule.unless, wanted);
            for number in print.and_then(|print| rule.profiles.get(&print)).into_iter().flatten() {
                let profile = &self.profiles[*number];
                let value = |line: usize| crosswalk.lines[line].rewritten(there(crosswalk, line, profile));
                if !known.is_empty() && ruled_out(&known, &each(crosswalk, &rule.unless, value)) {
                    continue;
                }
                match found.iter_mut().find(|(known, _, _)| known == number) {
                    Some(known) if known.1 >= rule.score => {}
                    Some(known) => (known.1, known.2) = (rule.score, &rule.because),
                    None => found.push((*number, rule.score, &rule.because)),
                }
            }
        }
        let mut all: Vec<Candidate> = found
            .into_iter()
            .filter(|(_, score, _)| *score >= least)
            .map(|(number, score, because)| Candidate {
                key: self.profiles[number].key.clone(),
                called: Called::of(crosswalk, &self.profiles[number]),
                score,
                because: format!("same {because}"),
            })
            .collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.key.cmp(&b.key)));
        all
    }
}

fn index(
    crosswalk: &Crosswalk,
    lines: &[usize],
    compare: Option<Compare>,
    profiles: &[Profile],
    keep: &dyn Fn(&Key) -> bool,
) -> HashMap<String, Vec<usize>> {
    let mut index: HashMap<String, Vec<usize>> = HashMap::new();
    for (number, profile) in profiles.iter().enumerate().filter(|(_, profile)| keep(&profile.key)) {
        let value = |line: usize| crosswalk.lines[line].rewritten(there(crosswalk, line, profile));
        if let Some(print) = printed(crosswalk, lines, compare, value) {
            index.entry(print).or_default().push(number);
        }
    }
    index
}

/// What a record holds on a line.
fn wanted<'m>(mapped: &Mapped<'m>, line: usize) -> Datum<'m> {
    match &mapped.outs[line] {
        Out::Value(datum) => datum.clone(),
        Out::Silent | Out::Clear => Datum::Absent,
    }
}

/// The values of some lines, each in the form it is compared in; none where there is no value.
fn each<'d>(crosswalk: &Crosswalk, lines: &[usize], value: impl Fn(usize) -> Datum<'d>) -> Vec<Option<String>> {
    lines.iter().map(|line| normal(&value(*line), crosswalk.lines[*line].compare)).collect()
}

/// Whether two people differ in one of these values that both have.
pub(super) fn ruled_out(one: &[Option<String>], other: &[Option<String>]) -> bool {
    one.iter().zip(other).any(|(one, other)| one.is_some() && other.is_some() && one != other)
}

/// How a rule would know a person.
pub(super) struct Print {
    /// The rule's number, and the values that must be equal.
    pub(super) by: (usize, String),
    /// Those that must not differ.
    pub(super) unless: Vec<Option<String>>,
}

/// How each rule that can hold a creation would know a person.
pub(super) fn prints(crosswalk: &Crosswalk, mapped: &Mapped<'_>) -> Vec<Print> {
    let scope = crosswalk.globals.scope();
    let matching = &crosswalk.entity.matching;
    let mut all = Vec::new();
    for (number, rule) in matching.rules.iter().enumerate().filter(|(_, rule)| rule.score >= matching.suggest_at) {
        let counts = rule.when.as_ref().is_none_or(|when| when.holds(&scope).unwrap_or(true));
        let lines: Option<Vec<usize>> = rule.by.iter().map(|field| line_of(crosswalk, field)).collect();
        let (true, Some(lines)) = (counts, lines) else { continue };
        let wanted = |line: usize| wanted(mapped, line);
        let Some(print) = printed(crosswalk, &lines, rule.compare, wanted) else { continue };
        let unless: Vec<usize> = rule.unless.iter().filter_map(|field| line_of(crosswalk, field)).collect();
        all.push(Print { by: (number, print), unless: each(crosswalk, &unless, wanted) });
    }
    all
}

/// The first line that both writes and reads a field.
pub(super) fn line_of(crosswalk: &Crosswalk, field: &str) -> Option<usize> {
    let fits = |line: &BoundLine| {
        let several = matches!(line.kind, Kind::Slots(_));
        let mut known = line.fields.iter().take(if several { usize::MAX } else { 1 });
        line.target.is_some() && line.read.is_some() && known.any(|known| known.path == field)
    };
    crosswalk.lines.iter().position(fits)
}

/// What a line's place holds in a profile.
pub(super) fn there<'p>(crosswalk: &Crosswalk, line: usize, profile: &'p Profile) -> Datum<'p> {
    let Some((part, place)) = &crosswalk.lines[line].read else { return Datum::Absent };
    Datum::maybe(profile.parts.get(*part).and_then(|part| part.entries.first()).and_then(|entry| place.get(entry)))
}

/// The values of some lines in the form they are compared in, as one text; none when one of them has no value.
#[must_use]
pub fn fingerprint<'d>(crosswalk: &Crosswalk, lines: &[usize], value: impl Fn(usize) -> Datum<'d>) -> Option<String> {
    printed(crosswalk, lines, None, value)
}

/// The same, compared as a rule says.
fn printed<'d>(
    crosswalk: &Crosswalk,
    lines: &[usize],
    compare: Option<Compare>,
    value: impl Fn(usize) -> Datum<'d>,
) -> Option<String> {
    let mut print = String::new();
    for line in lines {
        print.push_str(&normal(&value(*line), compare.unwrap_or(crosswalk.lines[*line].compare))?);
        print.push('\u{1f}');
    }
    Some(print)
}
