//! Text that lets in whoever has it: 32 random bytes.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::ops::OpsError;

/// A new one, with a beginning to know it by.
///
/// # Errors
/// When the system gives no random bytes.
pub(super) fn new(beginning: &str) -> Result<String, OpsError> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| OpsError::world("random", format!("the system gives no random bytes: {error}")))?;
    Ok(format!("{beginning}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// What is kept of it. Random text of that length needs no salt and no slow hash.
pub(super) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
