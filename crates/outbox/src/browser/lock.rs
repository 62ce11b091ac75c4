//! One tab sends at a time: Web Locks, and a lease in the store where there are none (they need a
//! secure context, which a village's `http://` is not). It saves work; nothing is wrong without it.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::js::{Made, call, of_browser, random};
use super::store::Store;
use crate::Problem;

/// How long a lease runs, in milliseconds; it is renewed before every item.
pub(super) const LEASE: f64 = 120_000.0;

thread_local! {
    /// This page is at it already.
    static HELD: Cell<bool> = const { Cell::new(false) };
}

enum Kind {
    /// Given back by calling this.
    WebLock(JsValue),
    Lease(String),
}

/// Being the one that sends.
pub(super) struct Lock {
    kind: Kind,
}

impl Lock {
    /// Takes it if nobody has it.
    pub(super) async fn take(name: &str, store: &Store) -> Result<Option<Lock>, Problem> {
        if HELD.replace(true) {
            return Ok(None);
        }
        let kind = match web_lock(name).await {
            WebLock::Held(release) => Some(Kind::WebLock(release)),
            WebLock::Busy => None,
            WebLock::Missing => match lease(store).await {
                Ok(lease) => lease.map(Kind::Lease),
                Err(problem) => {
                    HELD.set(false);
                    return Err(problem);
                }
            },
        };
        if kind.is_none() {
            HELD.set(false);
        }
        Ok(kind.map(|kind| Lock { kind }))
    }

    /// Before every item: false if somebody else has it by now.
    pub(super) async fn is_held(&self, store: &Store) -> Result<bool, Problem> {
        match &self.kind {
            Kind::WebLock(_) => Ok(true),
            Kind::Lease(holder) => {
                let now = js_sys::Date::now();
                store.lease(holder, now, now + LEASE).await
            }
        }
    }

    /// Gives it back.
    pub(super) async fn give_back(self, store: &Store) -> Result<(), Problem> {
        match &self.kind {
            Kind::WebLock(_) => Ok(()),
            Kind::Lease(holder) => store
                .lease(holder, js_sys::Date::now(), 0.0)
                .await
                .map(drop),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Kind::WebLock(release) = &self.kind {
            // Settling a promise of our own cannot throw.
            call(release, "call", &[]).unwrap_or_default();
        }
        HELD.set(false);
    }
}

async fn lease(store: &Store) -> Result<Option<String>, Problem> {
    let holder = records::envelope::hex(&random::<16>()?);
    let now = js_sys::Date::now();
    let taken = store.lease(&holder, now, now + LEASE).await?;
    Ok(taken.then_some(holder))
}

enum WebLock {
    Held(JsValue),
    Busy,
    Missing,
}

async fn web_lock(name: &str) -> WebLock {
    let locks = of_browser("locks");
    // Held until this promise is settled.
    let mut release = None;
    let until = Promise::new_typed::<JsValue>(&mut |settle, _| release = Some(settle.into()));
    let granted = Promise::new_typed::<JsValue>(&mut |tell, fail| {
        let until = until.clone();
        let given = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let has_it = !lock.is_null();
            // Settling a promise of our own cannot throw.
            call(&tell, "call", &[JsValue::UNDEFINED, has_it.into()]).unwrap_or_default();
            if has_it {
                until.into()
            } else {
                JsValue::UNDEFINED
            }
        });
        let options = Made::new().with("ifAvailable", true).done();
        let asked = call(&locks, "request", &[name.into(), options, given]);
        // Where locks are forbidden (sandboxed frames) the request itself is refused; where there
        // are none, there is nothing to call.
        let refused =
            |promise: JsValue| call(&promise, "then", &[JsValue::UNDEFINED, fail.clone().into()]);
        if let Err(why) = asked.and_then(refused) {
            call(&fail, "call", &[JsValue::UNDEFINED, why]).unwrap_or_default();
        }
    });
    match (JsFuture::from(granted).await, release) {
        (Ok(granted), Some(release)) if granted.is_truthy() => WebLock::Held(release),
        (Ok(_), _) => WebLock::Busy,
        (Err(_), _) => WebLock::Missing,
    }
}
