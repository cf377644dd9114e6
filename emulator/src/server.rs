//! Accepting connections and serving them, until told to stop.
//!
//! The loop is the emulator's own, and not axum's, since it has to be able to
//! reset a connection and to end all of them at once.

use std::{
    convert::Infallible,
    fmt,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, http::Request, response::Response};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use tower_service::Service as _;

use crate::reply::ResetConnection;

/// How long requests under way may take once the emulator is told to stop.
const GRACE: Duration = Duration::from_secs(2);

/// Serves until `stop` changes or its sender is gone. Dropping the future ends
/// all connections at once.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let told = stop.clone();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => {
                    connections.spawn(connection(stream, client, router.clone(), told.clone()));
                }
                // Out of file descriptors, or a client that left while it was
                // in the queue: the next one may go well.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
            _ = stop.changed() => break,
        }
    }
    drop(listener);
    let ended = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, ended).await.is_err() {
        connections.shutdown().await;
    }
}

async fn connection(stream: TcpStream, client: SocketAddr, router: Router, mut stop: watch::Receiver<bool>) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let stream = ResettableStream { stream, reset: Arc::clone(&reset) };
    let service = service_fn(move |request: Request<Incoming>| {
        let mut router = router.clone();
        let reset = Arc::clone(&reset);
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(client);
            let response: Result<Response, Infallible> = router.call(request).await;
            let Ok(response) = response;
            if response.extensions().get::<ResetConnection>().is_some() {
                reset.store(true, Ordering::Relaxed);
                return Err(ConnectionReset);
            }
            Ok(response)
        }
    });
    let io = TokioIo::new(stream);
    let served = hyper::server::conn::http1::Builder::new().serve_connection(io, service);
    let mut served = std::pin::pin!(served);
    // A connection that breaks concerns its client alone, who sees it too.
    tokio::select! {
        _ = served.as_mut() => return,
        _ = stop.changed() => served.as_mut().graceful_shutdown(),
    }
    let _ = served.await;
}

/// Makes hyper give up a connection without an answer.
#[derive(Debug)]
struct ConnectionReset;

impl fmt::Display for ConnectionReset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection is reset on demand")
    }
}

impl std::error::Error for ConnectionReset {}

/// A stream that, if told so, is closed with RST in place of FIN.
struct ResettableStream {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for ResettableStream {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed) {
            // Without it the client sees an early end, which is a fault too.
            let _ = socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        }
    }
}

/// Reading and writing are the stream's own.
mod io {
    use super::ResettableStream;
    use std::{
        io,
        pin::Pin,
        task::{Context, Poll},
    };
    use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

    impl AsyncRead for ResettableStream {
        fn poll_read(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<io::Result<()>> {
            Pin::new(&mut self.stream).poll_read(context, buffer)
        }
    }

    impl AsyncWrite for ResettableStream {
        fn poll_write(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            bytes: &[u8],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.stream).poll_write(context, bytes)
        }

        fn poll_write_vectored(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
            slices: &[io::IoSlice<'_>],
        ) -> Poll<io::Result<usize>> {
            Pin::new(&mut self.stream).poll_write_vectored(context, slices)
        }

        fn is_write_vectored(&self) -> bool {
            self.stream.is_write_vectored()
        }

        fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.stream).poll_flush(context)
        }

        fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
            Pin::new(&mut self.stream).poll_shutdown(context)
        }
    }
}
