//! A voice instead of typing: record, see that it hears, stop, listen, again, delete.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use js_sys::Array;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use records::codes::MediaType;
use records::say::VOICE_SECONDS;
use wasm_bindgen::{JsCast as _, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, Blob, BlobEvent, BlobPropertyBag, MediaRecorder,
    MediaRecorderOptions, MediaStream, MediaStreamConstraints, MediaStreamTrack,
};

use super::device::{bytes_of, keep_files, url_of};
use super::field::{ACT, OPEN, button};
use super::state::{Recording, Say};

/// How often loudness and time are shown.
const TICK: Duration = Duration::from_millis(200);
/// Bits a second: speech is understood, and 90 seconds are a third of a megabyte.
const BITS: u32 = 32_000;
/// What browsers record in, the best first.
const TYPES: [(&str, MediaType); 4] = [
    ("audio/webm;codecs=opus", MediaType::Webm),
    ("audio/ogg;codecs=opus", MediaType::Ogg),
    ("audio/mp4", MediaType::Mp4),
    ("audio/webm", MediaType::Webm),
];

/// What the recorder is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Now {
    Idle,
    Asking,
    Recording,
    Refused,
    NoMicrophone,
    Unable,
}

/// What must be let go of when the recording ends.
struct Running {
    recorder: MediaRecorder,
    stream: MediaStream,
    sound: Option<(AudioContext, AnalyserNode)>,
    started: f64,
    ticking: Option<IntervalHandle>,
    // The recorder calls them while it runs.
    _on_data: Closure<dyn Fn(BlobEvent)>,
    _on_stop: Closure<dyn Fn()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(ticking) = self.ticking.take() {
            ticking.clear();
        }
        // Nothing calls what is about to go.
        self.recorder.set_ondataavailable(None);
        self.recorder.set_onstop(None);
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        if let Some((context, _)) = &self.sound {
            // It is only ever listened to; a failure to close leaves nothing open that matters.
            drop(context.close());
        }
    }
}

/// One recorder of a page.
#[derive(Clone, Copy)]
struct Recorder {
    say: Say,
    now: RwSignal<Now>,
    seconds: RwSignal<u32>,
    level: RwSignal<u32>,
    running: StoredValue<Rc<RefCell<Option<Running>>>, LocalStorage>,
}

/// The part of a page where a voice can be recorded.
pub(super) fn voice(say: Say) -> AnyView {
    let recorder = Recorder {
        say,
        now: RwSignal::new(Now::Idle),
        seconds: RwSignal::new(0),
        level: RwSignal::new(0),
        running: StoredValue::new_local(Rc::default()),
    };
    // Going to another page lets go of the microphone; what was said so far is not kept.
    let running = recorder.running.get_value();
    let held = send_wrapper(running);
    on_cleanup(move || held());
    let words = say.words();
    view! {
        <section class="voice" aria-labelledby="voice-heading">
            <h2 id="voice-heading">{words.voice_heading()}</h2>
            <p class="field__hint">{words.voice_hint()}</p>
            {move || controls(recorder)}
        </section>
    }
    .into_any()
}

/// A function that stops what runs. There is one thread here; cleaning up asks for more.
fn send_wrapper(running: Rc<RefCell<Option<Running>>>) -> impl Fn() + Send + Sync {
    let running = StoredValue::new_local(running);
    move || {
        if let Some(running) = running.try_get_value() {
            running.borrow_mut().take();
        }
    }
}

