//! The emulator as a program, for clients in any language.
//!
//! The first line on standard output says where it listens, so that a script
//! can start it on a free port; the flags are explained by `--help`.

mod cli;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;
use cli::Flags;
use cloudflare_mtls_emulator::EmulatorBuilder;

fn main() -> ExitCode {
    let builder = match Flags::try_parse().and_then(Flags::builder) {
        Ok(builder) => builder,
        Err(error) => {
            // Whoever closed the pipe doesn't want to read it any more.
            let _ = error.print();
            return if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        }
    };
    match run(builder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            if let Some(source) = error.source() {
                eprintln!("  {source}");
            }
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(builder: EmulatorBuilder) -> Result<(), Box<dyn std::error::Error>> {
    // Before the first line: whoever reads it may send a signal at once.
    let stopped = stop_signal()?;
    let emulator = builder.start().await?;
    {
        // A reader that only wants the first line may close the pipe.
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "listening on {}", emulator.base_url());
        let _ = writeln!(out, "control endpoints under {}", emulator.control_url());
        let _ = out.flush();
    }
    if !emulator.address().ip().is_loopback() {
        eprintln!("warning: whoever reaches {} can control this emulator", emulator.address());
    }
    stopped.await;
    emulator.stop().await;
    Ok(())
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Without a handler the program would be ended by the system anyway.
        let _ = tokio::signal::ctrl_c().await;
    })
}
