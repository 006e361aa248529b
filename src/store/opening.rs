//! Opening a store.

use std::collections::HashSet;
use std::fmt;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use ulid::Generator;

use super::error::StoreError;
use super::hash::HashKey;
use super::migrate::{Fit, migrate};
use super::owner::Owner;
use super::run::RunId;

/// How long a transaction waits for one of another process.
const PATIENCE: Duration = Duration::from_secs(10);

/// The connections that one opening of a store has locked.
pub(super) type Held = Arc<Mutex<HashSet<String>>>;

/// Links, runs and journal of a workspace. Clones share one connection.
#[derive(Clone)]
pub struct Store {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) owner: Owner,
    path: Option<PathBuf>,
    hash_key: HashKey,
    /// The runs that this opening of the store began and has not ended.
    pub(super) live: Mutex<HashSet<RunId>>,
    pub(super) held: Held,
    pub(super) ids: Mutex<Generator>,
}

impl Store {
    /// Opens the file, or makes it, readable by its owner only. A store of an older version is brought up to date; one
    /// of a newer version, and a file that is something else, are refused and left alone.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let file = std::path::absolute(path).map_err(|source| StoreError::Open { path: path.to_owned(), source })?;
        let shown = path.to_owned();
        let (owner, hash_key) = Owner::start(move || {
            let made = make(&file).map_err(|source| StoreError::Open { path: shown.clone(), source })?;
            if !made && stays_empty(&file) {
                return Err(StoreError::Empty(shown));
            }
            let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&file, flags).map_err(|error| StoreError::Open {
                path: shown.clone(),
                source: io::Error::other(error.to_string()),
            })?;
            prepare(connection, &shown)
        })
        .await?;
        Ok(Self::of(owner, Some(path.to_owned()), hash_key))
    }

    /// A store that ends with its last clone.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let (owner, hash_key) = Owner::start(|| prepare(Connection::open_in_memory()?, Path::new("in memory"))).await?;
        Ok(Self::of(owner, None, hash_key))
    }

    fn of(owner: Owner, path: Option<PathBuf>, hash_key: HashKey) -> Self {
        let inner = Inner {
            owner,
            path,
            hash_key,
            live: Mutex::default(),
            held: Held::default(),
            ids: Mutex::new(Generator::new()),
        };
        Self { inner: Arc::new(inner) }
    }

    /// The file; none in memory.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.inner.path.as_deref()
    }

    /// The key that makes values comparable without storing them.
    #[must_use]
    pub fn hash_key(&self) -> HashKey {
        self.inner.hash_key.clone()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("path", &self.path()).finish_non_exhaustive()
    }
}

/// Whether an existing file has nothing in it, also after the time that another process takes to fill one it has just
/// made.
fn stays_empty(path: &Path) -> bool {
    let empty = || std::fs::metadata(path).is_ok_and(|file| file.len() == 0);
    let waits = std::iter::repeat_n(Duration::from_millis(100), 20);
    empty()
        && waits.into_iter().all(|wait| {
            std::thread::sleep(wait);
            empty()
        })
}

/// Makes the file; false where it is there. An existing one is not even opened: closing it would give up the locks that
/// SQLite holds on it for another opening of this process.
fn make(path: &Path) -> io::Result<bool> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
        Ok(_) => Ok(true),
    }
}

fn prepare(mut connection: Connection, path: &Path) -> Result<(Connection, HashKey), StoreError> {
    let foreign = || StoreError::Foreign(path.to_owned());
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    match migrate(&mut connection) {
        Ok(Fit::Store) => {}
        Ok(Fit::Foreign) => return Err(foreign()),
        Err(StoreError::Database(error)) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            return Err(foreign());
        }
        Err(error) => return Err(error),
    }
    write_ahead(&connection)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    let key = hash_key(&connection)?;
    Ok((connection, key))
}

/// Turns the write-ahead log on, once in the life of a file. SQLite does not wait by itself for another process that
/// does the same at the same time.
fn write_ahead(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    if mode == "wal" || mode == "memory" {
        return Ok(());
    }
    let mut attempts = 0;
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0)) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) && attempts < 100 => {
                attempts += 1;
                std::thread::sleep(Duration::from_millis(50));
            }
            other => return other.map(drop).map_err(StoreError::from),
        }
    }
}

/// The store's own key; made by whoever comes first.
fn hash_key(connection: &Connection) -> Result<HashKey, StoreError> {
    let read = || {
        connection
            .query_row("SELECT value FROM meta WHERE name = 'hash_key'", [], |row| row.get::<_, Vec<u8>>(0))
            .optional()
    };
    let bytes = if let Some(bytes) = read()? {
        bytes
    } else {
        let mut fresh = [0_u8; 32];
        getrandom::fill(&mut fresh).map_err(|error| StoreError::Random(error.to_string()))?;
        connection.execute(
            "INSERT INTO meta (name, value) VALUES ('hash_key', ?1) ON CONFLICT (name) DO NOTHING",
            [&fresh[..]],
        )?;
        read()?.unwrap_or_default()
    };
    (bytes.len() == 32).then(|| HashKey::new(&bytes)).flatten().ok_or(StoreError::Damaged("hash_key"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn reopened_it_is_the_same_store() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let hash = {
            let store = Store::open(&path).await.unwrap();
            assert_eq!(store.path(), Some(path.as_path()));
            store.hash_key().hash("a", "b")
        };
        assert_eq!(Store::open(&path).await.unwrap().hash_key().hash("a", "b"), hash);
        let other = Store::in_memory().await.unwrap();
        assert_eq!(other.path(), None);
        assert_ne!(other.hash_key().hash("a", "b"), hash, "the key is random");
    }

    #[tokio::test]
    async fn what_is_answered_is_durable() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db")).await.unwrap();
        let settings = store.inner.owner.read(|db| {
            let number = |name| db.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            let mode: String = db.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
            Ok((mode, number("synchronous")?, number("foreign_keys")?, number("busy_timeout")?))
        });
        assert_eq!(settings.await.unwrap(), ("wal".to_owned(), 2, 1, 10_000));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let _store = Store::open(&folder.path().join("a.db")).await.unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
    }

    #[tokio::test]
    async fn eight_at_once_make_one_store() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let path = path.clone();
            tasks.spawn(async move { Store::open(&path).await.unwrap().hash_key().hash("a", "b") });
        }
        let hashes: HashSet<_> = tasks.join_all().await.into_iter().collect();
        assert_eq!(hashes.len(), 1);
    }

    #[tokio::test]
    async fn no_folder_no_database_and_a_newer_one_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("nowhere").join("a.db");
        assert!(matches!(Store::open(&missing).await, Err(StoreError::Open { .. })));

        let text = folder.path().join("text.db");
        std::fs::write(&text, "not a database, but long enough to be taken for one at first sight: ".repeat(40))
            .unwrap();
        assert!(matches!(Store::open(&text).await, Err(StoreError::Foreign(_))));

        let empty = folder.path().join("empty.db");
        std::fs::write(&empty, "").unwrap();
        assert!(matches!(Store::open(&empty).await, Err(StoreError::Empty(_))));
        assert_eq!(std::fs::metadata(&empty).unwrap().len(), 0, "left as it is");

        let newer = folder.path().join("newer.db");
        drop(Store::open(&newer).await.unwrap());
        Connection::open(&newer).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Store::open(&newer).await.unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    }
}
