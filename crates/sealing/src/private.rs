//! What was opened, kept from leaving by mistake.

use std::fmt;

/// Something private: a telephone number, an opened submission.
///
/// Pages, data files, logs and workbooks are written through `Serialize` and `Display`; this has
/// neither, and its `Debug` says nothing of what is inside. What needs it asks by name
/// ([`Private::expose`]), so that every such place can be found and read.
///
/// ```
/// let contact = sealing::Private::new("138 0000 1111");
/// assert_eq!(format!("{contact:?}"), "Private");
/// assert_eq!(contact.expose().len(), 13);
/// ```
///
/// It cannot be serialised, even if what is inside can be:
///
/// ```
/// fn written<T: serde::Serialize>(_: &T) {}
/// written(&"138 0000 1111");
/// ```
/// ```compile_fail,E0277
/// fn written<T: serde::Serialize>(_: &T) {}
/// written(&sealing::Private::new("138 0000 1111"));
/// ```
///
/// Nor can a record that holds it:
///
/// ```compile_fail,E0277
/// #[derive(serde::Serialize)]
/// struct Post { text: String, contact: sealing::Private<String> }
/// ```
///
/// Nor shown, nor taken for what it holds:
///
/// ```compile_fail,E0277
/// println!("{}", sealing::Private::new("138 0000 1111"));
/// ```
/// ```compile_fail,E0308
/// let published: &str = &sealing::Private::new("138 0000 1111");
/// ```
#[must_use]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Keeps something private.
    pub fn new(inner: T) -> Self {
        Private(inner)
    }

    /// What is inside, for the one place that shows it to the office.
    pub fn expose(&self) -> &T {
        &self.0
    }

    /// Makes something of it that is private still.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Private<U> {
        Private(change(self.0))
    }

    /// Makes something of it that is private still, or says why not.
    ///
    /// # Errors
    /// Whatever `change` refuses with.
    pub fn try_map<U, E>(self, change: impl FnOnce(T) -> Result<U, E>) -> Result<Private<U>, E> {
        change(self.0).map(Private)
    }

    /// Takes out what is not private and keeps the rest.
    pub fn part<P, U>(self, part: impl FnOnce(T) -> (P, U)) -> (P, Private<U>) {
        let (open, rest) = part(self.0);
        (open, Private(rest))
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private")
    }
}
