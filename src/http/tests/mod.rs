//! Over loopback: a scripted server with every kind of bad answer, and a clock that does not wait.

mod answers;
mod hostile;
mod logins;
mod paging;
mod retries;
mod server;
mod setting;
