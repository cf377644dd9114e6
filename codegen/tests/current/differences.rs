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
    /// Methods and paths, or types.
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

/// The same, in what the generator makes of both.
pub const MEANT_IN_RUST: &[Meant] = &[
    Meant {
        reason: "Numbers of days and of entries aren't negative. The document gives them no bounds.",
        operations: &["ClientCertificatesList"],
        lines: &[
            (Ours, "fn limit(mut self,limit:u64)->Self"),
            (Newest, "fn limit(mut self,limit:i64)->Self"),
            (Ours, "fn offset(mut self,offset:u64)->Self"),
            (Newest, "fn offset(mut self,offset:i64)->Self"),
        ],
    },
    Meant {
        reason: "Likewise.",
        operations: &["ClientCertificate"],
        lines: &[(Ours, "validity_days: Option<u64>"), (Newest, "validity_days: Option<i64>")],
    },
    Meant {
        reason: "Likewise.",
        operations: &["CreateClientCertificate"],
        lines: &[
            (Ours, "validity_days: u64"),
            (Newest, "validity_days: i64"),
            (Ours, "fn new(csr:impl Into<String>,validity_days:u64)->Self"),
            (Newest, "fn new(csr:impl Into<String>,validity_days:i64)->Self"),
        ],
    },
    Meant {
        reason: "A list can be asked for by several statuses, as the document's words say.",
        operations: &["HostnameAssociationsList"],
        lines: &[
            (
                Ours,
                "fn status(mut self,status:impl IntoIterator<Item=impl Into<HostnameAssociationFilter>>,)->Self",
            ),
            (Newest, "fn status(mut self,status:impl Into<HostnameAssociationFilter>)->Self"),
        ],
    },
    Meant {
        reason: "A reactivation can say one thing alone, so that callers aren't asked for it.",
        operations: &["ClientCertificatesGroup"],
        lines: &[(Ours, "fn reactivate(*"), (Newest, "fn reactivate(*")],
    },
    Meant {
        reason: "Likewise.",
        operations: &["ReactivateClientCertificate"],
        lines: &[
            (Newest, "reactivate: Option<bool>"),
            (Newest, "fn new()->Self"),
            (Newest, "fn reactivate(mut self,reactivate:bool)->Self"),
        ],
    },
    Meant {
        reason: "The entries of the list had an association's shape in 2024; such answers are still taken.",
        operations: &["HostnameCertificate"],
        lines: &[
            (Ours, "cert_id: Option<HostnameCertificateId>"),
            (Ours, "cert_status: Option<CertificateStatus>"),
            (Ours, "enabled: Option<bool>"),
            (Ours, "hostname: Option<String>"),
        ],
    },
];
