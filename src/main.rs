//! The command `corridor`: reads the arguments, answers, and says how it went in the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    corridor::cli::main()
}