fn controls(recorder: Recorder) -> AnyView {
    let say = recorder.say;
    let words = say.words();
    let now = recorder.now.get();
    if now == Now::Recording {
        let level = recorder.level;
        let left = {
            let words = words.clone();
            move || {
                let left = VOICE_SECONDS.saturating_sub(recorder.seconds.get());
                words.voice_left(&left.to_string())
            }
        };
        return view! {
            <p class="voice__left" role="timer">
                {move || left()}
            </p>
            <svg
                class="bar voice__level"
                viewBox="0 0 1000 24"
                preserveAspectRatio="none"
                role="img"
                aria-label=words.voice_level()
            >
                <rect class="bar__whole" x="0" y="0" width="1000" height="24"></rect>
                <rect class="bar__used" x="0" y="0" width=level height="24"></rect>
            </svg>
            {button(ACT, "voice-stop", words.voice_stop(), move || recorder.stop())}
        }
        .into_any();
    }
    if let Some(recording) = say.voice.get() {
        let again = move || recorder.start();
        let delete = move || {
            say.voice.set(None);
            keep_files(say);
            super::device::focus_soon("#voice");
        };
        return view! {
            <p role="status">{words.voice_have(&recording.seconds.to_string())}</p>
            <audio class="voice__play" controls src=recording.url.clone()></audio>
            <div class="row">
                {button(OPEN, "voice", words.voice_again(), again)}
                {button(OPEN, "", words.voice_delete(), delete)}
            </div>
        }
        .into_any();
    }
    let note = match now {
        Now::Idle | Now::Recording => None,
        Now::Asking => Some(words.voice_asking()),
        Now::Refused => Some(words.voice_refused()),
        Now::NoMicrophone => Some(words.voice_none()),
        Now::Unable => Some(words.voice_unable()),
    };
    view! {
        {button(OPEN, "voice", words.voice_start(), move || recorder.start())}
        <p role="status">{note}</p>
    }
    .into_any()
}

impl Recorder {
    fn start(self) {
        if self.now.get_untracked() == Now::Asking {
            return;
        }
        self.now.set(Now::Asking);
        spawn_local(async move {
            match self.begin().await {
                Ok(()) => {
                    self.now.try_set(Now::Recording);
                    super::device::focus_soon("#voice-stop");
                }
                Err(why) => {
                    self.now.try_set(why);
                }
            }
        });
    }

    async fn begin(self) -> Result<(), Now> {
        let devices = window()
            .navigator()
            .media_devices()
            .map_err(|_| Now::Unable)?;
        if devices.is_undefined() {
            return Err(Now::Unable);
        }
        let wanted = MediaStreamConstraints::new();
        wanted.set_audio(&JsValue::TRUE);
        let asked = devices
            .get_user_media_with_constraints(&wanted)
            .map_err(|_| Now::Unable)?;
        let stream: MediaStream = JsFuture::from(asked)
            .await
            .map_err(|error| refusal(&error))?
            .unchecked_into();
        // The page may be gone while the question was open.
        let Some(held) = self.running.try_get_value() else {
            for track in stream.get_tracks() {
                track.unchecked_into::<MediaStreamTrack>().stop();
            }
            return Err(Now::Idle);
        };
        let running = self.record(stream).map_err(|_| Now::Unable)?;
        self.seconds.set(0);
        self.level.set(0);
        held.borrow_mut().replace(running);
        Ok(())
    }

    fn record(self, stream: MediaStream) -> Result<Running, JsValue> {
        let (name, media_type) = TYPES
            .into_iter()
            .find(|(name, _)| MediaRecorder::is_type_supported(name))
            .ok_or(JsValue::UNDEFINED)?;
        let options = MediaRecorderOptions::new();
        options.set_mime_type(name);
        options.set_audio_bits_per_second(BITS);
        let recorder =
            MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
        let pieces = Array::new();
        let taken = pieces.clone();
        let on_data = Closure::<dyn Fn(BlobEvent)>::new(move |event: BlobEvent| {
            if let Some(piece) = event.data() {
                taken.push(&piece);
            }
        });
        recorder.set_ondataavailable(Some(on_data.as_ref().unchecked_ref()));
        let started = js_sys::Date::now();
        let on_stop = Closure::<dyn Fn()>::new(move || {
            self.finish(&pieces, media_type, started);
        });
        recorder.set_onstop(Some(on_stop.as_ref().unchecked_ref()));
        recorder.start()?;
        let ticking = set_interval_with_handle(move || self.tick(), TICK).ok();
        Ok(Running {
            recorder,
            sound: listen(&stream).ok(),
            stream,
            started,
            ticking,
            _on_data: on_data,
            _on_stop: on_stop,
        })
    }

