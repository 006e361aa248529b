//! A system file as plain data: what the YAML may say, without positions and without meaning.
//!
//! The JSON Schema of the language is derived from these types (`crosswalk schema mapping`), so their doc comments
//! are what an editor shows. One file a concern; [`SystemFile`] is the root.

mod connect;
mod entity;
mod field;
mod mentions;
mod slot;
mod system;

pub use connect::{
    AuthSpec, BasicSpec, ConnectSpec, ErrorKind, ErrorSpec, Format, FormatSpec, GrantSpec, LimitsSpec, LoginSpec,
    OAuthClientSpec, OAuthSpec, PageBy, PageSpec, RefreshSpec, RetrySpec, SoapSpec, SoapVersion, StatusSpec, XmlSpec,
};
pub use entity::{
    AmountSpec, Another, BrakesSpec, ClearedAs, EntitySpec, HoldOn, HoldSpec, LeavingSpec, LeavingWord, LinkAt,
    MatchSpec, NeedsSpec, NeverWord, OnNull, PartSpec, RuleSpec, SettleAmong, SettleSpec, Surplus,
};
pub use field::{
    CaseShapeSpec, Compare, Earlier, FieldSpec, Invalid, LengthSpec, Longer, Otherwise, RequiredSpec, RequiredWord,
    TableSpec, TransformSpec, Unlinked, WriteMode,
};
pub use mentions::mentions;
pub use slot::{AsSpec, BodyFormat, JoinSpec, OmitWord, OneOrMany, PickSpec, SlotSpec};
pub use system::{Labels, OpensOn, SettingKind, SettingSpec, SystemFile};
