//! What tells two devices apart, for one thing and nothing else.

use js_sys::{Function, Reflect, Uint8Array};
use leptos::prelude::window;
use records::envelope::DocId;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::Storage;

/// What this device keeps, where the browser lets it.
pub fn device_storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// The device's token for the thing kept under `name`: random, kept on it (first word of what stands
/// there), another for each thing, so that tokens tell two devices apart for it and nothing else.
pub fn device_token(storage: &Storage, name: &str) -> Option<String> {
    if let Some(kept) = storage.get_item(name).ok()? {
        return kept.split(' ').next().map(str::to_owned);
    }
    let crypto = Reflect::get(&window(), &JsValue::from_str("crypto")).ok()?;
    let fill: Function = Reflect::get(&crypto, &JsValue::from_str("getRandomValues"))
        .ok()?
        .dyn_into()
        .ok()?;
    let array = Uint8Array::new_with_length(32);
    fill.call1(&crypto, &array).ok()?;
    let bytes: [u8; 32] = array.to_vec().try_into().ok()?;
    let token = DocId::from_bytes(bytes).to_string();
    storage.set_item(name, &token).ok()?;
    Some(token)
}
