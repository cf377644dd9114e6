//! The file that an emulator keeps its state in.
//!
//! It belongs to one emulator at a time, which holds a lock beside it
//! (`FILE.lock`; the file itself is replaced with each change and can't carry
//! one). It is replaced as a whole, by a file that was written out and synced
//! under `FILE.new`, so that a crash leaves the old state or the new one. A
//! symbolic link is followed and stays. Writing is the work of a thread of its
//! own: changes that come while it writes go into the next file together.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
};

use tokio::sync::watch;

use crate::{start_error::StartError, state::Snapshot};

/// A state file that this emulator alone writes.
#[derive(Debug)]
pub(crate) struct StateFile {
    /// Without links.
    path: PathBuf,
    /// Locked for as long as it is open.
    _lock: File,
}

impl StateFile {
    /// Takes a state file for this emulator, and reads what is in it; `None` if
    /// there is no such file yet.
    pub(crate) fn open(given: &Path) -> Result<(Self, Option<Snapshot>), StartError> {
        let path = resolve(given)?;
        refuse_what_is_no_plain_file(&path)?;
        let beside = with_ending(&path, ".lock");
        let lock = OpenOptions::new().create(true).write(true).truncate(false).open(&beside);
        let lock = lock.map_err(|source| trouble(format!("can't open {}", beside.display()), source))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let message = format!("another emulator keeps its state in {}", path.display());
                return Err(trouble(
                    message,
                    io::Error::new(io::ErrorKind::WouldBlock, "the file is locked"),
                ));
            }
            Err(TryLockError::Error(source)) => {
                return Err(trouble(format!("can't lock {}", beside.display()), source));
            }
        }
        let unreadable = |source| trouble(format!("can't read the state file {}", path.display()), source);
        let snapshot = match fs::read_to_string(&path) {
            Ok(text) => {
                let read = Snapshot::from_json(&text);
                Some(read.map_err(|message| unreadable(io::Error::new(io::ErrorKind::InvalidData, message)))?)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(unreadable(error)),
        };
        Ok((Self { path, _lock: lock }, snapshot))
    }

    /// Writes the first state, so that a place that can't be written shows at
    /// the start and not with the first change.
    pub(crate) fn write_first(&self, json: &str) -> Result<(), StartError> {
        self.write(json)
            .map_err(|source| trouble(format!("can't write the state file {}", self.path.display()), source))
    }

    /// Replaces the file as a whole.
    fn write(&self, json: &str) -> io::Result<()> {
        let beside = with_ending(&self.path, ".new");
        // Left over from a crash: nobody else writes here.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
        if let Ok(present) = fs::metadata(&self.path) {
            file.set_permissions(present.permissions())?;
        }
        file.write_all(json.as_bytes())?;
        file.sync_all()?;
        drop(file);
        fs::rename(&beside, &self.path)?;
        sync_folder_of(&self.path)
    }
}

/// The new name is safe once the folder is written, where folders can be synced.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn trouble(what: String, source: io::Error) -> StartError {
    StartError::new(what, source)
}

/// The file behind links. It needs not be there, but its folder does.
fn resolve(given: &Path) -> Result<PathBuf, StartError> {
    let shown = given.display();
    match fs::symlink_metadata(given) {
        Ok(found) => fs::canonicalize(given).map_err(|source| {
            let what = if found.is_symlink() { "is a link that leads nowhere" } else { "can't be found" };
            trouble(format!("the state file {shown} {what}"), source)
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = given.file_name().ok_or_else(|| not_a_file(given))?;
            let folder = match given.parent() {
                Some(folder) if folder != Path::new("") => folder,
                _ => Path::new("."),
            };
            let folder = fs::canonicalize(folder).map_err(|source| {
                let what = format!("the folder {} of the state file isn't there", folder.display());
                trouble(what, source)
            })?;
            Ok(folder.join(name))
        }
        Err(source) => Err(trouble(format!("can't look at the state file {shown}"), source)),
    }
}

fn not_a_file(path: &Path) -> StartError {
    let source = io::Error::new(io::ErrorKind::InvalidInput, "a plain file can hold a state");
    trouble(format!("{} is not a file", path.display()), source)
}

fn refuse_what_is_no_plain_file(path: &Path) -> Result<(), StartError> {
    let Ok(found) = fs::metadata(path) else {
        return Ok(());
    };
    if !found.is_file() {
        return Err(not_a_file(path));
    }
    #[cfg(unix)]
    if std::os::unix::fs::MetadataExt::nlink(&found) > 1 {
        let message =
            format!("the state file {} has hard links, which replacing it would part", path.display());
        let source = io::Error::new(io::ErrorKind::InvalidInput, "use a symbolic link, or a copy");
        return Err(trouble(message, source));
    }
    Ok(())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(OsStr::new(ending));
    name.into()
}

/// Writes a state file, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Writer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
struct Shared {
    wanted: Mutex<Wanted>,
    woken: Condvar,
    /// The last change that is in the file, or was given up.
    written: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct Wanted {
    /// The last change there was. Changes count from 1.
    change: u64,
    closed: bool,
}

impl Shared {
    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        // A counter and a flag are whole at any time.
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Writer {
    /// Starts the thread. `json` gives the present state.
    pub(crate) fn start(
        file: StateFile,
        json: impl Fn() -> String + Send + 'static,
    ) -> Result<Self, StartError> {
        let written = watch::Sender::new(0);
        let shared = Arc::new(Shared { wanted: Mutex::default(), woken: Condvar::new(), written });
        let its = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("emulator state file".into())
            .spawn(move || write_changes(&its, &file, json))
            .map_err(|source| trouble("can't start the thread that writes the state file".into(), source))?;
        Ok(Self { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Says that the state has changed, and returns the change's number.
    pub(crate) fn change(&self) -> u64 {
        let mut wanted = self.shared.wanted();
        wanted.change += 1;
        self.shared.woken.notify_one();
        wanted.change
    }

    /// Waits until a change is in the file. One that can't be written, or comes
    /// after the end, isn't waited for.
    pub(crate) async fn written(&self, change: u64) {
        if self.shared.wanted().closed {
            return;
        }
        // An error would be a sender that is gone, and it is held here.
        let _ = self.shared.written.subscribe().wait_for(|written| *written >= change).await;
    }

    /// Writes what is left to write, and lets go of the file. Blocks until that
    /// is done.
    pub(crate) fn close(&self) {
        self.shared.wanted().closed = true;
        self.shared.woken.notify_one();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            // A thread that panicked has nothing left to write.
            let _ = thread.join();
        }
    }
}

fn write_changes(shared: &Shared, file: &StateFile, json: impl Fn() -> String) {
    /// Whoever waits for a change that is never written waits no longer.
    struct Ended<'a>(&'a Shared);
    impl Drop for Ended<'_> {
        fn drop(&mut self) {
            self.0.written.send_replace(u64::MAX);
        }
    }
    let _ended = Ended(shared);
    let mut written = 0;
    loop {
        let change = {
            let mut wanted = shared.wanted();
            while wanted.change == written && !wanted.closed {
                wanted = shared.woken.wait(wanted).unwrap_or_else(PoisonError::into_inner);
            }
            if wanted.change == written {
                break;
            }
            wanted.change
        };
        if let Err(error) = file.write(&json()) {
            // The answer to the request stands: the state in memory did change.
            eprintln!("the state file {} can't be written: {error}", file.path.display());
        }
        written = change;
        shared.written.send_replace(written);
    }
}
