//! The thread that owns the connection: work goes in over a channel, the answer comes back when it is durable.

use std::sync::mpsc::{Sender, channel};
use std::thread;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::error::StoreError;

type Work = Box<dyn FnOnce(&mut Connection) + Send>;

/// The way to the connection's thread. The thread ends when the last one is dropped.
pub(super) struct Owner {
    work: Sender<Work>,
}

impl Owner {
    /// Starts the thread, which opens the connection itself; what opening found out comes back with it.
    pub(super) async fn start<T, F>(open: F) -> Result<(Self, T), StoreError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<(Connection, T), StoreError> + Send + 'static,
    {
        let (work, inbox) = channel::<Work>();
        let (opened, answer) = oneshot::channel();
        thread::Builder::new()
            .name("store".into())
            .spawn(move || {
                let mut connection = match open() {
                    Ok((connection, found)) => {
                        if opened.send(Ok(found)).is_err() {
                            return;
                        }
                        connection
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                        return;
                    }
                };
                for work in inbox {
                    work(&mut connection);
                }
            })
            .map_err(|_| StoreError::Closed)?;
        let found = answer.await.map_err(|_| StoreError::Closed)??;
        Ok((Self { work }, found))
    }

    /// Reads. What is asked for is asked even if the caller stops waiting.
    pub(super) async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    {
        self.send(move |connection| read(connection)).await
    }

    /// Changes, in one transaction that is committed before the answer comes back and rolled back on any error. The
    /// transaction is immediate: one that reads before it writes would else fail beside another process.
    pub(super) async fn write<T, F>(&self, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&Transaction<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.send(move |connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = write(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        })
        .await
    }

    async fn send<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T, StoreError> + Send + 'static,
    {
        let (done, answer) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let _ = done.send(work(connection));
        });
        self.work.send(work).map_err(|_| StoreError::Closed)?;
        answer.await.map_err(|_| StoreError::Closed)?
    }
}
