//! A server that asks its visitors for client certificates, as a hostname of the service does, and a
//! visitor. TLS says whether an authority signed a certificate, and knows nothing of a revocation:
//! which certificates were revoked, the server is told.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use rcgen::KeyPair;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::Problem;

/// What the server says to a visitor that it lets in.
pub(crate) const WELCOME: &str = "welcome";
/// What the server says to a visitor whose certificate was revoked.
pub(crate) const REVOKED: &str = "your certificate was revoked";

/// A server on this machine.
pub(crate) struct Server {
    address: SocketAddr,
    hostname: String,
    /// Its own certificate, for its visitors to trust.
    certificate: CertificateDer<'static>,
    revoked: Arc<Mutex<Vec<CertificateDer<'static>>>>,
}

impl Server {
    /// Starts a server of this name that lets in who shows a certificate of the authority.
    pub(crate) async fn start(hostname: &str, authority: &str) -> Result<Self, Problem> {
        let own = rcgen::generate_simple_self_signed([hostname.to_owned()])?;
        let certificate = own.cert.der().clone();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der())?;
        let provider = Arc::new(default_provider());
        let visitors = WebPkiClientVerifier::builder_with_provider(
            Arc::new(trusting(CertificateDer::from_pem_slice(authority.as_bytes())?)?),
            Arc::clone(&provider),
        );
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(visitors.build()?)
            .with_single_cert(vec![certificate.clone()], key)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let revoked = Arc::default();
        tokio::spawn(serve(listener, TlsAcceptor::from(Arc::new(config)), Arc::clone(&revoked)));
        Ok(Self { address, hostname: hostname.to_owned(), certificate, revoked })
    }

    /// Tells the server which certificates were revoked, as PEM texts.
    pub(crate) fn refuse(&self, revoked: &[String]) -> Result<(), Problem> {
        let revoked: Result<Vec<_>, _> =
            revoked.iter().map(|pem| CertificateDer::from_pem_slice(pem.as_bytes())).collect();
        *self.revoked.lock().unwrap_or_else(PoisonError::into_inner) = revoked?;
        Ok(())
    }

    /// Visits the server, with a certificate as PEM text and its key, or without. Gives what the
    /// server said, or why the two didn't come together.
    pub(crate) async fn visit(&self, identity: Option<(&str, &KeyPair)>) -> Result<String, Problem> {
        let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(trusting(self.certificate.clone())?);
        let config = match identity {
            None => config.with_no_client_auth(),
            Some((certificate, key)) => config.with_client_auth_cert(
                vec![CertificateDer::from_pem_slice(certificate.as_bytes())?],
                PrivateKeyDer::try_from(key.serialize_der())?,
            )?,
        };
        let stream = TcpStream::connect(self.address).await?;
        let name = ServerName::try_from(self.hostname.clone())?;
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
        // In TLS 1.3 the visitor's side is done before the server has looked at its certificate:
        // what the server makes of it comes in place of the first bytes.
        let mut said = String::new();
        stream.read_to_string(&mut said).await?;
        Ok(said)
    }
}

fn trusting(authority: CertificateDer<'static>) -> Result<RootCertStore, Problem> {
    let mut roots = RootCertStore::empty();
    roots.add(authority)?;
    Ok(roots)
}

fn is_among(shown: &CertificateDer<'static>, revoked: &Mutex<Vec<CertificateDer<'static>>>) -> bool {
    revoked.lock().unwrap_or_else(PoisonError::into_inner).contains(shown)
}

/// Answers visitors one after the other.
async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    revoked: Arc<Mutex<Vec<CertificateDer<'static>>>>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        // Whom TLS turned away learns why from TLS.
        let Ok(mut stream) = acceptor.accept(stream).await else { continue };
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first).cloned();
        let say = match shown {
            Some(shown) if is_among(&shown, &revoked) => REVOKED,
            _ => WELCOME,
        };
        // A visitor that has left needs no answer.
        let _ = stream.write_all(say.as_bytes()).await;
        let _ = stream.shutdown().await;
    }
}
