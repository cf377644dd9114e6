//! Operations as the generator writes them, for tests of the runtime that must not depend on
//! what is generated.

use cloudflare_core::runtime::{
    Id, Nullable, Operation, Request, Scope, Secret, Timestamp, UnknownValue, client, open_enum, operation,
};
use serde::{Deserialize, Serialize};

pub type GadgetId = Id<Gadget>;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Gadget {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<GadgetId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_on: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<GadgetStatus>,
    #[serde(default, skip_serializing)]
    pub private_key: Option<Secret>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GadgetStatus {
    Active,
    Unknown(UnknownValue),
}

impl GadgetStatus {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Unknown(value) => value.as_str(),
        }
    }
}

impl From<&str> for GadgetStatus {
    fn from(value: &str) -> Self {
        match value {
            "active" => Self::Active,
            other => Self::Unknown(UnknownValue::new(other)),
        }
    }
}

open_enum!(GadgetStatus);

#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CreateGadget {
    pub name: String,
    pub private_key: Secret,
    #[serde(default, skip_serializing_if = "Nullable::is_absent")]
    pub enabled: Nullable<bool>,
}

impl CreateGadget {
    pub fn new(name: impl Into<String>, private_key: impl Into<Secret>) -> Self {
        Self { name: name.into(), private_key: private_key.into(), enabled: Nullable::Absent }
    }

    pub fn enabled(mut self, enabled: impl Into<Nullable<bool>>) -> Self {
        self.enabled = enabled.into();
        self
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DeletedGadget {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<GadgetId>,
}

client! {
    /// The client of gadgets.
    pub struct Client;
    api: crate::API;
}

impl Client {
    pub fn gadgets(&self, scope: &Scope) -> Gadgets {
        Gadgets { client: self.clone(), scope: scope.clone() }
    }
}

#[derive(Clone, Debug)]
pub struct Gadgets {
    client: Client,
    scope: Scope,
}

impl Gadgets {
    pub fn list(&self) -> ListGadgets {
        ListGadgets { request: Request::new(&self.client, &ListGadgets::INFO).scope(&self.scope) }
    }

    pub fn get(&self, gadget_id: impl Into<GadgetId>) -> GetGadget {
        GetGadget {
            request: Request::new(&self.client, &GetGadget::INFO)
                .scope(&self.scope)
                .path("gadget_id", gadget_id.into()),
        }
    }

    pub fn create(&self, body: impl Into<CreateGadget>) -> CreateGadgetOperation {
        CreateGadgetOperation {
            request: Request::new(&self.client, &CreateGadgetOperation::INFO)
                .scope(&self.scope)
                .json(&body.into()),
        }
    }

    pub fn update(&self, gadget_id: impl Into<GadgetId>, body: impl Into<CreateGadget>) -> UpdateGadget {
        UpdateGadget {
            request: Request::new(&self.client, &UpdateGadget::INFO)
                .scope(&self.scope)
                .path("gadget_id", gadget_id.into())
                .json(&body.into()),
        }
    }

    pub fn copy(&self, gadget_id: impl Into<GadgetId>, other: &str) -> CopyGadget {
        CopyGadget {
            request: Request::new(&self.client, &CopyGadget::INFO)
                .scope(&self.scope)
                .path("gadget_id", gadget_id.into())
                .path("other", other),
        }
    }

    pub fn query(&self) -> QueryGadgets {
        QueryGadgets { request: Request::new(&self.client, &QueryGadgets::INFO).scope(&self.scope) }
    }

    pub fn delete(&self, gadget_id: impl Into<GadgetId>) -> DeleteGadget {
        DeleteGadget {
            request: Request::new(&self.client, &DeleteGadget::INFO)
                .scope(&self.scope)
                .path("gadget_id", gadget_id.into()),
        }
    }
}

operation! {
    ListGadgets = "gadgets-list",
    GET "/{accounts_or_zones}/{account_or_zone_id}/gadgets" => pages Gadget
}

impl ListGadgets {
    pub fn page(mut self, page: u64) -> Self {
        self.request.set_query("page", page);
        self
    }

    pub fn per_page(mut self, per_page: u64) -> Self {
        self.request.set_query("per_page", per_page);
        self
    }
}

operation! {
    GetGadget = "gadgets-get",
    GET "/{accounts_or_zones}/{account_or_zone_id}/gadgets/{gadget_id}" => Gadget
}

operation! {
    CreateGadgetOperation = "gadgets-create",
    POST "/{accounts_or_zones}/{account_or_zone_id}/gadgets",
    permissions(&["Gadgets Write", "Gadgets Admin"]) => Gadget
}

operation! {
    UpdateGadget = "gadgets-update",
    PUT "/{accounts_or_zones}/{account_or_zone_id}/gadgets/{gadget_id}" => Gadget
}

operation! {
    /// By a method of another name, at a path with text and parameters in its segments.
    CopyGadget = "gadgets-copy",
    POST "/{accounts_or_zones}/{account_or_zone_id}/gadgets/{gadget_id}...{other}.png",
    sent_as("COPY"), permissions(&["Gadgets Write"]) => nothing
}

operation! {
    /// A read by a method of another name.
    QueryGadgets = "gadgets-query",
    GET "/{accounts_or_zones}/{account_or_zone_id}/gadgets/",
    sent_as("QUERY") => list Gadget
}

operation! {
    DeleteGadget = "gadgets-delete",
    DELETE "/{accounts_or_zones}/{account_or_zone_id}/gadgets/{gadget_id}" => optional DeletedGadget
}
