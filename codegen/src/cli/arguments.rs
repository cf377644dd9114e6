//! What the command can be asked for.

use std::ffi::OsString;
use std::path::PathBuf;

use cloudflare_mtls_codegen::reserved;
use cloudflare_mtls_codegen::visible::escaped;
use lexopt::prelude::{Long, Short, Value, ValueExt};

pub(crate) const HELP: &str = "\
Generates typed Rust clients from OpenAPI documents.

cargo codegen [--check] [--openapi DIR] [--out DIR] [--force]
    Writes src/generated/ from openapi/. With --check nothing is written: it says
    what differs, and exits with 1 if anything does.

cargo codegen crate --spec FILE --name NAME --out DIR [--select PATTERN]… [--mocks]
                    [--strict] [--codes FILE] [--runtime PATH] [--force]
    Writes a crate for a published document: OpenAPI 3.0, 3.1 or 3.2, in JSON or YAML
    (not compressed). Files of its folder that it refers to are read with it. What is
    wrong with one operation is mended where that is plain, else the operation is left
    out, and the crate's COVERAGE.md says why; with --strict such a document is refused.
    Its runtime, cloudflare-core, is taken
    from PATH, else from this repository when run in it, else by version. With
    --select only operations whose path, tag or operationId matches a pattern are
    taken; `*` stands for any text, `?` for one character. With --mocks the crate has a
    feature httpmock with typed mocks for unit tests. FILE says what the codes of the
    API's errors mean, which documents don't: `already_exists = [81057, 81058]`.

    DIR is new, empty, or holds what an earlier run wrote: .generated-files lists that, and
    nothing else in DIR is replaced or removed. A file on the list that was edited is kept and
    named, everything else is written, and the exit code is 1.

cargo codegen diff OLD NEW [--select PATTERN]… [--client DIR] [--format text|markdown|json]
    Says what changed for users of the generated client between two published
    documents, and whether it breaks their code. --select compares those operations only.
    With --client DIR, a folder of fragments with an operations table such as openapi/, it
    says it for users of that client: of its operations, and of others that are selected.
    The table keeps its names, and what the fragments already say as NEW does is told
    apart. Exit codes: 0 nothing changed that users notice, 1 additions and deprecations
    only, 2 something breaks, 3 wrong input or arguments.

cargo codegen plain [--spec FILE | --openapi DIR] --out FILE [--select PATTERN]…
                    [--strict] [--envelopes] [--force]
    Writes what is known of a document, or of openapi/, as a plain OpenAPI 3.0.3 document
    (JSON) that other generators can read: types by name, no allOf, no envelopes round
    results unless --envelopes asks for them. What can't be said plainly, multipart forms
    above all, is left out; the document's description and this command name it, and the
    exit code is 1. FILE is new, or was written by an earlier run.

--force         replace or remove files that were edited, and those of other origin that are in
                the way; links and folders never are
-v, --verbose   say how long each pass took and what it changed, and name every place where
                a fault of the document was mended
-h, --help      this text

Exit codes but of diff: 0 done; 1 what is there isn't what the input gives: it is stale
(--check), operations were left out, or edited files were kept; 2 wrong input or arguments,
or a folder or a disk that can't be written to; then nothing is.
";

/// The arguments, read.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) command: Command,
    pub(crate) verbose: bool,
}

/// What to do.
#[derive(Debug)]
pub(crate) enum Command {
    Help,
    Client { openapi: Option<PathBuf>, out: Option<PathBuf>, check: bool, force: bool },
    Diff(Comparison),
    Crate(Crate),
    Plain(Plain),
}

/// The plain document to write.
#[derive(Debug)]
pub(crate) struct Plain {
    /// A published document; without one, the fragments of a folder.
    pub(crate) spec: Option<PathBuf>,
    pub(crate) openapi: Option<PathBuf>,
    pub(crate) out: PathBuf,
    pub(crate) select: Vec<String>,
    pub(crate) strict: bool,
    pub(crate) envelopes: bool,
    pub(crate) force: bool,
}

