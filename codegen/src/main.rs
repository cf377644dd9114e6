//! The command `cloudflare-mtls-codegen`, run as `cargo codegen` in the repository.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(std::env::args_os().skip(1).collect())
}
