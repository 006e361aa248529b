//! One worker per connection: a lock the operating system takes back when the process dies.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::error::StoreError;
use super::opening::{Held, Store};

/// The right to work on a connection; given back when dropped, and by the system when the process dies.
#[derive(Debug)]
#[must_use = "the connection is unlocked when this is dropped"]
pub struct Guard {
    held: Held,
    connection: String,
    file: Option<File>,
}

impl Guard {
    /// The connection.
    #[must_use]
    pub fn connection(&self) -> &str {
        &self.connection
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(file) = &self.file {
            let _ = file.unlock();
        }
        lock(&self.held).remove(&self.connection);
    }
}

impl Store {
    /// The right to work on a connection, or [`StoreError::Busy`] at once. Between processes a file beside the store,
    /// `<store>.<connection>.lock`, is locked; it stays there and says nothing by being there.
    pub async fn lock(&self, connection: &str) -> Result<Guard, StoreError> {
        if !lock(&self.inner.held).insert(connection.to_owned()) {
            return Err(StoreError::Busy { connection: connection.to_owned() });
        }
        let mut guard = Guard { held: Arc::clone(&self.inner.held), connection: connection.to_owned(), file: None };
        let Some(path) = self.path() else { return Ok(guard) };
        // Whoever only looks whether the lock is held holds it for a moment.
        for patience in [1, 5, 20, 0] {
            if let Some(file) = try_file(path, connection)? {
                guard.file = Some(file);
                return Ok(guard);
            }
            tokio::time::sleep(Duration::from_millis(patience)).await;
        }
        Err(StoreError::Busy { connection: connection.to_owned() })
    }

    /// Whether somebody else holds a connection: another process, or another opening of the same file.
    pub(super) fn held_elsewhere(&self, connection: &str) -> Result<bool, StoreError> {
        if lock(&self.inner.held).contains(connection) {
            return Ok(false);
        }
        let Some(path) = self.path() else { return Ok(false) };
        if !lock_path(path, connection).exists() {
            return Ok(false);
        }
        Ok(try_file(path, connection)?.is_none())
    }
}

/// The file, locked; none when somebody else has it.
fn try_file(store: &Path, connection: &str) -> Result<Option<File>, StoreError> {
    let failed = |source| StoreError::Lock { connection: connection.to_owned(), source };
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(lock_path(store, connection)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// Bytes of a connection's name that mean something to a file system are written as `%2f`.
fn lock_path(store: &Path, connection: &str) -> PathBuf {
    let mut suffix = String::from(".");
    for byte in connection.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) {
            suffix.push(char::from(byte));
        } else {
            let _ = write!(suffix, "%{byte:02x}");
        }
    }
    suffix.push_str(".lock");
    let mut path = OsString::from(store);
    path.push(suffix);
    PathBuf::from(path)
}

/// The content of a mutex; a task that panicked while it held one left nothing half-done.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_at_a_time_within_a_store_and_between_openings() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let one = Store::open(&path).await.unwrap();
        let two = Store::open(&path).await.unwrap();
        let guard = one.lock("payroll").await.unwrap();
        assert_eq!(guard.connection(), "payroll");
        assert!(matches!(one.lock("payroll").await, Err(StoreError::Busy { .. })));
        let busy = two.lock("payroll").await.unwrap_err();
        assert_eq!(busy.code(), "busy");
        let other = one.lock("books").await.unwrap();
        drop(guard);
        let again = two.lock("payroll").await.unwrap();
        assert!(matches!(one.lock("payroll").await, Err(StoreError::Busy { .. })));
        drop((again, other));
        assert!(folder.path().join("a.db.payroll.lock").exists());
    }

    #[tokio::test]
    async fn in_memory_too() {
        let store = Store::in_memory().await.unwrap();
        let guard = store.lock("payroll").await.unwrap();
        assert!(matches!(store.clone().lock("payroll").await, Err(StoreError::Busy { .. })));
        drop(guard);
        drop(store.lock("payroll").await.unwrap());
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let path = lock_path(Path::new("/w/a.db"), "../x y");
        assert_eq!(path, Path::new("/w/a.db...%2fx%20y.lock"));
    }
}
