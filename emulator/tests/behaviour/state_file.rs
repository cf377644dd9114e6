//! The state file: written whole, by one emulator, where it can be written at all.

use std::path::{Path, PathBuf};

use cloudflare_mtls_emulator::{Emulator, Snapshot, StartError};
use reqwest::Method;
use serde_json::json;

use crate::kit::{Kit, leaf, pulls};

/// A folder of its own for a test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("emulator-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn start(file: &Path) -> Kit {
    Kit::of(Emulator::builder().state_file(file)).await
}

/// The error's own text, and what is behind it.
async fn refused(file: &Path) -> String {
    let error: StartError = Emulator::builder().state_file(file).start().await.unwrap_err();
    let source = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    format!("{error}: {source}")
}

#[tokio::test]
async fn it_outlives_a_restart() {
    let folder = Folder::new("restart");
    let file = folder.file("state.json");
    let kit = start(&file).await;
    let created = kit.post(&pulls(), leaf().body()).await;
    kit.step(5);
    let now = kit.emulator.now();
    drop(kit);
    let kit = start(&file).await;
    assert_eq!(kit.get(&format!("{}/{}", pulls(), created.id())).await.result()["status"], "active");
    assert_eq!(kit.emulator.now(), now);
    kit.emulator.stop().await;

    std::fs::write(&file, "{}").unwrap();
    let error = refused(&file).await;
    assert!(error.contains("state.json") && error.contains("version"), "{error}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "{}");
}

#[tokio::test]
async fn an_answer_comes_once_the_file_is_written() {
    let folder = Folder::new("written");
    let file = folder.file("state.json");
    let kit = start(&file).await;
    let read = || Snapshot::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap().to_json();
    for _ in 0..3 {
        let id = kit.post(&pulls(), leaf().body()).await.id();
        assert!(read().contains(&id));
    }
    assert_eq!(kit.control(Method::DELETE, "/state", json!(null)).await.0, 204);
    assert!(!read().contains("BEGIN CERTIFICATE"));
    let account = json!({"id": "fedcba9876543210fedcba9876543210", "name": "of the control endpoint"});
    assert_eq!(kit.control(Method::POST, "/accounts", account).await.0, 200);
    assert!(read().contains("of the control endpoint"));
}

#[tokio::test]
async fn a_place_that_can_not_be_written_is_an_error_at_the_start() {
    let folder = Folder::new("missing");
    let error = refused(&folder.file("no-such-folder/state.json")).await;
    assert!(error.contains("no-such-folder") && error.contains("folder"), "{error}");
    let error = refused(&folder.0).await;
    assert!(error.contains("not a file"), "{error}");
    // Nothing is left lying about.
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[tokio::test]
async fn two_emulators_do_not_share_a_file() {
    let folder = Folder::new("shared");
    let file = folder.file("state.json");
    let kit = start(&file).await;
    let id = kit.post(&pulls(), leaf().body()).await.id();
    let error = refused(&file).await;
    assert!(error.contains("another emulator"), "{error}");
    // A longer way to the same file is no way round it.
    let error = refused(&folder.file("./state.json")).await;
    assert!(error.contains("another emulator"), "{error}");
    kit.get(&format!("{}/{id}", pulls())).await.result();
    // A handle that is left over doesn't hold the file.
    let handle = kit.emulator.handle();
    drop(kit);
    let kit = start(&file).await;
    handle.reset();
    kit.get(&format!("{}/{id}", pulls())).await.result();
    drop(kit);
    assert!(std::fs::read_to_string(&file).unwrap().contains(&id));
}

#[cfg(unix)]
#[tokio::test]
async fn a_link_is_followed_and_stays() {
    let folder = Folder::new("link");
    let (file, link) = (folder.file("state.json"), folder.file("link.json"));
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let error = refused(&link).await;
    assert!(error.contains("link"), "{error}");

    drop(start(&file).await);
    let kit = start(&link).await;
    let id = kit.post(&pulls(), leaf().body()).await.id();
    let error = refused(&file).await;
    assert!(error.contains("another emulator"), "{error}");
    drop(kit);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().contains(&id));

    let second = folder.file("second.json");
    std::fs::hard_link(&file, &second).unwrap();
    let error = refused(&second).await;
    assert!(error.contains("hard link"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn its_permissions_stay() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = Folder::new("permissions");
    let file = folder.file("state.json");
    drop(start(&file).await);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let kit = start(&file).await;
    kit.post(&pulls(), leaf().body()).await.result();
    drop(kit);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_writers_leave_a_whole_file() {
    let folder = Folder::new("writers");
    let file = folder.file("state.json");
    let kit = std::sync::Arc::new(start(&file).await);
    let mut writers = tokio::task::JoinSet::new();
    for number in 0..8 {
        let kit = std::sync::Arc::clone(&kit);
        writers.spawn(async move {
            for round in 0..10 {
                let id = format!("{number:016x}{round:016x}");
                let body = json!({"id": id, "name": id});
                assert_eq!(kit.control(Method::POST, "/accounts", body).await.0, 200);
            }
        });
    }
    // Whatever moment the file is read at, it is a whole one.
    while !writers.is_empty() {
        Snapshot::from_json(&std::fs::read_to_string(&file).unwrap()).unwrap();
        writers.join_next().await.unwrap().unwrap();
    }
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches("\"name\": \"0000").count(), 80);
}