/// The crate to write.
#[derive(Debug)]
pub(crate) struct Crate {
    pub(crate) spec: PathBuf,
    pub(crate) name: String,
    pub(crate) out: PathBuf,
    pub(crate) runtime: Option<PathBuf>,
    pub(crate) select: Vec<String>,
    pub(crate) mocks: bool,
    pub(crate) strict: bool,
    pub(crate) codes: Option<PathBuf>,
    pub(crate) force: bool,
}

/// The documents to compare.
#[derive(Debug)]
pub(crate) struct Comparison {
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
    pub(crate) select: Vec<String>,
    /// The folder of the client whose users it is for.
    pub(crate) client: Option<PathBuf>,
    pub(crate) format: Format,
}

/// How a comparison is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Format {
    #[default]
    Text,
    Markdown,
    Json,
}

/// Why arguments are refused.
pub(crate) struct Refusal {
    /// For the user.
    pub(crate) message: String,
    /// Whether it was `diff` that was asked for, which has exit codes of its own.
    pub(crate) diff: bool,
}

#[derive(Default)]
struct Options {
    /// The documents to compare.
    documents: Vec<PathBuf>,
    format: Option<Format>,
    client: Option<PathBuf>,
    openapi: Option<PathBuf>,
    out: Option<PathBuf>,
    spec: Option<PathBuf>,
    name: Option<String>,
    select: Vec<String>,
    runtime: Option<PathBuf>,
    mocks: bool,
    strict: bool,
    codes: Option<PathBuf>,
    check: bool,
    envelopes: bool,
    force: bool,
    verbose: bool,
    help: bool,
}

/// Reads the arguments.
pub(crate) fn parse(arguments: Vec<OsString>) -> Result<Arguments, Refusal> {
    let mut command = None;
    read(arguments, &mut command).map_err(|message| Refusal {
        message: escaped(&message).into_owned(),
        diff: command.as_deref() == Some("diff"),
    })
}

fn read(arguments: Vec<OsString>, command: &mut Option<String>) -> Result<Arguments, String> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options::default();
    while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
        match argument {
            Long("mocks") => options.mocks = true,
            Long("strict") => options.strict = true,
            Long("check") => options.check = true,
            Long("envelopes") => options.envelopes = true,
            Long("force") => options.force = true,
            Long("client") => options.client = Some(path(&mut parser)?),
            Long("openapi") => options.openapi = Some(path(&mut parser)?),
            Long("out") => options.out = Some(path(&mut parser)?),
            Long("spec") => options.spec = Some(path(&mut parser)?),
            Long("codes") => options.codes = Some(path(&mut parser)?),
            Long("runtime") => options.runtime = Some(path(&mut parser)?),
            Long("select") => {
                let value =
                    parser.value().and_then(|value| value.string()).map_err(|error| error.to_string())?;
                options.select.push(value);
            }
            Long("name") => {
                let value =
                    parser.value().and_then(|value| value.string()).map_err(|error| error.to_string())?;
                options.name = Some(value);
            }
            Short('v') | Long("verbose") => options.verbose = true,
            Short('h') | Long("help") => options.help = true,
            Long("format") => options.format = Some(format(&mut parser)?),
            Value(value) if command.is_none() => *command = Some(value.to_string_lossy().into_owned()),
            Value(value) if command.as_deref() == Some("diff") && options.documents.len() < 2 => {
                options.documents.push(value.into());
            }
            other => return Err(format!("{}; see --help", other.unexpected())),
        }
    }
    let verbose = options.verbose;
    let command = if options.help {
        Command::Help
    } else {
        match command.as_deref() {
            None => options.client()?,
            Some("crate") => options.standalone()?,
            Some("diff") => options.diff()?,
            Some("plain") => options.plain()?,
            Some(other) => return Err(format!("there is no command {other}; see --help")),
        }
    };
    Ok(Arguments { command, verbose })
}

fn path(parser: &mut lexopt::Parser) -> Result<PathBuf, String> {
    parser.value().map(PathBuf::from).map_err(|error| error.to_string())
}

fn format(parser: &mut lexopt::Parser) -> Result<Format, String> {
    let value = parser.value().and_then(|value| value.string()).map_err(|error| error.to_string())?;
    match value.as_str() {
        "text" => Ok(Format::Text),
        "markdown" => Ok(Format::Markdown),
        "json" => Ok(Format::Json),
        other => Err(format!("--format {other}: it is text, markdown or json")),
    }
}

