//! What nobody can guess, and hashes that nobody turns back.

use crate::Error;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Characters a password has at least.
const MIN_PASSWORD: usize = 10;

/// Bytes a password has at most; more would only cost time.
const MAX_PASSWORD: usize = 1024;

/// What a token begins with, so that people and scanners for secrets know it.
const TOKEN: &str = "verbale_";

/// 32 random bytes.
///
/// # Errors
/// If the system has none.
pub(crate) fn random() -> Result<[u8; 32], Error> {
    let mut bytes = [0; 32];
    match getrandom::fill(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(e) => Err(Error::Secret(format!(
            "the system gives no random bytes ({e}); start again on a system that does"
        ))),
    }
}

/// A hash over parts, each with its length.
pub(crate) fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// A new token for programs, and the hash under which it is kept.
///
/// # Errors
/// If the system has no random bytes.
pub fn new_token() -> Result<(String, [u8; 32]), Error> {
    let token = format!("{TOKEN}{}", hex(&random()?));
    let hash = token_hash(&token);
    Ok((token, hash))
}

/// The hash under which a token is kept. It holds 256 random bits, so a fast hash is as good as a slow one.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    digest(&[b"token", token.as_bytes()])
}

/// The hash of a password, with its salt and costs (argon2id, PHC string).
///
/// # Errors
/// If the password is too short or too long, or the system has no random bytes.
pub fn hash_password(password: &str) -> Result<String, Error> {
    if password.chars().count() < MIN_PASSWORD || password.len() > MAX_PASSWORD {
        return Err(Error::Secret(format!(
            "a password has at least {MIN_PASSWORD} characters and at most {MAX_PASSWORD} bytes; four words that do not belong together are good"
        )));
    }
    match Argon2::default().hash_password(password.as_bytes()) {
        Ok(hash) => Ok(hash.to_string()),
        Err(e) => Err(Error::Secret(format!(
            "the password cannot be hashed ({e})"
        ))),
    }
}

/// Whether `password` is that of the hash. Takes as long if there is no hash.
pub(crate) fn is_password(password: &str, hash: Option<&str>) -> bool {
    // The hash of a random password, for names that do not exist.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRvZm5vYm9keQ$J3kVQZ0gRrVfTtXyP2xq1bq0G6mS2d1q3h0y7cQk5xA";
    let is_possible = password.len() <= MAX_PASSWORD;
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else {
        return false;
    };
    let is_right = Argon2::default().verify_password(password.as_bytes(), &parsed);
    is_possible && hash.is_some() && is_right.is_ok()
}

#[cfg(test)]
mod tests {
    use super::{hash_password, is_password, new_token, token_hash};

    #[test]
    fn a_password_is_known_by_its_hash() {
        let hash = hash_password("correct horse battery").unwrap();
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(is_password("correct horse battery", Some(&hash)));
        assert!(!is_password("correct horse batterz", Some(&hash)));
        assert!(!is_password("correct horse battery", None));
        assert!(!is_password("correct horse battery", Some("damaged")));
        assert!(hash_password("short").is_err());
        assert!(hash_password(&"long".repeat(1000)).is_err());
    }

    #[test]
    fn tokens_differ_and_are_found_by_their_hash() {
        let (a, hash) = new_token().unwrap();
        let (b, _) = new_token().unwrap();
        assert_ne!(a, b);
        assert_eq!(token_hash(&a), hash);
        assert_eq!(a.len(), "verbale_".len() + 64);
    }
}
