//! Did you mean: the known word nearest to a misspelt one.

/// The candidate that `word` was most likely meant to be; none when nothing is near. A difference of case alone is
/// the nearest of all; among equals the first counts.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let mut best: Option<(f64, &'a str)> = None;
    for candidate in candidates {
        if candidate == word {
            continue;
        }
        let Some(score) = likeness(&lower, &candidate.to_lowercase()) else { continue };
        if best.is_none_or(|(known, _)| score > known) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Between 0 and 1; none when the words are too far apart to be the same one misspelt.
fn likeness(word: &str, candidate: &str) -> Option<f64> {
    let longest = word.chars().count().max(candidate.chars().count());
    if longest == 0 || longest > 200 {
        return None;
    }
    let winkler = strsim::jaro_winkler(word, candidate);
    let edits = strsim::osa_distance(word, candidate);
    let few = match longest {
        0..=2 => 0,
        3..=5 => 1,
        6..=9 => 2,
        _ => 3,
    };
    (winkler >= 0.85 || edits <= few).then(|| winkler.max(1.0 - edits as f64 / longest as f64))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_the_word_that_was_meant() {
        let words = ["source", "target", "transform", "template", "required"];
        assert_eq!(nearest("sourse", words), Some("source"));
        assert_eq!(nearest("Target", words), Some("target"));
        assert_eq!(nearest("tranform", words), Some("transform"));
        assert_eq!(nearest("requierd", words), Some("required"));
        assert_eq!(nearest("by", ["at", "to", "by"]), None, "the word itself is no suggestion");
    }

    #[test]
    fn far_words_are_not_suggested() {
        assert_eq!(nearest("zebra", ["source", "target"]), None);
        assert_eq!(nearest("", ["source", ""]), None);
        assert_eq!(nearest("at", ["to", "of"]), None);
        assert_eq!(nearest(&"x".repeat(100_000), ["x"]), None);
    }

    #[test]
    fn the_nearest_of_several_wins() {
        assert_eq!(nearest("postalcod", ["postal", "postal_code", "postalCode"]), Some("postalCode"));
        assert_eq!(nearest("straße", ["strasse", "Straße"]), Some("Straße"));
    }
}
