//! Photographs: chosen or taken, made small and drawn anew on the device, so that nothing but the
//! picture leaves it: no place, no time, no camera.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use records::codes::MediaType;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlInputElement, ImageBitmap};

use super::device::{bytes_of, keep_files, url_of};
use super::field::{Called, OPEN, Typed, button, typed};
use super::flow::caption_field;
use super::jpeg::bare;
use super::state::{Photo, Say};

/// The longer side, in pixels.
const LONGEST: f64 = 1280.0;
/// The most bytes of a photograph.
const BYTES: usize = 300 * 1024;
/// JPEG qualities, tried one after another until the photograph is small enough.
const QUALITIES: [f64; 4] = [0.75, 0.65, 0.55, 0.45];

/// The page of the photographs.
pub(super) fn photos(say: Say, max: usize, heading: Called) -> AnyView {
    let words = say.words();
    let Called::Heading(title) = heading else {
        return ().into_any();
    };
    let busy = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let take = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        spawn_local(async move {
            busy.set(true);
            said.set(say.words().photos_busy());
            let sentence = add_all(say, &input, max).await;
            // The same file may be chosen again.
            input.set_value("");
            busy.try_set(false);
            said.try_set(sentence);
        });
    };
    let source = move |id: &'static str, label: String, camera: bool| {
        view! {
            <span class="file">
                <input
                    class="file__input"
                    type="file"
                    id=id
                    accept="image/*"
                    multiple=!camera
                    capture=camera.then_some("environment")
                    on:change=take
                />
                <label class="button button--open" for=id>
                    {label}
                </label>
            </span>
        }
    };
    view! {
        <h1>{title}</h1>
        <p class="field__hint">{words.photos_hint(&max.to_string())}</p>
        <div class="row">
            {source("photos", words.photos_choose(), false)}
            {source("photos-take", words.photos_take(), true)}
        </div>
        <p class="say__said" role="status" data-busy=move || busy.get().then_some("")>
            {said}
        </p>
        {move || thumbnails(say)}
    }
    .into_any()
}

fn thumbnails(say: Say) -> AnyView {
    let words = say.words();
    let items = say
        .photos
        .get()
        .into_iter()
        .enumerate()
        .map(|(at, photo)| {
            let number = (at + 1).to_string();
            let kilobytes = photo.bytes.len().div_ceil(1024).to_string();
            let remove = move || {
                say.photos.update(|photos| {
                    if at < photos.len() {
                        photos.remove(at);
                    }
                });
                // Captions move up with their photographs.
                for later in at + 1..=records::envelope::MEDIA_COUNT {
                    let next = say.get(&caption_field(later + 1));
                    say.set(&caption_field(later), next);
                }
                keep_files(say);
                super::device::focus_soon("#photos");
            };
            view! {
                <li class="photo">
                    <img class="photo__img" src=photo.url.clone() alt=words.photo_alt(&number)/>
                    <p class="quiet">{words.photo_size(&kilobytes)}</p>
                    {typed(
                        say,
                        &caption_field(at + 1),
                        Called::Line(words.photo_caption(&number)),
                        None,
                        Typed::Line,
                    )}
                    {button(OPEN, "", words.photo_remove(&number), remove)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="photos">{items}</ul> }.into_any()
}

/// Takes what was chosen, as far as there is room; what there is to say about it.
async fn add_all(say: Say, input: &HtmlInputElement, max: usize) -> String {
    let words = say.words();
    let Some(files) = input.files() else {
        return String::new();
    };
    let mut sentence = String::new();
    for at in 0..files.length() {
        let Some(file) = files.get(at) else { continue };
        if say.photos.with_untracked(Vec::len) >= max {
            sentence = words.photos_full(&max.to_string());
            break;
        }
        match shrink(&file).await {
            Ok(bytes) => {
                let bytes = Arc::new(bytes);
                if let Some(url) = url_of(&bytes, MediaType::Jpeg.key()) {
                    say.photos
                        .update(|photos| photos.push(Photo { url, bytes }));
                }
            }
            Err(_) => sentence = words.photos_bad(),
        }
    }
    keep_files(say);
    sentence
}

/// The picture as a small JPEG of its own: decoded, drawn on white, encoded.
async fn shrink(file: &Blob) -> Result<Vec<u8>, JsValue> {
    let decoded = window().create_image_bitmap_with_blob(file)?;
    let picture: ImageBitmap = JsFuture::from(decoded).await?.dyn_into()?;
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let mut scale = (LONGEST / width.max(height)).min(1.0);
    loop {
        let canvas = draw(&picture, width * scale, height * scale)?;
        let mut smallest = Vec::new();
        for quality in QUALITIES {
            smallest = encode(&canvas, quality).await?;
            if smallest.len() <= BYTES {
                break;
            }
        }
        // A picture of noise: smaller still, until it fits.
        if smallest.len() <= BYTES || scale * width.max(height) < 64.0 {
            picture.close();
            return Ok(smallest);
        }
        scale *= 0.75;
    }
}

// Sides are between 1 and 1280.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn draw(picture: &ImageBitmap, width: f64, height: f64) -> Result<HtmlCanvasElement, JsValue> {
    let (width, height) = (width.round().max(1.0), height.round().max(1.0));
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or(JsValue::UNDEFINED)?
        .unchecked_into();
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width, height);
    context.draw_image_with_image_bitmap_and_dw_and_dh(picture, 0.0, 0.0, width, height)?;
    Ok(canvas)
}

async fn encode(canvas: &HtmlCanvasElement, quality: f64) -> Result<Vec<u8>, JsValue> {
    let made = js_sys::Promise::new(&mut |resolve, reject| {
        let done = Closure::once_into_js(move |blob: JsValue| {
            // A promise takes its first answer; there is nothing to do about a second.
            drop(resolve.call1(&JsValue::UNDEFINED, &blob));
        });
        if canvas
            .to_blob_with_type_and_encoder_options(
                done.unchecked_ref(),
                MediaType::Jpeg.key(),
                &JsValue::from_f64(quality),
            )
            .is_err()
        {
            drop(reject.call0(&JsValue::UNDEFINED));
        }
    });
    let blob: Blob = JsFuture::from(made).await?.dyn_into()?;
    let bytes = bytes_of(&blob).await.ok_or(JsValue::UNDEFINED)?;
    bare(&bytes).ok_or(JsValue::UNDEFINED)
}
