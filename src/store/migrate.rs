//! The tables' versions: what is missing is added, what is newer or altered is refused.

use std::fmt::Write as _;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use sha2::{Digest, Sha256};

use super::error::StoreError;

/// The statements of each version, the first one's first. A line that has been released is never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
];

/// `XWLK`, in the file's header: this is a store of this program.
const APPLICATION: i64 = 0x5857_4c4b;

/// What a file turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// A store, now of the newest version.
    Store,
    /// A database of something else.
    Foreign,
}

/// Brings the tables to the newest version, in one transaction.
pub(super) fn migrate(connection: &mut Connection) -> Result<Fit, StoreError> {
    apply(connection, MIGRATIONS)
}

fn apply(connection: &mut Connection, migrations: &[&str]) -> Result<Fit, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = pragma(&transaction, "user_version")?;
    let known = migrations.len() as i64;
    let application = pragma(&transaction, "application_id")?;
    if application == 0 && version == 0 {
        let tables: i64 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Ok(Fit::Foreign);
        }
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction
            .execute_batch("CREATE TABLE migration (version INTEGER PRIMARY KEY, checksum TEXT NOT NULL) STRICT;")?;
    } else if application != APPLICATION {
        return Ok(Fit::Foreign);
    }
    if version > known {
        return Err(StoreError::Newer { found: version, known });
    }
    for (number, sql) in (1..).zip(migrations) {
        let sum = checksum(sql);
        if number <= version {
            let stored: Result<String, _> =
                transaction.query_row("SELECT checksum FROM migration WHERE version = ?1", [number], |row| row.get(0));
            if stored.ok().as_ref() != Some(&sum) {
                return Err(StoreError::Altered(number));
            }
        } else {
            transaction.execute_batch(sql)?;
            transaction.execute("INSERT INTO migration (version, checksum) VALUES (?1, ?2)", (number, sum))?;
            transaction.pragma_update(None, "user_version", number)?;
        }
    }
    transaction.commit()?;
    Ok(Fit::Store)
}

fn pragma(transaction: &Transaction<'_>, name: &str) -> Result<i64, StoreError> {
    Ok(transaction.pragma_query_value(None, name, |row| row.get(0))?)
}

/// Line ends do not count: a checkout may change them.
fn checksum(sql: &str) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(sql.replace('\r', "").as_bytes()) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "CREATE TABLE a (x TEXT) STRICT;";
    const TWO: &str = "CREATE TABLE b (y TEXT) STRICT;\n";

    fn memory() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    #[test]
    fn from_nothing_and_again() {
        let mut connection = memory();
        assert_eq!(migrate(&mut connection).unwrap(), Fit::Store);
        assert_eq!(migrate(&mut connection).unwrap(), Fit::Store);
        let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(version, MIGRATIONS.len() as i64);
    }

    #[test]
    fn step_by_step_adds_only_what_is_missing() {
        let mut connection = memory();
        apply(&mut connection, &[ONE]).unwrap();
        connection.execute("INSERT INTO a VALUES ('kept')", []).unwrap();
        apply(&mut connection, &[ONE, TWO]).unwrap();
        let kept: String = connection.query_row("SELECT x FROM a", [], |row| row.get(0)).unwrap();
        assert_eq!(kept, "kept");
        connection.execute("INSERT INTO b VALUES ('new')", []).unwrap();
    }

    #[test]
    fn a_newer_store_is_refused_and_left_alone() {
        let mut connection = memory();
        apply(&mut connection, &[ONE, TWO]).unwrap();
        let error = apply(&mut connection, &[ONE]).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 2, known: 1 }), "{error}");
        assert!(error.to_string().contains("newer version"));
        apply(&mut connection, &[ONE, TWO]).unwrap();
    }

    #[test]
    fn altered_statements_are_refused_and_line_ends_are_not() {
        let mut connection = memory();
        apply(&mut connection, &[ONE, TWO]).unwrap();
        assert!(matches!(apply(&mut connection, &[TWO, TWO]), Err(StoreError::Altered(1))));
        apply(&mut connection, &[ONE, "CREATE TABLE b (y TEXT) STRICT;\r\n"]).unwrap();
    }

    #[test]
    fn a_failing_migration_leaves_the_version_before() {
        let mut connection = memory();
        apply(&mut connection, &[ONE]).unwrap();
        assert!(apply(&mut connection, &[ONE, "CREATE TABLE b (y TEXT) STRICT; CREATE TABLE a (x TEXT);"]).is_err());
        apply(&mut connection, &[ONE, TWO]).unwrap();
    }

    #[test]
    fn a_database_of_something_else_is_left_alone() {
        let mut connection = memory();
        connection.execute_batch("CREATE TABLE notes (x);").unwrap();
        assert_eq!(migrate(&mut connection).unwrap(), Fit::Foreign);
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 1);
    }
}
