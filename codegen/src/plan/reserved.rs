//! Names that can't be given, since generated code uses them for something else.

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

/// What a client has methods called already.
const CLIENT: [&str; 7] = ["as_ref", "base_url", "builder", "clone", "core", "from_env", "request"];

/// Whether a client has a method of this name whatever its resources are.
pub(super) fn is_client_method(name: &str) -> bool {
    CLIENT.contains(&name)
}
