//! Tests over loopback.
