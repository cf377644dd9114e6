//! Runs the passes: from documents to what is going to be written.

use crate::api::Place;
use crate::input::document::Document;
use crate::input::source::Source;
use crate::input::{bundle, check, fixups, restrict};
use crate::plan::table::Table;
use crate::plan::{Plan, infer, names, resources, table_groups};
use crate::read::operation;
use crate::report::watch::{Passes, SILENT, Watch};
use crate::report::{Mode, Report};
use crate::schema::compose;

/// What the passes are to do.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// The operations table; without one, groups and names come from paths.
    pub table: Option<&'a Table>,
    /// Which operations to take; all, if there are no patterns.
    pub select: &'a [String],
    /// Whether a pattern may match nothing, because there is another document that it can be meant for.
    pub may_miss: bool,
    /// Who is told of each pass.
    pub watch: Watch<'a>,
}

impl Default for Options<'_> {
    /// All of a document, in silence.
    fn default() -> Self {
        Self { table: None, select: &[], may_miss: false, watch: SILENT }
    }
}

/// Runs the passes: what would be generated. It is only good for anything if the report has no
/// errors afterwards.
pub fn plan_of(sources: &[Source], options: &Options<'_>, report: &mut Report) -> Plan {
    let mut passes = Passes::new(options.watch);
    let mut document = bundle::bundle(sources, report);
    passes.done("bundle", &[("documents", sources.len()), ("components", components(&document))], report);
    if !options.select.is_empty() {
        restrict::restrict(&mut document, options.select, options.may_miss, report);
        passes.done("restrict", &[("operations", document.operations().len())], report);
    }
    if report.mode() != Mode::Strict {
        fixups::apply(&mut document, report);
        passes.done("fixups", &[], report);
    }
    check::check(&mut document, report);
    passes.done("check", &[("operations", document.operations().len())], report);
    // A circle or a dangling reference would be reported again by every pass that meets it.
    if report.has_errors() {
        return Plan::default();
    }
    build(&document, options, &mut passes, report)
}

fn build(document: &Document, options: &Options<'_>, passes: &mut Passes<'_>, report: &mut Report) -> Plan {
    let mut api = operation::read(compose::Composer::new(document, report));
    passes.done(
        "compose, envelope",
        &[("operations", api.operations.len()), ("types", api.types.len())],
        report,
    );
    if report.mode() != Mode::Strict {
        infer::infer(&mut api, report);
        passes.done("infer", &[], report);
    }
    if api.operations.is_empty() && !options.may_miss {
        let (message, help) = match document.left_out.len() {
            0 => ("the document has no operations".to_owned(), "give a document that has some under `paths`"),
            count => (
                format!("no operation can be generated: each of the {count} was left out"),
                "mend what is said about them above",
            ),
        };
        report.error("no-operations", Place::file(&document.main_file), message, help);
    }
    let mut plan = match options.table {
        Some(table) => table_groups::by_table(api, table, report),
        None => resources::by_path(api, report),
    };
    plan.left_out.clone_from(&document.left_out);
    let groups = plan.modules.iter().map(|module| module.groups.len()).sum();
    passes.done("group", &[("modules", plan.modules.len()), ("groups", groups)], report);
    if !report.has_errors() {
        names::name(&mut plan, options.table, report);
        let named = plan.modules.iter().map(|module| module.names.len()).sum();
        passes.done("names", &[("types", named)], report);
    }
    plan
}

fn components(document: &Document) -> usize {
    let kinds = document.root.get("components").and_then(serde_json::Value::as_object);
    kinds.into_iter().flatten().filter_map(|(_, components)| Some(components.as_object()?.len())).sum()
}
