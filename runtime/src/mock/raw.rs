//! Compares a request's body that isn't JSON with the expected one. Nothing in such a body is known
//! to be no secret, so only names of parts and lengths are told.

use bytes::Bytes;
use httpmock::HttpMockRequest;

use crate::wire::multipart::{Multipart, Part};

/// A body that calls are to have.
#[derive(Clone)]
pub(super) enum RawBody {
    /// Exactly these bytes.
    Bytes(Bytes),
    /// A form of exactly these parts, in any order.
    Form(Vec<Part>),
    /// A form that has these parts among others; of each, the name and what is in it count.
    Parts(Vec<Part>),
}

impl RawBody {
    /// A whole form.
    pub(super) fn form(form: &Multipart) -> Self {
        Self::Form(as_sent(form))
    }

    /// The same with one part more.
    pub(super) fn and_part(self, name: String, content: Bytes) -> Self {
        let part = as_sent(&Multipart::new().file(name, "", "", content));
        match self {
            Self::Parts(parts) => Self::Parts(parts.into_iter().chain(part).collect()),
            Self::Bytes(_) | Self::Form(_) => Self::Parts(part),
        }
    }

    /// How the body of a call differs from this one; nothing when it fits.
    pub(super) fn differences(&self, request: &HttpMockRequest) -> Vec<String> {
        let sent = request.body_ref();
        let (expected, whole) = match self {
            Self::Bytes(expected) if expected == sent => return Vec::new(),
            Self::Bytes(expected) => return vec![different(expected, sent)],
            Self::Form(parts) => (parts, true),
            Self::Parts(parts) => (parts, false),
        };
        let mut headers = request.headers_vec().iter();
        let media = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let Some(mut sent) = media.and_then(|(_, media)| Multipart::decode(media, sent)) else {
            return vec!["the body isn't a multipart form".to_owned()];
        };
        let mut found = Vec::new();
        for expected in expected {
            let fits = |sent: &Part| {
                sent.name == expected.name
                    && sent.content == expected.content
                    && (!whole || sent.file == expected.file)
            };
            if let Some(at) = sent.iter().position(fits) {
                sent.remove(at);
                continue;
            }
            // The part that was probably meant isn't a further one.
            let at = sent.iter().position(|sent| sent.name == expected.name);
            let difference = match at.map(|at| sent.remove(at)) {
                None => "missing".to_owned(),
                Some(sent) if sent.content == expected.content => "another file or media type".to_owned(),
                Some(sent) => different(&expected.content, &sent.content),
            };
            found.push(format!("part {:?}: {difference}", expected.name));
        }
        if whole {
            found.extend(sent.iter().map(|sent| format!("part {:?}: not expected", sent.name)));
        }
        found
    }
}

/// The parts with their names as they are written in a body.
fn as_sent(form: &Multipart) -> Vec<Part> {
    let (media, body) = form.encode();
    // What was just encoded is a form.
    Multipart::decode(&media, &body).unwrap_or_default()
}

fn different(expected: &[u8], sent: &[u8]) -> String {
    if expected.len() == sent.len() {
        format!("other bytes than expected, {} as well", sent.len())
    } else {
        format!("{} bytes, expected {}", sent.len(), expected.len())
    }
}
