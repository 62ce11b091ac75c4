//! Plain JS values.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::Problem;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(into: &Uint8Array) -> Result<JsValue, JsValue>;
}

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
pub(super) fn list(value: &JsValue, name: &str) -> Vec<JsValue> {
    let found = field(value, name);
    if Array::is_array(&found) {
        Array::from(&found).to_vec()
    } else {
        Vec::new()
    }
}

pub(super) fn bytes(value: &JsValue, name: &str) -> Option<Vec<u8>> {
    field(value, name)
        .dyn_ref::<Uint8Array>()
        .map(Uint8Array::to_vec)
}

/// An object being made.
pub(super) struct Made(Object);

impl Made {
    pub(super) fn new() -> Self {
        Made(Object::new())
    }

    pub(super) fn with(self, name: &str, value: impl Into<JsValue>) -> Self {
        // A plain object of our own takes every field.
        Reflect::set(&self.0, &JsValue::from_str(name), &value.into()).unwrap_or_default();
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
        self.0.into()
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
    let array = Uint8Array::new_with_length(u32::try_from(N).map_err(|_| Problem::Seal)?);
    get_random_values(&array).map_err(|_| Problem::Seal)?;
    array.copy_to(&mut bytes);
    Ok(bytes)
}
