//! Puts operations into groups and gives them method names: by the table where there is one, by
//! paths and methods otherwise.
//!
//! The table writes a scope once. A document that has an operation for accounts and the same
//! for zones has two operations for that entry; here they become one.

use std::collections::{BTreeMap, BTreeSet};

use super::scope_pairs;
use super::table::{Entry, PagingEntry, Table};
use super::tree::{Alias, Group, Method, Module, Plan, group_structure};
use crate::api::path::{is_parameter, parameters, parts, renamed};
use crate::api::{Api, Listing, Operation, Outcome, Paging, Parameter, SCOPE, Scope, Type, Types};
use crate::markdown::code;
use crate::report::Report;
use crate::reserved;
use crate::words::{Taken, pascal, singular, snake};

/// Groups by the table.
pub fn by_table(mut api: Api, table: &Table, report: &mut Report) -> Plan {
    let mut entries: BTreeMap<String, (usize, &Entry, Option<Operation>)> = BTreeMap::new();
    for (index, entry) in table.operations.iter().enumerate() {
        if entries.insert(entry.key(), (index, entry, None)).is_some() {
            report.error(
                "duplicate-table-entry",
                table.place(format!("/operations/{index}")),
                format!("there is another entry for {}", entry.http),
                "take one of the two out",
            );
        }
    }
    for operation in std::mem::take(&mut api.operations) {
        let Some((key, operation)) = find_entry(operation, &entries, report) else { continue };
        // `find_entry` only gives keys that are there.
        let Some((_, _, slot)) = entries.get_mut(&key) else { continue };
        *slot = Some(match slot.take() {
            None => operation,
            Some(known) => scope_pairs::merge(known, operation, &mut api.types, report),
        });
    }
    let mut groups: BTreeMap<String, Group> = table
        .groups
        .iter()
        .map(|(name, group)| {
            let group = Group {
                name: name.clone(),
                resource: group.resource.clone(),
                doc: group.doc.clone(),
                scope: Scope::Fixed,
                parameters: Vec::new(),
                methods: Vec::new(),
            };
            (name.clone(), group)
        })
        .collect();
    let mut ordered: Vec<_> = entries.into_values().collect();
    ordered.sort_by_key(|(index, _, _)| *index);
    for (index, entry, operation) in ordered {
        let place = table.place(format!("/operations/{index}"));
        let Some(mut operation) = operation else {
            let message = format!("no operation is {}", entry.http);
            report.fault("unused-table-entry", place, message, "correct the method and path, or take it out");
            continue;
        };
        let Some(group) = groups.get_mut(&entry.group) else {
            let message = format!("there is no [groups.{}]", entry.group);
            report.error("unknown-table-entry", place, message, "add the group, or correct the name");
            continue;
        };
        operation.paging = entry.paging.map(|PagingEntry::Page| Paging::Page);
        if operation.paging.is_some() && !matches!(operation.result, Outcome::List(_)) {
            let message = format!("{} is said to be paged, and its result is no list", entry.http);
            report.fault("paging-without-list", place, message, "take `paging` out");
            operation.paging = None;
        }
        if operation.paging == Some(Paging::Page) {
            add_page_parameters(&mut operation, &mut api.types);
        }
        group.methods.push(Method {
            name: snake(&entry.name),
            operation,
            body_name: entry.body.clone(),
            result_name: entry.result.clone(),
            secrets: entry.secrets.clone(),
        });
    }
    let mut module = Module { aliases: aliases(table, &groups, report), ..Module::default() };
    for (name, mut group) in groups {
        if group.methods.is_empty() {
            let place = table.place(format!("/groups/{name}"));
            report.fault("unused-table-entry", place, "no operation is in this group", "take it out");
            continue;
        }
        share_parameters(&mut group);
        module.groups.push(group);
    }
    check_method_names(&module, report);
    Plan { modules: vec![module], types: api.types, ..Plan::default() }
}