impl Options {
    fn diff(self) -> Result<Command, String> {
        for (given, option) in [
            (self.check, "--check"),
            (self.force, "--force"),
            (self.openapi.is_some(), "--openapi"),
            (self.out.is_some(), "--out"),
            (self.spec.is_some(), "--spec"),
            (self.name.is_some(), "--name"),
            (self.mocks, "--mocks"),
            (self.strict, "--strict"),
            (self.codes.is_some(), "--codes"),
            (self.runtime.is_some(), "--runtime"),
            (self.envelopes, "--envelopes"),
        ] {
            if given {
                return Err(format!("{option} doesn't go with `diff`; see --help"));
            }
        }
        let [old, new]: [PathBuf; 2] = self
            .documents
            .try_into()
            .map_err(|_| "`diff` needs two documents, OLD and NEW; see --help".to_owned())?;
        Ok(Command::Diff(Comparison {
            old,
            new,
            select: self.select,
            client: self.client,
            format: self.format.unwrap_or_default(),
        }))
    }

    fn plain(self) -> Result<Command, String> {
        self.refuse_diff()?;
        for (given, option) in [
            (self.check, "--check"),
            (self.name.is_some(), "--name"),
            (self.mocks, "--mocks"),
            (self.codes.is_some(), "--codes"),
            (self.runtime.is_some(), "--runtime"),
        ] {
            if given {
                return Err(format!("{option} doesn't go with `plain`; see --help"));
            }
        }
        if self.spec.is_some() && self.openapi.is_some() {
            return Err("`plain` reads --spec FILE or --openapi DIR, not both; see --help".to_owned());
        }
        if self.spec.is_none() && (self.strict || !self.select.is_empty()) {
            return Err("--select and --strict go with --spec FILE; see --help".to_owned());
        }
        Ok(Command::Plain(Plain {
            spec: self.spec,
            openapi: self.openapi,
            out: self.out.ok_or("`plain` needs --out FILE; see --help")?,
            select: self.select,
            strict: self.strict,
            envelopes: self.envelopes,
            force: self.force,
        }))
    }

    fn refuse_diff(&self) -> Result<(), String> {
        for (given, option) in [(self.format.is_some(), "--format"), (self.client.is_some(), "--client")] {
            if given {
                return Err(format!("{option} goes with `cargo codegen diff`; see --help"));
            }
        }
        Ok(())
    }

    fn client(self) -> Result<Command, String> {
        self.refuse_diff()?;
        for (given, option) in [
            (self.spec.is_some(), "--spec"),
            (!self.select.is_empty(), "--select"),
            (self.name.is_some(), "--name"),
            (self.mocks, "--mocks"),
            (self.strict, "--strict"),
            (self.codes.is_some(), "--codes"),
            (self.runtime.is_some(), "--runtime"),
        ] {
            if given {
                return Err(format!("{option} goes with `cargo codegen crate`; see --help"));
            }
        }
        if self.envelopes {
            return Err("--envelopes goes with `cargo codegen plain`; see --help".to_owned());
        }
        if self.check && self.force {
            return Err("--force doesn't go with --check, which writes nothing; see --help".to_owned());
        }
        Ok(Command::Client { openapi: self.openapi, out: self.out, check: self.check, force: self.force })
    }

    fn standalone(self) -> Result<Command, String> {
        self.refuse_diff()?;
        for (given, option) in
            [(self.check, "--check"), (self.openapi.is_some(), "--openapi"), (self.envelopes, "--envelopes")]
        {
            if given {
                return Err(format!("{option} doesn't go with `crate`; see --help"));
            }
        }
        let missing = |option: &str| format!("`crate` needs {option}; see --help");
        let name = self.name.ok_or_else(|| missing("--name NAME"))?;
        reserved::check_package(&name).map_err(|why| format!("--name {name}: {why}"))?;
        Ok(Command::Crate(Crate {
            spec: self.spec.ok_or_else(|| missing("--spec FILE"))?,
            name,
            out: self.out.ok_or_else(|| missing("--out DIR"))?,
            runtime: self.runtime,
            select: self.select,
            mocks: self.mocks,
            strict: self.strict,
            codes: self.codes,
            force: self.force,
        }))
    }
}
