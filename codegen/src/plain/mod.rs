//! The plain document: a plan as OpenAPI 3.0.3 that any other generator can read.
//!
//! What is hard about the published documents is done by then. Types have names that a person would
//! choose, an answer is what was asked for without the envelope round it, nothing is composed by
//! `allOf`, and what works for accounts and for zones is two operations with their real paths. What
//! can't be said in so few means is left out, or said more loosely; the document's description
//! lists both.

mod answers;
mod describe;
mod envelopes;
mod names;
mod operations;
mod schemas;
mod takes;

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, PathItem, Paths, ReferenceOr, SecurityScheme, Server};

use crate::api::LeftOut;
use crate::plan::Plan;
use answers::{MESSAGE, message};
use describe::described;
pub use envelopes::Envelopes;
use names::Names;
use operations::Operations;

/// How every plain document begins.
pub const MARK: &str = "{\n  \"openapi\": \"3.0.3\",\n  \"info\": {\n    \"title\": \"Plain description\"";

/// Where the service is, as far as the document says.
const SERVER: &str = "https://api.cloudflare.com/client/v4";

/// A plain document.
#[derive(Clone, Debug)]
pub struct Plain {
    /// The document.
    pub document: OpenAPI,
    /// How many operations are in it. What is for accounts and for zones counts twice.
    pub operations: usize,
    /// Operations that are not in it, those among them that the plan doesn't have either.
    pub left_out: Vec<LeftOut>,
    /// What is said more loosely than it is known: operations and schemas.
    pub looser: Vec<LeftOut>,
}

impl Plain {
    /// The plain document of a plan.
    pub fn of(plan: &Plan, envelopes: Envelopes) -> Self {
        let names = Names::of(plan, (envelopes == Envelopes::With).then_some(MESSAGE));
        let mut written = Operations::new(&names);
        for (index, module) in plan.modules.iter().enumerate() {
            written.module(index, module, plan, &names, envelopes);
        }
        let mut schemas = names.schemas(plan);
        schemas.extend(written.answers);
        if envelopes == Envelopes::With {
            schemas.insert(MESSAGE.to_owned(), ReferenceOr::Item(message()));
        }
        schemas.sort_keys();
        let mut left_out = plan.left_out.clone();
        left_out.extend(written.left_out);
        left_out.sort();
        written.looser.extend(names.losses(plan));
        written.looser.sort();
        let (bearer, token) = bearer();
        let document = OpenAPI {
            openapi: "3.0.3".to_owned(),
            info: Info {
                title: "Plain description".to_owned(),
                description: Some(described(envelopes, &left_out, &written.looser)),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                ..Info::default()
            },
            servers: vec![Server { url: SERVER.to_owned(), ..Server::default() }],
            paths: Paths { paths: items(written.paths), ..Paths::default() },
            components: Some(Components {
                schemas,
                security_schemes: [(bearer.clone(), ReferenceOr::Item(token))].into_iter().collect(),
                ..Components::default()
            }),
            security: Some(vec![[(bearer, Vec::new())].into_iter().collect()]),
            ..OpenAPI::default()
        };
        Self { document, operations: written.count, left_out, looser: written.looser }
    }

    /// The document as JSON text.
    ///
    /// # Errors
    ///
    /// Says why the document can't be written as JSON, which is a fault of the generator.
    pub fn text(&self) -> Result<String, String> {
        let mut text = serde_json::to_string_pretty(&self.document).map_err(|error| error.to_string())?;
        text.push('\n');
        Ok(text)
    }
}

fn items(mut paths: IndexMap<String, PathItem>) -> IndexMap<String, ReferenceOr<PathItem>> {
    paths.sort_keys();
    paths.into_iter().map(|(path, item)| (path, ReferenceOr::Item(item))).collect()
}

fn bearer() -> (String, SecurityScheme) {
    let token = SecurityScheme::HTTP {
        scheme: "bearer".to_owned(),
        bearer_format: None,
        description: Some("An API token.".to_owned()),
        extensions: IndexMap::new(),
    };
    ("api_token".to_owned(), token)
}
