//! `mingbai`, the committee's program: see the library.

fn main() -> std::process::ExitCode {
    office::cli::main()
}
