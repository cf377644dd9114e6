//! Names that cargo, Rust, a generated crate or its runtime have already, and what is called by
//! another name for their sake.
//!
//! The first name on the way to a resource becomes a module, hence a folder and a feature, and a
//! method of the client. Which name stands for which doesn't depend on what else a document has, so
//! that a resource that is added renames nothing.

use sha2::{Digest, Sha256};

use crate::words::{self, snake};

/// The module of resources whose name has no letter that Rust could use.
const GENERAL: &str = "general";

/// How long a module's name may be: it is a folder's name, and not the only one in a path.
const LENGTH: usize = 64;

/// What modules aren't called, in snake case: features and modules of generated crates, names of
/// crates, and files that cargo or a system takes for something else.
const MODULES: &[&str] = &[
    "all",
    "alloc",
    "aux",
    "bin",
    "blocking",
    "brotli",
    "client",
    "cloudflare_core",
    "cloudflare_mtls",
    "com0",
    "com1",
    "com2",
    "com3",
    "com4",
    "com5",
    "com6",
    "com7",
    "com8",
    "com9",
    "compression",
    "con",
    "core",
    "default",
    "gzip",
    "http2",
    "httpmock",
    "lib",
    "lpt0",
    "lpt1",
    "lpt2",
    "lpt3",
    "lpt4",
    "lpt5",
    "lpt6",
    "lpt7",
    "lpt8",
    "lpt9",
    "main",
    "mock",
    "mocks",
    "native_tls",
    "nul",
    "operations",
    "prelude",
    "prn",
    "proc_macro",
    "runtime",
    "rustls",
    "serde",
    "serde_json",
    "std",
    "test",
    "tracing",
    "types",
    "zstd",
];

/// Methods that a client has, of its own or by traits that are always in scope.
const CLIENT: &[&str] = &[
    "as_ref",
    "base_url",
    "borrow",
    "borrow_mut",
    "builder",
    "clone",
    "clone_from",
    "clone_into",
    "clone_to_uninit",
    "core",
    "fmt",
    "from",
    "from_env",
    "into",
    "new",
    "request",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// Names of packages that a generated crate can't have: what it depends on, and what Rust comes with.
const PACKAGES: &[&str] = &[
    "alloc",
    "cloudflare_core",
    "cloudflare_mtls",
    "core",
    "httpmock",
    "proc_macro",
    "serde",
    "std",
    "test",
];

/// The module for resources of this name.
pub fn module(resource: &str) -> String {
    let name = snake(resource);
    if !words::speaks(resource) {
        return GENERAL.to_owned();
    }
    if name.len() > LENGTH {
        let hash: String =
            Sha256::digest(resource).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        // A name is of ASCII letters.
        return format!("{}_{hash}", name[..LENGTH - 9].trim_end_matches('_'));
    }
    if MODULES.contains(&name.as_str()) { format!("{name}_api") } else { name }
}

/// The name of a client's method that leads to a resource of this name.
pub fn client_method(name: String) -> String {
    if CLIENT.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Whether a package can have a name. The error says why not.
pub fn check_package(name: &str) -> Result<(), String> {
    let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '_');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) || !name.chars().all(allowed) {
        return Err("a crate's name has letters, digits, - and _, and begins with a letter".to_owned());
    }
    if name.len() > LENGTH {
        return Err(format!("a crate's name has at most {LENGTH} letters"));
    }
    let plain = name.to_ascii_lowercase().replace('-', "_");
    if words::is_keyword(&plain) {
        return Err("this is a word of Rust, which no crate can be called".to_owned());
    }
    if PACKAGES.contains(&plain.as_str()) {
        return Err("this is a crate that the new one needs; give it a name of its own".to_owned());
    }
    if is_device(&plain) {
        return Err("on Windows this is a device, which no file can be called".to_owned());
    }
    Ok(())
}

/// Whether Windows takes a name for a device.
fn is_device(name: &str) -> bool {
    let numbered = |start: &str| {
        name.strip_prefix(start)
            .is_some_and(|end| end.len() == 1 && end.bytes().all(|byte| byte.is_ascii_digit()))
    };
    matches!(name, "aux" | "con" | "nul" | "prn") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::{CLIENT, MODULES, PACKAGES, check_package, is_device, module};

    #[test]
    fn modules_are_never_called_what_is_taken() {
        for (resource, name) in [
            ("", "general"),
            ("日本", "general"),
            (" . ", "general"),
            ("Value", "value"),
            ("Default", "default_api"),
            ("HTTP2", "http2_api"),
            ("native-tls", "native_tls_api"),
            ("CON", "con_api"),
            ("type", "type_"),
            ("DNS Records", "dns_records"),
            ("../../etc", "etc"),
        ] {
            assert_eq!(module(resource), name, "{resource}");
        }
        let (long, longer) = (module(&"word ".repeat(50)), module(&"word ".repeat(51)));
        assert!(long.len() <= 64 && longer.len() <= 64 && long != longer, "{long} {longer}");
        for names in [MODULES, CLIENT, PACKAGES] {
            assert!(names.is_sorted() && names.iter().all(|name| !name.contains('-')));
        }
        assert!(MODULES.iter().all(|name| *name == "general" || module(name) == format!("{name}_api")));
    }

    #[test]
    fn packages_are_called_what_cargo_takes() {
        for name in ["dns", "cloudflare-dns", "A1", "my_crate"] {
            assert_eq!(check_package(name), Ok(()), "{name}");
        }
        for name in [
            "",
            "1a",
            "-",
            "a b",
            "é",
            "a\u{1b}",
            "type",
            "Self",
            "serde",
            "Cloudflare-MTLS",
            "cloudflare_core",
            "test",
            "std",
            "proc-macro",
            "con",
            "LPT1",
            "union",
        ] {
            assert!(check_package(name).is_err(), "{name}");
        }
        assert!(check_package(&"a".repeat(65)).is_err());
        assert!(is_device("com1") && !is_device("com10") && !is_device("comma"));
    }
}
