//! The headers of an answer, and what they are looked through for.
//!
//! A server may repeat a secret in a header. Most programs never ask for the headers of a success, so
//! they are gone through for secrets when somebody does, once, and whoever asks is given what is left.

use std::sync::OnceLock;

use reqwest::header::HeaderMap;

use crate::value::redact::Redactor;
use crate::wire::cf_ray::cf_ray;
use crate::wire::sensitive;

/// The headers of one answer.
pub(crate) struct Head {
    /// As they came: whatever is shown of them passes through the redactor.
    pub(crate) unmarked: HeaderMap,
    pub(crate) redactor: Redactor,
    marked: OnceLock<Box<HeaderMap>>,
    ray: OnceLock<Option<String>>,
}

impl Head {
    pub(crate) fn new(headers: HeaderMap, redactor: Redactor) -> Self {
        Self { unmarked: headers, redactor, marked: OnceLock::new(), ray: OnceLock::new() }
    }

    /// The headers, marked: see [`sensitive::mark`].
    pub(crate) fn headers(&self) -> &HeaderMap {
        self.marked.get_or_init(|| {
            let mut headers = Box::new(self.unmarked.clone());
            sensitive::mark(&mut headers, &self.redactor);
            headers
        })
    }

    /// What the answer calls itself.
    pub(crate) fn ray(&self) -> Option<&str> {
        self.ray.get_or_init(|| cf_ray(&self.unmarked, &self.redactor)).as_deref()
    }
}
