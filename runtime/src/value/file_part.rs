//! Files in forms.

use std::cell::RefCell;
use std::fmt;

use bytes::Bytes;
use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A file that is sent as a part of a form: its bytes, its name and its media type.
///
/// ```
/// use cloudflare_core::FilePart;
///
/// let script = FilePart::new("worker.js", "export default {}").media_type("application/javascript+module");
/// assert!(!format!("{script:?}").contains("export"));
/// ```
///
/// A file without a name goes by the name of its part, one without a media type as
/// `application/octet-stream`.
#[derive(Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct FilePart {
    pub(crate) name: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) content: Bytes,
}

impl FilePart {
    /// A file of this name.
    pub fn new(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self { name: Some(name.into()), media_type: None, content: content.into() }
    }

    /// Says what kind of file it is.
    pub fn media_type(self, media_type: impl Into<String>) -> Self {
        Self { media_type: Some(media_type.into()), ..self }
    }
}

macro_rules! of_bytes {
    ($($ty:ty)*) => {
        $(
            impl From<$ty> for FilePart {
                /// A file without a name of its own.
                fn from(content: $ty) -> Self {
                    Self { name: None, media_type: None, content: content.into() }
                }
            }
        )*
    };
}

of_bytes!(Bytes Vec<u8> String &'static str &'static [u8]);

/// What it is called and how large it is, not what is in it.
impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("media_type", &self.media_type)
            .field("bytes", &self.content.len())
            .finish()
    }
}

impl Serialize for FilePart {
    /// Writes a mark into the form that is being made, to be found there. There is nothing else that a
    /// file could be written to.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = WRITTEN.with_borrow_mut(|written| {
            let written = written.as_mut()?;
            written.push(self.clone());
            u64::try_from(written.len() - 1).ok()
        });
        let Some(place) = place else {
            return Err(S::Error::custom("a file is sent as a part of a form, and this is none"));
        };
        let mut mark = serializer.serialize_map(Some(1))?;
        mark.serialize_entry(MARK, &place)?;
        mark.end()
    }
}

/// The name of the field that stands for a file. No field of a document is called so.
const MARK: &str = "\0file";

thread_local! {
    /// The files written on this thread since [`collect`] began, if it did.
    static WRITTEN: RefCell<Option<Vec<FilePart>>> = const { RefCell::new(None) };
}

/// Runs `serialize` and returns what it returned with the files that it wrote.
pub(crate) fn collect<T>(serialize: impl FnOnce() -> T) -> (T, Vec<FilePart>) {
    /// Puts the outer collection back even when `serialize` panics.
    struct Restore(Option<Vec<FilePart>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            WRITTEN.set(self.0.take());
        }
    }
    let restore = Restore(WRITTEN.replace(Some(Vec::new())));
    let value = serialize();
    let files = WRITTEN.take().unwrap_or_default();
    drop(restore);
    (value, files)
}

/// The file that a value is the mark of.
pub(crate) fn marked<'f>(value: &Value, files: &'f [FilePart]) -> Option<&'f FilePart> {
    let mark = value.as_object().filter(|object| object.len() == 1)?.get(MARK)?;
    files.get(usize::try_from(mark.as_u64()?).ok()?)
}
