//! In which format a request is answered.

use super::exchange::Incoming;
use super::spec::Format;
use super::twin::Twin;

/// How an operation speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    Soap,
    Json,
    Xml,
}

impl Speech {
    /// Of a request that is not SOAP: by its Content-Type alone, whether it has a body or not.
    pub(super) fn of(twin: &Twin, seen: &Incoming) -> Self {
        let Some(xml) = &twin.xml else { return Self::Json };
        let (media, _) = seen.media_type();
        match xml.otherwise {
            _ if media == "application/json" => Self::Json,
            _ if xml.media.contains(&media) => Self::Xml,
            Format::Json => Self::Json,
            Format::Xml => Self::Xml,
        }
    }
}
