//! The command `corridor`: reads the arguments, answers, and says how it went in the exit code.

use std::process::ExitCode;

/// A process that lives for a twentieth of a second pays for every page that it touches; this allocator asks for large ones.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    corridor::cli::main()
}
