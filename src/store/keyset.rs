//! A set of keys in few bytes: sorted, and each key only as it differs from the one before.

use std::collections::{BTreeSet, HashSet};

use crate::record::Key;

/// The bytes of a set; equal sets give equal bytes.
pub(super) fn pack(keys: &BTreeSet<Key>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut before: &[u8] = &[];
    for key in keys {
        let text = key.as_str().as_bytes();
        let shared = before.iter().zip(text).take_while(|(a, b)| a == b).count();
        number(&mut bytes, shared);
        number(&mut bytes, text.len() - shared);
        bytes.extend_from_slice(&text[shared..]);
        before = text;
    }
    bytes
}

/// The set of its bytes; none if they are damaged.
pub(super) fn unpack(mut bytes: &[u8]) -> Option<HashSet<Key>> {
    let mut keys = HashSet::new();
    let mut text: Vec<u8> = Vec::new();
    while !bytes.is_empty() {
        let shared = take_number(&mut bytes)?;
        let rest = take_number(&mut bytes)?;
        if shared > text.len() || rest > bytes.len() {
            return None;
        }
        text.truncate(shared);
        let (own, others) = bytes.split_at(rest);
        text.extend_from_slice(own);
        bytes = others;
        keys.insert(Key::new(std::str::from_utf8(&text).ok()?));
    }
    Some(keys)
}

fn number(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0usize;
    for place in 0..5 {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= usize::from(first & 0x7f) << (7 * place);
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn neighbours_share_their_beginnings() {
        let keys: BTreeSet<Key> = (500_000..510_000).map(|n: u32| Key::new(n.to_string())).collect();
        let bytes = pack(&keys);
        assert!(bytes.len() < keys.len() * 4, "{} bytes", bytes.len());
        assert_eq!(unpack(&bytes).unwrap().len(), 10_000);
    }

    proptest! {
        #[test]
        fn there_and_back(texts in proptest::collection::vec("[a-c]{0,3}|\\PC{0,200}", 0..20)) {
            let keys: BTreeSet<Key> = texts.into_iter().map(Key::new).collect();
            let back = unpack(&pack(&keys)).unwrap();
            prop_assert_eq!(back.into_iter().collect::<BTreeSet<_>>(), keys);
        }

        #[test]
        fn damaged_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = unpack(&bytes);
        }
    }
}
