//! The part of the table that is about certificates which visitors show: an account's, those that
//! the service issues, the hostnames that ask for either; and the list of associations.

use cloudflare_mtls::mock::{MockServerExt, json};
use cloudflare_mtls::runtime::Operation;
use cloudflare_mtls::{operations, types::*};

use crate::operations::{Case, call, one};
use crate::{ACCOUNT, CERTIFICATE, KEY, OTHER, PEM, ZONE};

const API: &str = "api.example.com";

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = uploaded();
    cases.extend(issued());
    cases.extend(hostnames());
    cases
}

fn uploaded() -> Vec<Case> {
    vec![
        Case {
            id: <operations::MtlsCertificatesList as Operation>::INFO.id,
            mount: |server| {
                server.mtls_certificates_list(|when, then| {
                    when.account_id(ACCOUNT)
                        .type_([MtlsCertificateType::Custom, MtlsCertificateType::AccessManaged]);
                    then.result([one()]);
                })
            },
            fits: |client| call(client.mtls_certificates(ACCOUNT).list().type_(["custom", "access_managed"])),
            others: vec![
                ("account", |client| {
                    call(client.mtls_certificates(OTHER).list().type_(["custom", "access_managed"]))
                }),
                ("types", |client| call(client.mtls_certificates(ACCOUNT).list().type_(["custom"]))),
                ("no types", |client| call(client.mtls_certificates(ACCOUNT).list())),
            ],
        },
        Case {
            id: <operations::MtlsCertificatesGet as Operation>::INFO.id,
            mount: |server| {
                server.mtls_certificates_get(|when, then| {
                    when.account_id(ACCOUNT).mtls_certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.mtls_certificates(ACCOUNT).get(CERTIFICATE)),
            others: vec![
                ("certificate", |client| call(client.mtls_certificates(ACCOUNT).get(OTHER))),
                ("operation", |client| call(client.mtls_certificates(ACCOUNT).associations(CERTIFICATE))),
            ],
        },
        Case {
            id: <operations::MtlsCertificatesCreate as Operation>::INFO.id,
            mount: |server| {
                server.mtls_certificates_create(|when, then| {
                    when.account_id(ACCOUNT).body(CreateMtlsCertificate::leaf(PEM, KEY));
                    then.result(one());
                })
            },
            fits: |client| {
                call(client.mtls_certificates(ACCOUNT).create(CreateMtlsCertificate::leaf(PEM, KEY)))
            },
            others: vec![
                ("key", |client| {
                    call(
                        client.mtls_certificates(ACCOUNT).create(CreateMtlsCertificate::leaf(PEM, "another")),
                    )
                }),
                ("an authority", |client| {
                    let body = CreateMtlsCertificate::authority(PEM).private_key(KEY);
                    call(client.mtls_certificates(ACCOUNT).create(body))
                }),
            ],
        },
        Case {
            id: <operations::MtlsCertificatesDelete as Operation>::INFO.id,
            mount: |server| {
                server.mtls_certificates_delete(|when, then| {
                    when.account_id(ACCOUNT).mtls_certificate_id(CERTIFICATE);
                    then.result(one());
                })
            },
            fits: |client| call(client.mtls_certificates(ACCOUNT).delete(CERTIFICATE)),
            others: vec![("certificate", |client| call(client.mtls_certificates(ACCOUNT).delete(OTHER)))],
        },
        Case {
            id: <operations::MtlsCertificatesAssociations as Operation>::INFO.id,
            mount: |server| {
                server.mtls_certificates_associations(|when, then| {
                    when.account_id(ACCOUNT).mtls_certificate_id(CERTIFICATE);
                    then.result([json!({"service": "gateway", "status": "active"})]);
                })
            },
            fits: |client| call(client.mtls_certificates(ACCOUNT).associations(CERTIFICATE)),
            others: vec![
                ("certificate", |client| call(client.mtls_certificates(ACCOUNT).associations(OTHER))),
                ("operation", |client| call(client.mtls_certificates(ACCOUNT).get(CERTIFICATE))),
            ],
        },
    ]
}

fn issued() -> Vec<Case> {
    vec![
        Case {
            id: <operations::ClientCertificatesList as Operation>::INFO.id,
            mount: |server| {
                server.client_certificates_list(|when, then| {
                    when.zone_id(ZONE).status(ClientCertificateFilter::Revoked).page(2).per_page(5);
                    then.page([one()], 2, 5, 6);
                })
            },
            fits: |client| {
                call(client.client_certificates(ZONE).list().status("revoked").page(2).per_page(5))
            },
            others: vec![
                ("status", |client| {
                    call(client.client_certificates(ZONE).list().status("all").page(2).per_page(5))
                }),
                ("no status", |client| call(client.client_certificates(ZONE).list().page(2).per_page(5))),
                ("page", |client| {
                    call(client.client_certificates(ZONE).list().status("revoked").per_page(5))
                }),
            ],
        },
        Case {
            id: <operations::ClientCertificatesGet as Operation>::INFO.id,
            mount: |server| {
                server.client_certificates_get(|when, then| {
                    when.zone_id(ZONE).client_certificate_id(CERTIFICATE);
                    then.result(json!({"id": CERTIFICATE, "certificate_authority": {"name": "managed"}}));
                })
            },
            fits: |client| call(client.client_certificates(ZONE).get(CERTIFICATE)),
            others: vec![
                ("certificate", |client| call(client.client_certificates(ZONE).get(OTHER))),
                ("method", |client| call(client.client_certificates(ZONE).revoke(CERTIFICATE))),
            ],
        },
        Case {
            id: <operations::ClientCertificatesCreate as Operation>::INFO.id,
            mount: |server| {
                server.client_certificates_create(|when, then| {
                    when.zone_id(ZONE).body(CreateClientCertificate::new("request", 30));
                    then.result(one());
                })
            },
            fits: |client| {
                call(client.client_certificates(ZONE).create(CreateClientCertificate::new("request", 30)))
            },
            others: vec![
                ("validity", |client| {
                    call(client.client_certificates(ZONE).create(CreateClientCertificate::new("request", 31)))
                }),
                ("request", |client| {
                    call(client.client_certificates(ZONE).create(CreateClientCertificate::new("other", 30)))
                }),
            ],
        },
        Case {
            id: <operations::ClientCertificatesRevoke as Operation>::INFO.id,
            mount: |server| {
                server.client_certificates_revoke(|when, then| {
                    when.zone_id(ZONE).client_certificate_id(CERTIFICATE);
                    then.result(json!({"id": CERTIFICATE, "status": "pending_revocation"}));
                })
            },
            fits: |client| call(client.client_certificates(ZONE).revoke(CERTIFICATE)),
            others: vec![
                ("certificate", |client| call(client.client_certificates(ZONE).revoke(OTHER))),
                ("method", |client| call(client.client_certificates(ZONE).reactivate(CERTIFICATE))),
            ],
        },
        Case {
            id: <operations::ClientCertificatesReactivate as Operation>::INFO.id,
            mount: |server| {
                server.client_certificates_reactivate(|when, then| {
                    when.zone_id(ZONE).client_certificate_id(CERTIFICATE);
                    then.result(json!({"id": CERTIFICATE, "status": "pending_reactivation"}));
                })
            },
            fits: |client| call(client.client_certificates(ZONE).reactivate(CERTIFICATE)),
            others: vec![
                ("certificate", |client| call(client.client_certificates(ZONE).reactivate(OTHER))),
                ("method", |client| call(client.client_certificates(ZONE).revoke(CERTIFICATE))),
            ],
        },
    ]
}

fn hostnames() -> Vec<Case> {
    vec![
        Case {
            id: <operations::CertificateAuthorityHostnamesGet as Operation>::INFO.id,
            mount: |server| {
                server.certificate_authority_hostnames_get(|when, then| {
                    when.zone_id(ZONE).mtls_certificate_id(CERTIFICATE);
                    then.result(json!({"hostnames": [API]}));
                })
            },
            fits: |client| {
                call(client.certificate_authority_hostnames(ZONE).get().mtls_certificate_id(CERTIFICATE))
            },
            others: vec![
                ("authority", |client| {
                    call(client.certificate_authority_hostnames(ZONE).get().mtls_certificate_id(OTHER))
                }),
                ("the service's own", |client| call(client.certificate_authority_hostnames(ZONE).get())),
            ],
        },
        Case {
            id: <operations::CertificateAuthorityHostnamesUpdate as Operation>::INFO.id,
            mount: |server| {
                server.certificate_authority_hostnames_update(|when, then| {
                    let body = UpdateCertificateAuthorityHostnames::for_managed_authority([API]);
                    when.zone_id(ZONE).body(body);
                    then.result(json!({"hostnames": [API]}));
                })
            },
            fits: |client| {
                let body = UpdateCertificateAuthorityHostnames::for_managed_authority([API]);
                call(client.certificate_authority_hostnames(ZONE).update(body))
            },
            others: vec![
                ("authority", |client| {
                    let body = UpdateCertificateAuthorityHostnames::for_authority(CERTIFICATE, [API]);
                    call(client.certificate_authority_hostnames(ZONE).update(body))
                }),
                ("an empty list", |client| {
                    let body = UpdateCertificateAuthorityHostnames::for_managed_authority([""; 0]);
                    call(client.certificate_authority_hostnames(ZONE).update(body))
                }),
            ],
        },
        Case {
            id: <operations::HostnameAssociationsList as Operation>::INFO.id,
            mount: |server| {
                server.hostname_associations_list(|when, then| {
                    when.zone_id(ZONE).status([
                        HostnameAssociationFilter::Active,
                        HostnameAssociationFilter::PendingDeployment,
                    ]);
                    then.page([json!({"hostname": API, "cert_id": CERTIFICATE})], 1, 50, 1);
                })
            },
            fits: |client| {
                let status = [CertificateStatus::Active, CertificateStatus::PendingDeployment];
                call(client.hostname_associations(ZONE).list().status(status))
            },
            others: vec![
                ("statuses", |client| call(client.hostname_associations(ZONE).list().status(["active"]))),
                ("no status", |client| call(client.hostname_associations(ZONE).list())),
                ("operation", |client| call(client.hostname_certificates(ZONE).list())),
            ],
        },
    ]
}
