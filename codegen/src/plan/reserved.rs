//! Names that types can't have, since generated code uses them for something else.

/// Names that generated code uses for something else.
const TAKEN: [&str; 33] = [
    "AccountId",
    "BTreeMap",
    "Box",
    "Bytes",
    "Client",
    "Clone",
    "Debug",
    "Default",
    "Deserialize",
    "Download",
    "Err",
    "Error",
    "Id",
    "Map",
    "Method",
    "Multipart",
    "Nullable",
    "Ok",
    "Operation",
    "OperationInfo",
    "Option",
    "Paged",
    "Request",
    "Result",
    "Scope",
    "Secret",
    "Serialize",
    "String",
    "Timestamp",
    "UnknownValue",
    "Value",
    "Vec",
    "ZoneId",
];

/// Whether generated code uses a name for something else.
pub(super) fn is_reserved(name: &str) -> bool {
    TAKEN.contains(&name)
}
