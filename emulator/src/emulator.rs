//! A running emulator.

use std::{net::SocketAddr, ops::Deref};

use tokio::{sync::watch, task::JoinHandle};

use crate::{control, handle::Handle, operation::BASE_PATH};

/// A running emulator. It serves on the runtime that it was started on, and
/// stops when it is dropped. With a state file, dropping it waits until the last
/// change is written.
///
/// It dereferences to a [`Handle`], which has what can be looked at and changed
/// while it runs.
#[derive(Debug)]
pub struct Emulator {
    handle: Handle,
    base_url: String,
    account_id: String,
    zone_id: String,
    stop: watch::Sender<bool>,
    server: Option<JoinHandle<()>>,
}

impl Emulator {
    pub(crate) fn new(
        handle: Handle,
        account_id: String,
        zone_id: String,
        stop: watch::Sender<bool>,
        server: JoinHandle<()>,
    ) -> Self {
        let base_url = format!("{}{BASE_PATH}", handle.core().origin());
        Self { handle, base_url, account_id, zone_id, stop, server: Some(server) }
    }

    /// Where the API is, as a client's base URL: `http://127.0.0.1:PORT/client/v4`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Where the control endpoints are: `http://127.0.0.1:PORT/__emulator`.
    pub fn control_url(&self) -> String {
        format!("{}{}", self.handle.core().origin(), control::PATH)
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.handle.core().address
    }

    /// The first account's identifier.
    pub fn account_id(&self) -> &str {
        &self.account_id
    }

    /// The first zone's identifier.
    pub fn zone_id(&self) -> &str {
        &self.zone_id
    }

    /// A token that is taken; empty if there is none.
    pub fn token(&self) -> String {
        self.handle.core().state().credentials.first_token().unwrap_or_default().to_owned()
    }

    /// An email address and key that are taken.
    pub fn key(&self) -> Option<(String, String)> {
        let state = self.handle.core().state();
        state.credentials.first_key().map(|(email, key)| (email.to_owned(), key.to_owned()))
    }

    /// A user service key that is taken.
    pub fn service_key(&self) -> Option<String> {
        self.handle.core().state().credentials.first_service_key().map(str::to_owned)
    }

    /// A handle that can be cloned and sent elsewhere.
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Stops: no new connections, and requests under way are answered.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if let Some(server) = self.server.take() {
            // An error here would be a panic in the server, which has nothing
            // left to answer.
            let _ = server.await;
        }
        let handle = self.handle.clone();
        // Writing the file can take its time, and nobody else should wait for it.
        let _ = tokio::task::spawn_blocking(move || {
            handle.core().save();
            handle.core().close();
        })
        .await;
    }
}

impl Deref for Emulator {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
        self.stop.send_replace(true);
        self.handle.core().close();
    }
}
