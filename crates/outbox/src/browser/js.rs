//! Plain JS values. What the browser offers is called by name: a binding of its own for every
//! function would weigh more than what is done with it here.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::Problem;

/// A field; undefined where there is none.
pub(super) fn field(value: &JsValue, name: &str) -> JsValue {
    // A value that is no object has no fields.
    Reflect::get(value, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

pub(super) fn text(value: &JsValue, name: &str) -> Option<String> {
    field(value, name).as_string()
}

pub(super) fn number(value: &JsValue, name: &str) -> Option<f64> {
    field(value, name).as_f64()
}

pub(super) fn is_true(value: &JsValue, name: &str) -> bool {
    field(value, name).is_truthy()
}

/// The elements of a list; none of what is no list.
pub(super) fn elements(value: &JsValue) -> Vec<JsValue> {
    match value.dyn_ref::<Array>() {
        Some(array) => (0..array.length()).map(|at| array.get(at)).collect(),
        None => Vec::new(),
    }
}

pub(super) fn list(value: &JsValue, name: &str) -> Vec<JsValue> {
    elements(&field(value, name))
}

pub(super) fn bytes(value: &JsValue, name: &str) -> Option<Uint8Array> {
    field(value, name).dyn_into().ok()
}

pub(super) fn array(values: &[JsValue]) -> JsValue {
    let array = Array::new();
    for value in values {
        array.push(value);
    }
    array.into()
}

pub(super) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Objects of our own and the browser's event handlers take every value.
    Reflect::set(object, &JsValue::from_str(name), value).unwrap_or_default();
}

/// Calls a method by name. An error is what it throws, or that there is none of this name.
pub(super) fn call(
    object: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    // The browser itself refuses what is no function.
    let function: Function = field(object, method).unchecked_into();
    let given = array(arguments);
    Reflect::apply(&function, object, given.unchecked_ref())
}

/// Calls one of the window's own functions.
pub(super) fn ask(function: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    call(&js_sys::global(), function, arguments)
}

/// The browser's own facility of this name.
pub(super) fn of_browser(name: &str) -> JsValue {
    field(&field(&js_sys::global(), "navigator"), name)
}

/// Waits for whichever handler is called first: an error is what the last one was given.
pub(super) fn heard(handlers: &[(&JsValue, &str)], fails: (&JsValue, &str)) -> JsFuture {
    JsFuture::from(Promise::new_typed::<JsValue>(&mut |kept, broken| {
        for (target, handler) in handlers {
            set(target, handler, &kept);
        }
        set(fails.0, fails.1, &broken);
    }))
}

/// An object being made.
pub(super) struct Made(JsValue);

impl Made {
    pub(super) fn new() -> Self {
        Made(Object::new().into())
    }

    pub(super) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        set(&self.0, name, &value.into());
        self
    }

    /// Leaves the field out where there is nothing.
    pub(super) fn maybe(self, name: &str, value: Option<impl Into<JsValue>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    pub(super) fn done(self) -> JsValue {
        self.0
    }
}

impl From<Problem> for JsValue {
    fn from(problem: Problem) -> JsValue {
        let made = Made::new().with("problem", problem.word());
        match problem {
            Problem::Private(detail) | Problem::Storage(detail) => made.with("detail", detail),
            Problem::Refused(status) => made.with("status", status),
            _ => made,
        }
        .done()
    }
}

/// Random bytes of the browser.
pub(super) fn random<const N: usize>() -> Result<[u8; N], Problem> {
    let mut bytes = [0; N];
    let array = Uint8Array::from(bytes.as_slice());
    let crypto = field(&js_sys::global(), "crypto");
    call(&crypto, "getRandomValues", &[array.clone().into()]).map_err(|_| Problem::Seal)?;
    array.copy_to(&mut bytes);
    Ok(bytes)
}