/// A list that the table knows to be paged takes a page, even where the document forgot to say so.
fn add_page_parameters(operation: &mut Operation, types: &mut Types) {
    for (name, doc) in [
        ("page", "The page to answer with, counted from 1."),
        ("per_page", "How many entries a page holds at most."),
    ] {
        if !operation.query.iter().any(|parameter| parameter.name == name) {
            let ty = types.intern(Type::Unsigned);
            operation.query.push(Parameter {
                name: name.to_owned(),
                ty,
                required: false,
                listing: Listing::Repeated,
                deprecated: false,
                as_text: None,
                doc: doc.to_owned(),
            });
        }
    }
    operation.query.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The entry for an operation, directly or through its scope.
fn find_entry<T>(
    mut operation: Operation,
    entries: &BTreeMap<String, T>,
    report: &mut Report,
) -> Option<(String, Operation)> {
    let key = operation.key();
    if entries.contains_key(&key) {
        rename_parameters(&mut operation);
        return Some((key, operation));
    }
    for scope in ["/accounts/", "/zones/"] {
        let Some(rest) = operation.path.strip_prefix(scope) else { continue };
        let Some((_, rest)) = rest.split_once('/') else { continue };
        let path = format!("{SCOPE}/{rest}");
        let key = operation.key_at(&path);
        if entries.contains_key(&key) && !operation.path_parameters.is_empty() {
            rename_parameters(&mut operation);
            let rest = operation.path.splitn(4, '/').nth(3).unwrap_or_default();
            operation.path = format!("{SCOPE}/{rest}");
            operation.path_parameters.remove(0);
            operation.scope = Scope::AccountOrZone;
            return Some((key, operation));
        }
    }
    report.fault(
        "operation-not-in-table",
        operation.place,
        "the operations table has no entry for this operation",
        format!("add an entry with `http = \"{key}\"`"),
    );
    None
}

fn aliases(table: &Table, groups: &BTreeMap<String, Group>, report: &mut Report) -> Vec<Alias> {
    let mut aliases = Vec::new();
    for (index, alias) in table.aliases.iter().enumerate() {
        let known = groups.get(&alias.of);
        let missing: Vec<&str> = alias
            .operations
            .iter()
            .filter(|name| {
                !known.is_some_and(|group| group.methods.iter().any(|method| method.name == **name))
            })
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            report.error(
                "unknown-table-entry",
                table.place(format!("/aliases/{index}")),
                format!("the group {} has no {}", alias.of, missing.join(", ")),
                "correct `of` or `operations`",
            );
            continue;
        }
        aliases.push(Alias {
            group: snake(&alias.group),
            of: alias.of.clone(),
            methods: alias.operations.clone(),
            note: alias.note.clone(),
        });
    }
    aliases
}

/// Groups by path, in modules by tag.
pub fn by_path(api: Api, report: &mut Report) -> Plan {
    let mut modules: BTreeMap<String, (BTreeSet<String>, BTreeMap<String, Group>)> = BTreeMap::new();
    for mut operation in api.operations {
        rename_parameters(&mut operation);
        let name = reserved::group(group_name(&operation.path));
        let (tags, groups) = modules.entry(reserved::module(&operation.tag)).or_default();
        tags.insert(operation.tag.clone());
        let group = groups.entry(name.clone()).or_insert_with(|| Group {
            resource: pascal(&singular(&name)),
            doc: format!("Operations on {}.", code(collection_path(&operation.path))),
            name,
            scope: operation.scope,
            parameters: Vec::new(),
            methods: Vec::new(),
        });
        group.methods.push(Method {
            name: String::new(),
            operation,
            body_name: None,
            result_name: None,
            secrets: Vec::new(),
        });
    }
    let mut plan = Plan { types: api.types, ..Plan::default() };
    // All groups are methods of one client.
    let mut taken = BTreeSet::new();
    for (name, (mut tags, groups)) in modules {
        // A tag without a letter says nothing, and neither does none.
        if tags.len() > 1 {
            tags.retain(|tag| !tag.trim().is_empty());
        }
        let mut doc = tags.into_iter().collect::<Vec<_>>().join(", ");
        if doc.trim().is_empty() {
            doc = "operations without a tag".to_owned();
        }
        let mut module = Module { name, doc, ..Module::default() };
        let mut structures = BTreeSet::new();
        for (_, mut group) in groups {
            // `x1` and `x_1` are two names, and one for a structure.
            let (own, mut number) = (group.name.clone(), 1);
            while taken.contains(&group.name) || structures.contains(&group_structure(&group.name)) {
                group.name = match number {
                    1 => format!("{}_{own}", module.name.trim_matches('_')),
                    number => format!("{own}_{number}"),
                };
                number += 1;
            }
            taken.insert(group.name.clone());
            structures.insert(group_structure(&group.name));
            name_methods(&mut group);
            share_parameters(&mut group);
            module.groups.push(group);
        }
        check_method_names(&module, report);
        plan.modules.push(module);
    }
    plan
}

/// The path without a last parameter.
fn collection_path(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((start, last)) if is_parameter(last) && !start.is_empty() => start,
        _ => path,
    }
}

/// `/zones/{zone_id}/dns_records/{id}` → `zone_dns_records`.
fn group_name(path: &str) -> String {
    let segments: Vec<&str> = collection_path(path).split('/').skip(1).collect();
    let mut words = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        if is_parameter(segment) {
            continue;
        }
        let word = snake(segment).trim_matches('_').to_owned();
        let one = segments.get(index + 1).is_some_and(|next| is_parameter(next));
        words.push(if one { singular(&word) } else { word });
    }
    snake(&words.join("_"))
}

/// Names a group's methods. What is done to one member has the first choice: operations on whole
/// collections are added later to documents, and are not to rename what was there before.
fn name_methods(group: &mut Group) {
    let mut taken = BTreeSet::new();
    for of_one in [true, false] {
        let methods = group.methods.iter_mut();
        for method in methods.filter(|method| is_of_one(&method.operation.path) == of_one) {
            method.name = method_name(&method.operation, &taken);
            taken.insert(method.name.clone());
        }
    }
}

