//! The table of all operations: a mock with everything it can expect, the call that fits, and
//! calls that each differ in one thing.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::pin::Pin;

use cloudflare_core::runtime::Operation;
use cloudflare_mtls::mock::{self, Mock, MockServer, MockServerExt, OPERATIONS, json};
use cloudflare_mtls::{Client, Error, ErrorKind, Scope, operations, prelude::*, types::*};
use serde::Serialize;
use serde_json::Value;

use crate::{ACCOUNT, CERTIFICATE, KEY, OTHER, PEM, ZONE, family};

/// A call under way, whatever its operation.
pub(crate) type Outcome = Pin<Box<dyn Future<Output = Result<Value, Error>> + Send>>;

/// Makes a call.
pub(crate) type Call = fn(&Client) -> Outcome;

pub(crate) struct Case {
    pub(crate) id: &'static str,
    pub(crate) mount: for<'s> fn(&'s MockServer) -> Mock<'s>,
    pub(crate) fits: Call,
    /// Each with what is different.
    pub(crate) others: Vec<(&'static str, Call)>,
}

pub(crate) fn call<O: Operation<Result: Serialize> + 'static>(operation: O) -> Outcome {
    Box::pin(async { Ok(serde_json::to_value(operation.result().await?).unwrap()) })
}

fn account() -> Scope {
    Scope::account(ACCOUNT).unwrap()
}

/// The zone of the account's identifier: another scope all the same.
fn zone() -> Scope {
    Scope::zone(ACCOUNT).unwrap()
}

fn created() -> CreateAccessCertificate {
    CreateAccessCertificate::new("Allow devs", PEM).associated_hostnames(["admin.example.com"])
}

pub(crate) fn one() -> Value {
    json!({"id": CERTIFICATE})
}

