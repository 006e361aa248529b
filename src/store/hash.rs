//! Keyed hashes: what the store may know of a value.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;

/// The key of a store: random, made with the store, kept in it, shown nowhere.
#[derive(Clone)]
pub struct HashKey(Hmac<Sha256>);

impl HashKey {
    /// None for an empty key.
    pub(super) fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        Hmac::new_from_slice(bytes).ok().map(Self)
    }

    /// The hash of a text under a label. Label and text cannot run into each other: `("a", "bc")` and `("ab", "c")`
    /// differ.
    #[must_use]
    pub fn hash(&self, label: &str, text: &str) -> KeyedHash {
        let mut mac = self.0.clone();
        mac.update(&(label.len() as u64).to_be_bytes());
        mac.update(label.as_bytes());
        mac.update(text.as_bytes());
        let full = mac.finalize().into_bytes();
        let mut half = [0; 16];
        half.copy_from_slice(&full[..16]);
        KeyedHash(half)
    }
}

impl fmt::Debug for HashKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashKey(…)")
    }
}

/// 128 bits of an HMAC-SHA256, as text 32 hexadecimal digits. Without the store's key it tells nothing of the text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyedHash([u8; 16]);

impl KeyedHash {
    /// From its 32 lower-case hexadecimal digits; none for any other text.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = (nibble(pair[0])? << 4) | nibble(pair[1])?;
        }
        Some(Self(bytes))
    }
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for KeyedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyedHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyedHash({self})")
    }
}

impl Serialize for KeyedHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyedHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::of(&text).ok_or_else(|| de::Error::custom("a keyed hash is 32 lower-case hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(byte: u8) -> HashKey {
        HashKey::new(&[byte; 32]).unwrap()
    }

    #[test]
    fn depends_on_key_label_and_text_and_on_nothing_else() {
        let hash = key(1).hash("city", "Delft");
        assert_eq!(hash, key(1).hash("city", "Delft"));
        assert_ne!(hash, key(2).hash("city", "Delft"));
        assert_ne!(hash, key(1).hash("street", "Delft"));
        assert_ne!(hash, key(1).hash("city", "delft"));
        assert_ne!(key(1).hash("a", "bc"), key(1).hash("ab", "c"));
    }

    /// Computed with another implementation: hmac.new(b"\x01"*32, b"\0\0\0\0\0\0\0\x04cityDelft", sha256).
    #[test]
    fn is_hmac_sha256() {
        assert_eq!(key(1).hash("city", "Delft").to_string(), "e9afee9627f9590558e6f937b8871a8f");
    }

    #[test]
    fn text_of_a_hash_and_back() {
        let hash = key(7).hash("x", "y");
        assert_eq!(KeyedHash::of(&hash.to_string()), Some(hash));
        assert_eq!(serde_json::from_str::<KeyedHash>(&serde_json::to_string(&hash).unwrap()).unwrap(), hash);
        for bad in [
            "",
            "ada",
            "ABCDEF0123456789ABCDEF0123456789",
            "0123456789abcdef0123456789abcdeg",
            "é23456789abcdef0123456789abcdef",
        ] {
            assert_eq!(KeyedHash::of(bad), None, "{bad}");
            assert!(serde_json::from_value::<KeyedHash>(bad.into()).is_err());
        }
    }

    #[test]
    fn the_key_is_not_printable() {
        assert_eq!(format!("{:?}", key(65)), "HashKey(…)");
        assert!(HashKey::new(&[]).is_none());
    }
}
