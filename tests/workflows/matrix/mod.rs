//! Every workflow, with every trouble at every request in it.
//!
//! Each scenario is run once without trouble to count its requests. Then it is run once for each
//! request and trouble, from the same beginning. Whatever a run comes to, nothing that must not
//! happen happened at any moment; a run that ended well reached what is wanted, and one that didn't
//! says what is wrong and is finished by running it again.

mod scenarios;
mod trouble;
mod witness;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cloudflare_mtls::workflows::WorkflowError;
use cloudflare_mtls::{Hook, RetryPolicy};
use cloudflare_mtls_emulator::{Emulator, Fault, FaultKind};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::kit::Kit;
use scenarios::{SCENARIOS, Scenario};
use trouble::{TROUBLES, Trouble};
use witness::Witness;

/// Requests that a run with one trouble may send beyond those of a run without, both runs counted
/// where a second was needed beyond what that one needs.
const EXTRA: usize = 18;
/// How many run side by side.
const SIDE_BY_SIDE: usize = 16;
/// How long a client waits for an answer that doesn't come, in real time.
const HURRY: Duration = Duration::from_millis(250);

/// What one run came to.
struct Outcome {
    ended_well: bool,
    requests: usize,
    problem: Option<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_workflow_survives_every_trouble_at_every_request() {
    let began = Instant::now();
    let places = Arc::new(Semaphore::new(SIDE_BY_SIDE));
    let mut runs = JoinSet::new();
    let mut requests_of = BTreeMap::new();
    for scenario in SCENARIOS {
        let outcome = run(scenario, Trouble::None, 0, usize::MAX).await;
        assert_eq!(outcome.problem, None, "{} without trouble", scenario.name);
        assert!(outcome.ended_well, "{} without trouble", scenario.name);
        let clean = outcome.requests;
        requests_of.insert(scenario.name, clean);
        for trouble in TROUBLES {
            for at in 0..clean {
                let places = Arc::clone(&places);
                runs.spawn(async move {
                    let _place = places.acquire_owned().await.unwrap();
                    (scenario.name, *trouble, at, run(scenario, *trouble, at, clean).await)
                });
            }
        }
    }
    let mut table: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    let mut problems = Vec::new();
    while let Some(done) = runs.join_next().await {
        let (name, trouble, at, outcome) = done.unwrap();
        let row = table.entry(name).or_default();
        row.0 += 1;
        row.1 += usize::from(outcome.ended_well);
        row.2 = row.2.max(outcome.requests);
        if let Some(problem) = outcome.problem {
            problems.push(format!("{name}, {trouble} at request {at}: {problem}"));
        }
    }
    println!(
        "{:<44} {:>8} {:>8} {:>6} {:>10} {:>13}",
        "workflow", "requests", "troubles", "runs", "ended well", "most requests"
    );
    let mut total = 0;
    for (name, (runs, well, most)) in &table {
        let requests = requests_of[name];
        println!("{name:<44} {requests:>8} {:>8} {runs:>6} {well:>10} {most:>13}", TROUBLES.len());
        total += runs;
    }
    println!("{total} runs in {:.1} s", began.elapsed().as_secs_f32());
    problems.sort();
    assert!(problems.is_empty(), "{} of {total}:\n{}", problems.len(), problems.join("\n"));
}

/// Troubles that come again and again, at random, until a run gets through.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_workflow_gets_through_bad_weather() {
    let mut runs = JoinSet::new();
    for scenario in SCENARIOS {
        for seed in 0..6 {
            runs.spawn(async move { (scenario.name, seed, weather(scenario, seed).await) });
        }
    }
    let mut problems = Vec::new();
    let (mut total, mut again) = (0, 0);
    while let Some(done) = runs.join_next().await {
        let (name, seed, outcome) = done.unwrap();
        total += 1;
        match outcome {
            Ok(tries) => again += tries - 1,
            Err(problem) => problems.push(format!("{name}, seed {seed}: {problem}")),
        }
    }
    println!("{total} workflows in bad weather, of which {again} runs had to be run again");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Runs a scenario in bad weather until it ends well, and says how many runs that took.
async fn weather(scenario: &'static Scenario, seed: u64) -> Result<usize, String> {
    let kit = Kit::of(Emulator::builder().seed(seed)).await;
    let stage = (scenario.set)(&kit).await;
    let witness = Arc::new(Witness::new(&kit));
    let faults = [
        Fault::new(FaultKind::ServerError { status: 500 }).with_probability(0.08),
        Fault::new(FaultKind::ServerError { status: 502 }).with_probability(0.08).taking_effect(),
        Fault::new(FaultKind::Reset).with_probability(0.08).taking_effect(),
        Fault::new(FaultKind::Truncated).with_probability(0.05),
        Fault::new(FaultKind::TooManyRequests { retry_after: Some(3), html: true }).with_probability(0.05),
        Fault::new(FaultKind::UnknownStatus { status: "pending_review".into() }).with_probability(0.1),
        Fault::new(FaultKind::UnknownFields).with_probability(0.2),
    ];
    for fault in faults {
        kit.emulator.inject(fault).map_err(|error| error.to_string())?;
    }
    for tries in 1..=10 {
        // Half of them with the retries that a client has by itself.
        let retry = if seed < 3 { RetryPolicy::new() } else { RetryPolicy::none() };
        let client = kit.another(retry, Some(Arc::clone(&witness) as Arc<dyn Hook>));
        if (scenario.run)(client, stage.clone()).await.is_ok() {
            kit.emulator.clear_faults();
            if let Some(problem) = scenario.violation(&kit, &stage, false) {
                return Err(problem);
            }
            return (scenario.end)(&kit, &stage).map(|()| tries);
        }
    }
    Err("ten runs weren't enough".to_owned())
}

/// One run of a scenario, with a trouble at one of its requests, and another run to finish what the
/// first one left.
async fn run(scenario: &'static Scenario, trouble: Trouble, at: usize, clean: usize) -> Outcome {
    let kit = Kit::of(Emulator::builder()).await;
    let stage = (scenario.set)(&kit).await;
    kit.emulator.clear_requests();
    let witness = Arc::new(Witness::new(&kit));
    let hook = trouble.hook(&kit, scenario, &stage, &witness, at);
    trouble.inject(&kit.emulator, at);
    let client = match trouble {
        Trouble::Timeout { .. } => kit.hurried(HURRY, RetryPolicy::none(), Some(hook)),
        _ => kit.another(RetryPolicy::none(), Some(hook)),
    };
    let first = (scenario.run)(client, stage.clone()).await;
    let mut requests = witness.sent();
    let mut problem = None;
    if let Err(error) = &first {
        problem = said_nothing(error);
        kit.emulator.clear_faults();
        // Another process, which remembers nothing.
        let client = kit.another(RetryPolicy::none(), Some(Arc::clone(&witness) as Arc<dyn Hook>));
        let before = witness.sent();
        if let Err(error) = (scenario.run)(client, stage.clone()).await {
            problem = problem.or(Some(format!("running it again: {error}")));
        }
        // What the second run needs anyway isn't owed to the trouble.
        requests = requests.max(witness.sent() - before);
    }
    kit.emulator.clear_faults();
    let problem = problem
        .or_else(|| scenario.violation(&kit, &stage, trouble.is_second_writer()))
        .or_else(|| (scenario.end)(&kit, &stage).err())
        .or_else(|| (requests > clean.saturating_add(EXTRA)).then(|| format!("{requests} requests")));
    Outcome { ended_well: first.is_ok(), requests, problem }
}

/// What is wrong with an error that doesn't say what is wrong.
fn said_nothing(error: &WorkflowError) -> Option<String> {
    let line = error.to_string();
    (error.problem().is_empty() || line.contains('\n')).then(|| format!("an error that says nothing: {line}"))
}
