//! Finding a wanted name among a record's keys: one multiplication and at most one comparison.

/// A table in which every name has a cell of its own, found by trying seeds once.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    seed: u32,
    shift: u32,
    /// The name's index, from 1; 0: none. Empty: no seed was found, all names are compared.
    cells: Vec<u16>,
}

impl Names {
    pub(super) fn of(names: &[&str]) -> Self {
        if names.len() >= usize::from(u16::MAX) {
            return Self::default();
        }
        let least = (names.len() * 4).next_power_of_two().trailing_zeros().max(1);
        for bits in least..least + 4 {
            for seed in (1..2000_u32).map(|seed| seed.wrapping_mul(0x9e37_79b1) | 1) {
                let mut table = Self { seed, shift: 32 - bits, cells: vec![0; 1 << bits] };
                if names.iter().zip(1..).all(|(name, number)| table.claim(name, number)) {
                    return table;
                }
            }
        }
        Self::default()
    }

    fn claim(&mut self, name: &str, number: u16) -> bool {
        let cell = self.cell(name.as_bytes());
        self.cells.get_mut(cell).is_some_and(|cell| std::mem::replace(cell, number) == 0)
    }

    /// Length and three letters, mixed.
    fn cell(&self, name: &[u8]) -> usize {
        let letter = |at: usize| name.get(at).copied().map_or(0, u32::from);
        let end = name.len().wrapping_sub(1);
        let mixed = (name.len() as u32) ^ letter(0) << 8 ^ letter(name.len() / 2) << 16 ^ letter(end) << 24;
        (mixed.wrapping_mul(self.seed) >> self.shift) as usize
    }

    /// The index of `key` among the names, of which `name` gives each by its index.
    pub(super) fn find<'n>(&self, key: &str, count: usize, name: impl Fn(usize) -> &'n str) -> Option<usize> {
        if self.cells.is_empty() {
            return (0..count).find(|index| name(*index) == key);
        }
        let index = usize::from(*self.cells.get(self.cell(key.as_bytes()))?).checked_sub(1)?;
        (name(index) == key).then_some(index)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Names;

    proptest! {
        #[test]
        fn every_name_is_found_and_no_other(names in proptest::collection::hash_set("[a-d]{0,5}", 0..40), key in "[a-d]{0,5}") {
            let names: Vec<String> = names.into_iter().collect();
            let all: Vec<&str> = names.iter().map(String::as_str).collect();
            let table = Names::of(&all);
            for key in all.iter().copied().chain([key.as_str()]) {
                let found = table.find(key, all.len(), |index| all[index]);
                prop_assert_eq!(found, all.iter().position(|name| *name == key));
            }
        }
    }
}
