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

impl Writer<'_> {
    /// The data types of the module, by name.
    fn data_types(&self) -> Vec<Item> {
        let mut named: Vec<(&String, TypeId)> =
            self.module.names.iter().map(|(id, name)| (name, *id)).collect();
        named.sort();
        let mut items: Vec<Item> = Vec::new();
        for (name, id) in named {
            match self.types.get(id) {
                Type::Object(object) => items.extend(self.structure(name, id, object)),
                Type::Union(members) => items.extend(self.union(name, id, members)),
                Type::Enum(values) => items.push(enums::open_enum(name, self.types.doc(id), values).into()),
                _ => {}
            }
        }
        for (identifier, resource) in &self.module.identifiers {
            items.push(identifiers::identifier(identifier, resource, self.module).into());
        }
        items
    }

    /// The client's methods, the groups and the operations of the module.
    fn calls(&self) -> Vec<Item> {
        let mut items: Vec<Item> = vec![self.client().into()];
        for (position, group) in self.module.groups.iter().enumerate() {
            items.push(self.group(position, group).into());
            group.methods.iter().for_each(|method| items.extend(self.operation(group, method)));
        }
        items.extend(self.module.aliases.iter().filter_map(|alias| self.alias(alias)).map(Item::from));
        items
    }
}
