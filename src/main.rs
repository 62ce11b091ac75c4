//! Starts the app over the published page.

fn main() {
    mingbai_app::mount::start();
}
