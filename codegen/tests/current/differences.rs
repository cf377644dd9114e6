//! What the fragments say otherwise than the newest document, on purpose.

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The fragments alone.
    Ours,
    /// The newest document alone.
    Newest,
}

/// Differences that are meant, for one reason.
pub struct Meant {
    /// Why.
    pub reason: &'static str,
    /// Methods and paths.
    operations: &'static [&'static str],
    /// Lines, and who has them; a `*` at the end stands for any rest.
    lines: &'static [(Side, &'static str)],
}

impl Meant {
    /// Each operation with each line.
    pub fn pairs(&self) -> impl Iterator<Item = Difference> {
        let line = |operation| self.lines.iter().map(move |(side, line)| (operation, *side, *line));
        self.operations
            .iter()
            .flat_map(move |operation| line(*operation))
            .map(|(operation, side, line)| Difference { operation, side, line })
    }
}

/// One difference that is meant.
#[derive(Debug)]
pub struct Difference {
    operation: &'static str,
    side: Side,
    line: &'static str,
}

impl Difference {
    pub fn covers(&self, operation: &str, side: Side, line: &str) -> bool {
        let fits = match self.line.strip_suffix('*') {
            Some(start) => line.starts_with(start),
            None => line == self.line,
        };
        fits && self.side == side && self.operation == operation
    }
}

use Side::{Newest, Ours};

pub const MEANT: &[Meant] = &[
    Meant {
        reason: "Page numbers and sizes are whole, whatever a document calls them.",
        operations: &["GET /zones/{}/client_certificates", "GET /zones/{}/origin_tls_client_auth/hostnames"],
        lines: &[
            (Ours, "query page: integer"),
            (Newest, "query page: number"),
            (Ours, "query per_page: integer"),
            (Newest, "query per_page: number"),
        ],
    },
    Meant {
        reason: "The fragments have one operation for accounts and zones, as the service's reference \
                 has; for zones the document leaves the pages out.",
        operations: &["GET /zones/{}/access/certificates"],
        lines: &[(Ours, "query page: integer"), (Ours, "query per_page: integer")],
    },
    Meant {
        reason: "The document's words say that several statuses can be given with commas; its schema \
                 is an enum that allows one.",
        operations: &["GET /zones/{}/origin_tls_client_auth/hostnames"],
        lines: &[(Ours, "query status: list"), (Newest, "query status: text")],
    },
    Meant {
        reason: "All operations on associations answer with one type, so that a listed one can be \
                 compared with one that was got; the list leaves out what is known of the certificate.",
        operations: &["GET /zones/{}/origin_tls_client_auth/hostnames"],
        lines: &[
            (Ours, "result[].cert_status*"),
            (Ours, "result[].cert_updated_at: time"),
            (Ours, "result[].cert_uploaded_on: time"),
            (Ours, "result[].certificate: text"),
            (Ours, "result[].expires_on: time"),
            (Ours, "result[].id: text"),
            (Ours, "result[].issuer: text"),
            (Ours, "result[].private_key: text"),
            (Ours, "result[].serial_number: text"),
            (Ours, "result[].signature: text"),
        ],
    },
    Meant {
        reason: "Likewise: one association alone has no identifier of its own and no key in the \
                 document, and the answer to an update has.",
        operations: &["GET /zones/{}/origin_tls_client_auth/hostnames/{}"],
        lines: &[(Ours, "result.id: text"), (Ours, "result.private_key: text")],
    },
    Meant {
        reason: "The specification of 2024 gave the entries of the list an association's shape. Such \
                 answers are still taken.",
        operations: &["GET /zones/{}/origin_tls_client_auth/hostnames/certificates"],
        lines: &[
            (Ours, "result[].cert_id: text"),
            (Ours, "result[].cert_status*"),
            (Ours, "result[].enabled*"),
            (Ours, "result[].hostname: text"),
        ],
    },
    Meant {
        reason: "They answer with the type of the list's entries, which has the fields of both shapes.",
        operations: &[
            "POST /zones/{}/origin_tls_client_auth/hostnames/certificates",
            "GET /zones/{}/origin_tls_client_auth/hostnames/certificates/{}",
            "DELETE /zones/{}/origin_tls_client_auth/hostnames/certificates/{}",
        ],
        lines: &[
            (Ours, "result.cert_id: text"),
            (Ours, "result.cert_status*"),
            (Ours, "result.enabled*"),
            (Ours, "result.hostname: text"),
        ],
    },
    Meant {
        reason: "All operations on an account's certificates answer with one type. The document has \
                 the time of the last change in the answer to an upload alone.",
        operations: &["GET /accounts/{}/mtls_certificates"],
        lines: &[(Ours, "result[].updated_at: time")],
    },
    Meant {
        reason: "Likewise.",
        operations: &["GET /accounts/{}/mtls_certificates/{}", "DELETE /accounts/{}/mtls_certificates/{}"],
        lines: &[(Ours, "result.updated_at: time")],
    },
    Meant {
        reason: "The document lets a reactivation leave out the one thing that it can say, or deny it. \
                 The fragments allow what makes sense, so that callers aren't asked.",
        operations: &["PATCH /zones/{}/client_certificates/{}"],
        lines: &[(Ours, "body.reactivate is required"), (Ours, "body.reactivate can be true")],
    },
];