/// What a method is called for its HTTP method and the kind of path.
fn method_name(operation: &Operation, taken: &BTreeSet<String>) -> String {
    let of_one = is_of_one(&operation.path);
    let name = match (operation.method.as_str(), of_one) {
        ("GET", true) => "get",
        ("GET", false) if matches!(operation.result, Outcome::List(_)) => "list",
        ("GET", false) => "get",
        ("POST", false) => "create",
        ("POST", true) => "submit",
        ("PUT", _) => "update",
        ("PATCH", _) => "edit",
        ("DELETE", _) => "delete",
        (other, _) => &other.to_lowercase(),
    };
    let with_suffix;
    let name = match &operation.suffix {
        Some(suffix) => {
            with_suffix = snake(&format!("{name} {}", words_of(suffix)));
            with_suffix.as_str()
        }
        None => name,
    };
    if !taken.contains(name) {
        return name.to_owned();
    }
    // The paths of a group differ in their last parameter only.
    let other = if of_one { format!("{name}_one") } else { format!("{name}_all") };
    let mut unique = other.clone();
    let mut number = 2;
    while taken.contains(&unique) {
        unique = format!("{other}_{number}");
        number += 1;
    }
    unique
}

/// The words of what is written behind a path: of a query, names and the values that are always sent.
fn words_of(suffix: &str) -> String {
    let parts = suffix.split(['?', '&', '=', '#']).filter(|part| !is_parameter(part));
    parts.map(|part| part.replace(|sign: char| !sign.is_alphanumeric(), " ")).collect::<Vec<_>>().join(" ")
}

/// Names parameters for what stands before them in the path, where the document's own name
/// (`identifier`, `uuid`) says nothing and has changed over time.
fn rename_parameters(operation: &mut Operation) {
    let mut before = String::new();
    // What groups have fields and methods have variables called already.
    let mut used = Taken::of(["body", "client", "request", "scope"]);
    let mut parameters = operation.path_parameters.iter_mut();
    let start = if operation.scope == Scope::AccountOrZone { SCOPE } else { "" };
    let mut path = start.to_owned();
    for segment in operation.path[start.len()..].split('/').skip(1) {
        path.push('/');
        // What stands before a segment names it if it is one parameter and nothing else.
        let before_it = if parts(segment).len() == 1 { before.as_str() } else { "" };
        path.push_str(&renamed(segment, |name| {
            let argument = used.take(&argument_name(name, before_it));
            if let Some(parameter) = parameters.next() {
                parameter.name = argument.clone();
            }
            argument
        }));
        if !is_parameter(segment) {
            before = snake(segment).trim_matches('_').to_owned();
        }
    }
    operation.path = path;
}

/// Whether a path leads to one member of a collection.
fn is_of_one(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(is_parameter)
}

fn argument_name(name: &str, before: &str) -> String {
    let name = snake(name);
    match before {
        "accounts" | "zones" => format!("{}_id", singular(before)),
        "" => name,
        _ if ["id", "identifier", "uuid", "tag", "identifier_tag"].contains(&name.as_str())
            || name.ends_with("_identifier") =>
        {
            let last = before.rsplit('_').next().unwrap_or(before);
            snake(&format!("{}_id", singular(last)))
        }
        _ => name,
    }
}

/// Finds the leading path parameters that all methods of a group have.
fn share_parameters(group: &mut Group) {
    let Some(first) = group.methods.first() else { return };
    group.scope = first.operation.scope;
    let mut shared: Vec<Parameter> = first.operation.path_parameters.clone();
    let shortest =
        group.methods.iter().map(|method| collection_parameters(&method.operation)).min().unwrap_or(0);
    shared.truncate(shortest);
    let places = places_of_parameters(&first.operation.path);
    for method in &group.methods {
        let own = &method.operation.path_parameters;
        let other = places_of_parameters(&method.operation.path);
        let same = places.iter().zip(&other).take_while(|(a, b)| a == b).count().min(own.len());
        shared.truncate(same);
    }
    group.parameters = shared;
}

/// Where each parameter of a path stands, without the names of parameters, which change.
fn places_of_parameters(path: &str) -> Vec<String> {
    let mut before = String::new();
    let mut places = Vec::new();
    for segment in path.strip_prefix(SCOPE).unwrap_or(path).split('/').skip(1) {
        before.push('/');
        before.push_str(&renamed(segment, |_| String::new()));
        places.extend((0..parameters(segment).len()).map(|position| format!("{before} {position}")));
    }
    places
}

/// How many path parameters belong to the collection and not to one of its members.
fn collection_parameters(operation: &Operation) -> usize {
    let of_member = if is_of_one(&operation.path) {
        let last = operation.path.rsplit('/').next().unwrap_or_default();
        parameters(last).len()
    } else {
        0
    };
    operation.path_parameters.len().saturating_sub(of_member)
}

fn check_method_names(module: &Module, report: &mut Report) {
    for group in &module.groups {
        let mut taken: BTreeMap<&str, &Operation> = BTreeMap::new();
        for method in &group.methods {
            if let Some(first) = taken.insert(&method.name, &method.operation) {
                report.error(
                    "name-collision",
                    method.operation.place.clone(),
                    format!("{}.{} is already the name of {}", group.name, method.name, first.place),
                    "give one of the two another `name` in the operations table",
                );
            }
        }
    }
}