    /// Shows how loud it is and how much time is left; stops when there is none.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn tick(self) {
        let Some(held) = self.running.try_get_value() else {
            return;
        };
        let mut over = false;
        if let Some(running) = held.borrow().as_ref() {
            // At most a few hours, whatever the clock does.
            let seconds = ((js_sys::Date::now() - running.started) / 1000.0) as u32;
            over = seconds >= VOICE_SECONDS;
            if self.seconds.get_untracked() != seconds {
                self.seconds.set(seconds);
            }
            if let Some((_, analyser)) = &running.sound {
                self.level.set(loudness(analyser));
            }
        }
        if over {
            self.stop();
        }
    }

    fn stop(self) {
        if let Some(held) = self.running.try_get_value()
            && let Some(running) = held.borrow().as_ref()
        {
            // It is stopped already: its last piece is on its way.
            running.recorder.stop().unwrap_or_default();
        }
    }

    /// The recording is whole.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    fn finish(self, pieces: &Array, media_type: MediaType, started: f64) {
        let seconds = ((js_sys::Date::now() - started) / 1000.0).ceil().max(1.0) as u32;
        let seconds = seconds.min(VOICE_SECONDS);
        let options = BlobPropertyBag::new();
        options.set_type(media_type.key());
        let whole = Blob::new_with_blob_sequence_and_options(pieces, &options);
        spawn_local(async move {
            // Let go here: the recorder's own call is over by now.
            if let Some(held) = self.running.try_get_value() {
                held.borrow_mut().take();
            }
            let bytes = match whole {
                Ok(blob) => bytes_of(&blob).await,
                Err(_) => None,
            };
            let made = bytes.filter(|bytes| !bytes.is_empty()).and_then(|bytes| {
                let url = url_of(&bytes, media_type.key())?;
                Some(Recording {
                    url,
                    bytes: Arc::new(bytes),
                    media_type,
                    seconds,
                })
            });
            let failed = made.is_none();
            if !failed {
                self.say.voice.set(made);
                keep_files(self.say);
            }
            self.now
                .try_set(if failed { Now::Unable } else { Now::Idle });
            super::device::focus_soon("#voice");
        });
    }
}

/// Why the microphone was not to be had.
fn refusal(error: &JsValue) -> Now {
    let name = js_sys::Reflect::get(error, &JsValue::from_str("name"));
    match name.ok().and_then(|name| name.as_string()).as_deref() {
        Some("NotFoundError" | "DevicesNotFoundError" | "NotReadableError") => Now::NoMicrophone,
        _ => Now::Refused,
    }
}

fn listen(stream: &MediaStream) -> Result<(AudioContext, AnalyserNode), JsValue> {
    let context = AudioContext::new()?;
    // The question about the microphone has come between the press and this: a context that was not
    // made by a press stands still until it is told to go. If it does not, only the meter is still.
    drop(context.resume()?);
    let analyser = context.create_analyser()?;
    analyser.set_fft_size(512);
    context
        .create_media_stream_source(stream)?
        .connect_with_audio_node(&analyser)?;
    Ok((context, analyser))
}

/// In thousandths of what a microphone takes, by its root: speech at arm's length is a tenth of
/// that, and must be seen.
fn loudness(analyser: &AnalyserNode) -> u32 {
    let mut samples = [128_u8; 512];
    analyser.get_byte_time_domain_data(&mut samples);
    let loudest = samples
        .into_iter()
        .map(|sample| u32::from(sample.abs_diff(128)))
        .max()
        .unwrap_or(0);
    (loudest * 1_000_000 / 128).isqrt().min(1000)
}
