//! Says on standard error what a run is doing: a line that changes while somebody looks at a
//! terminal, and with `--verbose` a line for each pass, which stays.

use std::io::{IsTerminal, Write, stderr};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use cloudflare_mtls_codegen::report::watch::{Pass, Step};

/// A run that takes no longer than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(300);

/// How often the line changes at most.
const REDRAW: Duration = Duration::from_millis(100);

/// What has been shown.
pub(super) struct Progress {
    verbose: bool,
    terminal: bool,
    /// When the line may change next.
    next: Mutex<Instant>,
}

impl Progress {
    pub(super) fn new(verbose: bool) -> Self {
        Self { verbose, terminal: stderr().is_terminal(), next: Mutex::new(Instant::now() + PATIENCE) }
    }

    /// Shows a step.
    pub(super) fn step(&self, step: &Step) {
        match step {
            Step::Pass(pass) if self.verbose => {
                self.clear();
                eprintln!("{}", line(pass));
            }
            Step::Pass(pass) => self.draw(&format!("{} done", pass.name)),
            Step::Written(done, all) => self.draw(&format!("writing modules: {done} of {all}")),
        }
    }

    fn draw(&self, text: &str) {
        let Ok(mut next) = self.next.lock() else { return };
        if self.terminal && Instant::now() >= *next {
            *next = Instant::now() + REDRAW;
            // A terminal that takes nothing is no reason to stop.
            let _ = write!(stderr(), "\r\x1b[K{text}");
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.terminal {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

fn line(pass: &Pass) -> String {
    let counts: Vec<String> = pass.counts.iter().map(|(what, count)| format!("{count} {what}")).collect();
    format!("{:<18} {:>7.1} ms  {}", pass.name, pass.took.as_secs_f64() * 1000.0, counts.join(", "))
}
