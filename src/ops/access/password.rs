//! Passwords: what may be one, and Argon2id.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::ops::OpsError;
use crate::record::Secret;

/// Shortest and longest, in characters.
const LENGTH: (usize, usize) = (12, 256);

/// Whether it may be somebody's password.
///
/// # Errors
/// When it is too short or too long, or is the name.
pub(super) fn check(name: &str, password: &str) -> Result<(), OpsError> {
    let (shortest, longest) = LENGTH;
    if password.chars().count() < shortest {
        return Err(OpsError::usage(format!("the password is too short: at least {shortest} characters")));
    }
    if password.chars().count() > longest {
        return Err(OpsError::usage(format!("the password is too long: at most {longest} characters")));
    }
    if password.to_lowercase().contains(&name.to_lowercase()) && password.len() < name.len() + 8 {
        return Err(OpsError::usage("the password is little more than the name: choose another"));
    }
    Ok(())
}

/// What is kept of a password, as a PHC string. Takes a while and much memory, on purpose.
///
/// # Errors
/// When the system gives no random bytes for the salt.
pub(super) async fn hashed(password: &str) -> Result<String, OpsError> {
    let password = Secret::new(password.to_owned());
    let failed = |why: String| OpsError::world("password", format!("the password cannot be kept: {why}"));
    let hashing = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.expose().as_bytes()).map(|hash| hash.to_string())
    });
    hashing.await.map_err(|error| failed(error.to_string()))?.map_err(|error| failed(error.to_string()))
}

/// Whether it is the one. Without a hash to compare with it takes as long all the same, and is not.
pub(super) async fn fits(password: &str, kept: Option<&str>) -> bool {
    let (password, kept) = (Secret::new(password.to_owned()), kept.map(str::to_owned));
    let looking = tokio::task::spawn_blocking(move || {
        let argon = Argon2::default();
        let parsed = kept.as_deref().and_then(|kept| PasswordHash::new(kept).ok());
        match parsed {
            Some(hash) => argon.verify_password(password.expose().as_bytes(), &hash).is_ok(),
            None => {
                let _ = argon.hash_password(password.expose().as_bytes());
                false
            }
        }
    });
    looking.await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::{check, fits, hashed};

    #[test]
    fn short_ones_and_names_are_refused() {
        assert!(check("Ada", "correct horse battery").is_ok());
        for wrong in ["short", "ada-lovelace", &"x".repeat(1025)] {
            assert!(check("Ada-Lovelace", wrong).is_err(), "{wrong}");
        }
        assert!(check("Åsa", "ååååååååååå").is_err(), "eleven characters");
    }

    #[tokio::test]
    async fn only_the_one_fits() {
        let kept = hashed("correct horse battery").await.unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(fits("correct horse battery", Some(&kept)).await);
        assert!(!fits("correct horse batterY", Some(&kept)).await);
        assert!(!fits("correct horse battery", None).await);
        assert!(!fits("x", Some("no hash")).await);
    }
}
