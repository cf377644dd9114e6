//! Writes a module: its types, its groups and operations, its mocks.

use std::collections::BTreeSet;

use super::item::Item;
use super::print::print;
use super::target::Target;
use super::writer::Writer;
use super::{enums, identifiers};
use crate::api::{Type, TypeId, Types};
use crate::plan::Module;

/// The files of a module.
#[derive(Clone, Debug)]
pub struct Files {
    /// The data types.
    pub types: String,
    /// Groups and operations.
    pub operations: String,
    /// Typed mocks, where they are wanted.
    pub mocks: Option<String>,
}

/// Writes a module.
pub fn module(module: &Module, types: &Types, target: &Target) -> Result<Files, String> {
    let writer = Writer::new(module, types)?;
    let named: BTreeSet<String> = module.names.values().chain(module.identifiers.keys()).cloned().collect();
    let mocks = match target.mocks {
        true => Some(print("Typed mocks of the operations.", writer.mocks()?, &named, target)?),
        false => None,
    };
    Ok(Files {
        types: print(
            "Data types: what operations send and receive.",
            writer.data_types(),
            &BTreeSet::new(),
            target,
        )?,
        operations: print("Groups and operations.", writer.calls(), &named, target)?,
        mocks,
    })
}

// Items are made one at a time, while they are printed: the tokens of a whole file are some twenty times
// as large as its text.
impl Writer<'_> {
    /// The data types of the module, by name.
    fn data_types(&self) -> impl Iterator<Item = Item> {
        let mut named: Vec<(&String, TypeId)> =
            self.module.names.iter().map(|(id, name)| (name, *id)).collect();
        named.sort();
        let types = named.into_iter().flat_map(|(name, id)| match self.types.get(id) {
            Type::Object(object) => self.structure(name, id, object),
            Type::Choice(choice) => vec![self.kinds(name, id, choice)],
            Type::Union(members) => self.union(name, id, members),
            Type::Enum(values) => vec![enums::open_enum(name, self.types.doc(id), values).into()],
            Type::Numbers(values) => vec![enums::open_numbers(name, self.types.doc(id), values).into()],
            _ => Vec::new(),
        });
        let identifiers = self.module.identifiers.iter();
        types.chain(
            identifiers.map(|(identifier, resource)| {
                identifiers::identifier(identifier, resource, self.module).into()
            }),
        )
    }

    /// The client's methods, the groups and the operations of the module.
    fn calls(&self) -> impl Iterator<Item = Item> {
        let client = std::iter::once_with(|| self.client().into());
        let groups = self.module.groups.iter().enumerate().flat_map(move |(position, group)| {
            let own = std::iter::once_with(move || self.group(position, group).into());
            own.chain(group.methods.iter().flat_map(move |method| self.operation(group, method)))
        });
        let aliases = self.module.aliases.iter().filter_map(|alias| self.alias(alias)).map(Item::from);
        client.chain(groups).chain(aliases)
    }
}