fn access() -> Vec<Case> {
    vec![
        Case {
            id: <operations::AccessCertificatesList as Operation>::INFO.id,
            mount: |server| {
                server.access_certificates_list(|when, then| {
                    when.scope(&account()).page(2).per_page(5);
                    then.page([one()], 2, 5, 6);
                })
            },
            fits: |client| call(client.access_certificates(&account()).list().page(2).per_page(5)),
            others: vec![
                ("scope", |client| call(client.access_certificates(&zone()).list().page(2).per_page(5))),
                ("page", |client| call(client.access_certificates(&account()).list().page(1).per_page(5))),
                ("no page", |client| call(client.access_certificates(&account()).list().per_page(5))),
                ("per_page", |client| {
                    call(client.access_certificates(&account()).list().page(2).per_page(6))
                }),
                ("operation", |client| call(client.access_settings(&account()).list())),
            ],
        },
        Case {
            id: <operations::AccessCertificatesGet as Operation>::INFO.id,
            mount: |server| {
                server.access_certificates_get(|when, then| {
                    when.scope(&account()).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.access_certificates(&account()).get(CERTIFICATE)),
            others: vec![
                ("scope", |client| call(client.access_certificates(&zone()).get(CERTIFICATE))),
                ("certificate", |client| call(client.access_certificates(&account()).get(OTHER))),
                ("method", |client| call(client.access_certificates(&account()).delete(CERTIFICATE))),
            ],
        },
        Case {
            id: <operations::AccessCertificatesCreate as Operation>::INFO.id,
            mount: |server| {
                server.access_certificates_create(|when, then| {
                    when.scope(&zone()).body(created());
                    then.status(201).result(one());
                })
            },
            fits: |client| call(client.access_certificates(&zone()).create(created())),
            others: vec![
                ("scope", |client| call(client.access_certificates(&account()).create(created()))),
                ("body", |client| {
                    let body = created().associated_hostnames(["other.example.com"]);
                    call(client.access_certificates(&zone()).create(body))
                }),
            ],
        },
        Case {
            id: <operations::AccessCertificatesUpdate as Operation>::INFO.id,
            mount: |server| {
                server.access_certificates_update(|when, then| {
                    when.scope(&account()).certificate_id(CERTIFICATE).body(["a.example.com".to_owned()]);
                    then.result(one());
                })
            },
            fits: |client| {
                let body = UpdateAccessCertificate::new(["a.example.com"]);
                call(client.access_certificates(&account()).update(CERTIFICATE, body))
            },
            others: vec![
                ("body", |client| {
                    let body = UpdateAccessCertificate::new(["a.example.com"]).name("new");
                    call(client.access_certificates(&account()).update(CERTIFICATE, body))
                }),
                ("certificate", |client| {
                    let body = UpdateAccessCertificate::new(["a.example.com"]);
                    call(client.access_certificates(&account()).update(OTHER, body))
                }),
            ],
        },
        Case {
            id: <operations::AccessCertificatesDelete as Operation>::INFO.id,
            mount: |server| {
                server.access_certificates_delete(|when, then| {
                    when.scope(&account()).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.access_certificates(&account()).delete(CERTIFICATE)),
            others: vec![("certificate", |client| {
                call(client.access_certificates(&account()).delete(OTHER))
            })],
        },
        Case {
            id: <operations::AccessSettingsList as Operation>::INFO.id,
            mount: |server| {
                server.access_settings_list(|when, then| {
                    when.scope(&account());
                    then.result([HostnameSettings::new("a.example.com", false, true)]);
                })
            },
            fits: |client| call(client.access_settings(&account()).list()),
            others: vec![("scope", |client| call(client.access_settings(&zone()).list()))],
        },
        Case {
            id: <operations::AccessSettingsUpdate as Operation>::INFO.id,
            mount: |server| {
                server.access_settings_update(|when, then| {
                    let settings = [HostnameSettings::new("a.example.com", false, true)];
                    when.scope(&account()).body(settings.clone());
                    then.status(202).result(settings);
                })
            },
            fits: |client| {
                let body = [HostnameSettings::new("a.example.com", false, true)];
                call(client.access_settings(&account()).update(body))
            },
            others: vec![("body", |client| {
                let body = [HostnameSettings::new("a.example.com", true, true)];
                call(client.access_settings(&account()).update(body))
            })],
        },
    ]
}

fn zone_level() -> Vec<Case> {
    vec![
        Case {
            id: <operations::ZoneCertificatesList as Operation>::INFO.id,
            mount: |server| {
                server.zone_certificates_list(|when, then| {
                    when.zone_id(ZONE);
                    then.result([one()]);
                })
            },
            fits: |client| call(client.zone_certificates(ZONE).list()),
            others: vec![("zone", |client| call(client.zone_certificates(OTHER).list()))],
        },
        Case {
            id: <operations::ZoneCertificatesGet as Operation>::INFO.id,
            mount: |server| {
                server.zone_certificates_get(|when, then| {
                    when.zone_id(ZONE).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.zone_certificates(ZONE).get(CERTIFICATE)),
            others: vec![("certificate", |client| call(client.zone_certificates(ZONE).get(OTHER)))],
        },
        Case {
            id: <operations::ZoneCertificatesCreate as Operation>::INFO.id,
            mount: |server| {
                server.zone_certificates_create(|when, then| {
                    when.zone_id(ZONE).body(CreateZoneCertificate::new(PEM, KEY));
                    then.result(one());
                })
            },
            fits: |client| call(client.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, KEY))),
            others: vec![
                ("zone", |client| {
                    call(client.zone_certificates(OTHER).create(CreateZoneCertificate::new(PEM, KEY)))
                }),
                ("key", |client| {
                    call(client.zone_certificates(ZONE).create(CreateZoneCertificate::new(PEM, "another")))
                }),
            ],
        },
        Case {
            id: <operations::ZoneCertificatesDelete as Operation>::INFO.id,
            mount: |server| {
                server.zone_certificates_delete(|when, then| {
                    when.zone_id(ZONE).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.zone_certificates(ZONE).delete(CERTIFICATE)),
            others: vec![("certificate", |client| call(client.zone_certificates(ZONE).delete(OTHER)))],
        },
        Case {
            id: <operations::ZoneSettingsGet as Operation>::INFO.id,
            mount: |server| {
                server.zone_settings_get(|when, then| {
                    when.zone_id(ZONE);
                    then.result(json!({"enabled": true}));
                })
            },
            fits: |client| call(client.zone_settings(ZONE).get()),
            others: vec![
                ("zone", |client| call(client.zone_settings(OTHER).get())),
                ("operation", |client| call(client.zone_certificates(ZONE).get("setting"))),
            ],
        },
        Case {
            id: <operations::ZoneSettingsUpdate as Operation>::INFO.id,
            mount: |server| {
                server.zone_settings_update(|when, then| {
                    when.zone_id(ZONE).body(true);
                    then.result(json!({"enabled": true}));
                })
            },
            fits: |client| call(client.zone_settings(ZONE).update(true)),
            others: vec![("body", |client| call(client.zone_settings(ZONE).update(false)))],
        },
    ]
}

fn hostname_level() -> Vec<Case> {
    vec![
        Case {
            id: <operations::HostnameCertificatesList as Operation>::INFO.id,
            mount: |server| {
                server.hostname_certificates_list(|when, then| {
                    when.zone_id(ZONE);
                    then.result([one()]);
                })
            },
            fits: |client| call(client.hostname_certificates(ZONE).list()),
            others: vec![
                ("zone", |client| call(client.hostname_certificates(OTHER).list())),
                ("operation", |client| call(client.hostname_associations(ZONE).get("a.example.com"))),
            ],
        },
        Case {
            id: <operations::HostnameCertificatesGet as Operation>::INFO.id,
            mount: |server| {
                server.hostname_certificates_get(|when, then| {
                    when.zone_id(ZONE).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.hostname_certificates(ZONE).get(CERTIFICATE)),
            others: vec![("certificate", |client| call(client.hostname_certificates(ZONE).get(OTHER)))],
        },
        Case {
            id: <operations::HostnameCertificatesCreate as Operation>::INFO.id,
            mount: |server| {
                server.hostname_certificates_create(|when, then| {
                    when.zone_id(ZONE).body(CreateHostnameCertificate::new(PEM, KEY));
                    then.result(one());
                })
            },
            fits: |client| {
                call(client.hostname_certificates(ZONE).create(CreateHostnameCertificate::new(PEM, KEY)))
            },
            others: vec![("certificate", |client| {
                call(client.hostname_certificates(ZONE).create(CreateHostnameCertificate::new("x", KEY)))
            })],
        },
        Case {
            id: <operations::HostnameCertificatesDelete as Operation>::INFO.id,
            mount: |server| {
                server.hostname_certificates_delete(|when, then| {
                    when.zone_id(ZONE).certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.hostname_certificates(ZONE).delete(CERTIFICATE)),
            others: vec![("certificate", |client| call(client.hostname_certificates(ZONE).delete(OTHER)))],
        },
        Case {
            id: <operations::HostnameAssociationsGet as Operation>::INFO.id,
            mount: |server| {
                server.hostname_associations_get(|when, then| {
                    when.zone_id(ZONE).hostname("a/b.example.com");
                    then.result(json!({"hostname": "a/b.example.com", "status": "active"}));
                })
            },
            fits: |client| call(client.hostname_associations(ZONE).get("a/b.example.com")),
            others: vec![
                ("hostname", |client| call(client.hostname_associations(ZONE).get("b.example.com"))),
                ("operation", |client| call(client.hostname_certificates(ZONE).list())),
            ],
        },
        Case {
            id: <operations::HostnameAssociationsUpdate as Operation>::INFO.id,
            mount: |server| {
                server.hostname_associations_update(|when, then| {
                    when.zone_id(ZONE).body([Association::void("a.example.com")]);
                    then.result([json!({"hostname": "a.example.com", "status": "pending_deletion"})]);
                })
            },
            fits: |client| {
                call(client.hostname_associations(ZONE).update([Association::void("a.example.com")]))
            },
            others: vec![("an absent field is no null", |client| {
                let absent = Association::new().hostname("a.example.com");
                call(client.hostname_associations(ZONE).update([absent]))
            })],
        },
    ]
}

fn cases() -> Vec<Case> {
    let mut cases = access();
    cases.extend(zone_level());
    cases.extend(hostname_level());
    cases.extend(family::cases());
    cases
}

#[test]
fn the_table_has_every_operation() {
    let known: BTreeSet<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    let tested: BTreeSet<&str> = cases().iter().map(|case| case.id).collect();
    assert_eq!(tested, known);
}

#[tokio::test]
async fn every_operation_is_mocked_and_no_other_call_is_answered() {
    for case in cases() {
        let server = MockServer::start();
        let client = mock::client(&server);
        let mock = (case.mount)(&server);
        for (difference, other) in &case.others {
            let error = other(&client).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Hook, "{}: {difference}: {error}", case.id);
            assert!(error.source().unwrap().to_string().starts_with("no mock fits"), "{error:?}");
            assert_eq!(mock.calls(), 0, "{}: {difference}", case.id);
        }
        let result = (case.fits)(&client).await.unwrap_or_else(|error| panic!("{}: {error}", case.id));
        assert!(!result.is_null() && result != json!([]), "{}", case.id);
        mock.assert();
    }
}

#[tokio::test]
async fn a_mock_of_any_identifier_leaves_other_operations_paths_alone() {
    let server = MockServer::start();
    let client = mock::client(&server);
    let certificate = server.zone_certificates_get(|_, then| {
        then.result(one());
    });
    let association = server.hostname_associations_get(|_, then| {
        then.result(json!({}));
    });
    let access = server.access_certificates_get(|_, then| {
        then.result(one());
    });
    assert!(client.zone_settings(ZONE).get().result().await.is_err());
    assert!(client.hostname_certificates(ZONE).list().result().await.is_err());
    assert!(client.access_settings(&account()).list().result().await.is_err());
    for mock in [&certificate, &association, &access] {
        mock.assert_calls(0);
    }
    for id in [CERTIFICATE, OTHER] {
        client.zone_certificates(id).get(id).result().await.unwrap();
    }
    certificate.assert_calls(2);
}

#[tokio::test]
async fn the_base_url_may_be_the_servers_root() {
    let server = MockServer::start();
    let mock = server.zone_settings_get(|when, then| {
        when.zone_id(ZONE);
        then.result(json!({"enabled": true}));
    });
    let client = Client::builder().base_url(server.base_url()).token("t").build().unwrap();
    client.zone_settings(ZONE).get().result().await.unwrap();
    mock.assert();
}

#[tokio::test]
async fn deprecated_names_reach_the_same_mocks() {
    let server = MockServer::start();
    let mock = server.zone_certificates_list(|_, then| {
        then.null_result();
    });
    #[allow(deprecated)]
    let list = mock::client(&server).origin_tls_client_auth(ZONE).list();
    assert!(list.result().await.unwrap().is_empty());
    mock.assert();
}
