//! What somebody would write who sends an example: an expression that makes it of the generated types.

use std::collections::BTreeSet;

use serde_json::Value;
use syn::Type;

use super::fault::below;
use super::written::{Module, Struct, named, text};

impl Module {
    /// What somebody writes who makes a value of this type that is this JSON; it can fail with what the
    /// type has no place for. Parts that can be read are read, by their pointers.
    pub fn expression(&self, ty: &Type, value: &Value, at: &str) -> Result<String, String> {
        if self.is_read(ty, &mut BTreeSet::new()) {
            return Ok(format!("case.read::<{}>({at:?})?", text(ty)));
        }
        let unfit = |wanted: &str| Err(format!("{at}: {wanted} is wanted"));
        match named(ty) {
            (name, Some(inner)) if name == "Option" => match value {
                Value::Null => Ok("None".to_owned()),
                value => Ok(format!("Some({})", self.expression(&inner, value, at)?)),
            },
            (name, Some(inner)) if name == "Nullable" => match value {
                Value::Null => Ok("cloudflare_core::Nullable::Null".to_owned()),
                value => {
                    Ok(format!("cloudflare_core::Nullable::Value({})", self.expression(&inner, value, at)?))
                }
            },
            (name, Some(inner)) if name == "Box" => {
                Ok(format!("Box::new({})", self.expression(&inner, value, at)?))
            }
            (name, Some(inner)) if name == "Vec" => {
                let Some(items) = value.as_array() else { return unfit("a list") };
                let items = items.iter().enumerate();
                let items = items.map(|(n, item)| self.expression(&inner, item, &format!("{at}/{n}")));
                Ok(format!("vec![{}]", items.collect::<Result<Vec<_>, _>>()?.join(", ")))
            }
            (name, Some(inner)) if name == "BTreeMap" => {
                let Some(entries) = value.as_object() else { return unfit("an object") };
                let entries = entries.iter().map(|(name, value)| {
                    let value = self.expression(&inner, value, &below(at, name))?;
                    Ok(format!("({name:?}.to_owned(), {value})"))
                });
                Ok(format!(
                    "[{}].into_iter().collect()",
                    entries.collect::<Result<Vec<_>, String>>()?.join(", ")
                ))
            }
            (name, None) => match (self.structs.get(&name), self.unions.get(&name)) {
                (Some(of), _) => self.object(&name, of, value, at),
                (_, Some((_, forms))) => self.form(&name, forms, value, at),
                _ if self.kinds.contains_key(&name) => self.kind(&name, value, at),
                _ => Err(format!("{at}: nobody knows the type {name}")),
            },
            (name, _) => Err(format!("{at}: nobody knows the type {name}<…>")),
        }
    }

    fn object(&self, name: &str, of: &Struct, value: &Value, at: &str) -> Result<String, String> {
        let Some(entries) = value.as_object() else { return Err(format!("{at}: an object is wanted")) };
        let by_ident = |ident: &str| of.fields.iter().find(|(_, (field, _))| field == ident);
        let mut set = BTreeSet::new();
        let mut arguments = Vec::new();
        // What the structure has no field for belongs to the one of several that it is.
        let kind = match &of.kind {
            Some((field, ty)) => {
                let mut rest = entries.clone();
                rest.retain(|wire, _| !of.fields.contains_key(wire));
                set.extend(rest.keys().filter_map(|wire| Some(entries.get_key_value(wire)?.0)));
                Some((field, self.expression(ty, &Value::Object(rest), at)?))
            }
            None => None,
        };
        for (argument, ty) in &of.new {
            if let Some((field, kind)) = &kind
                && *field == argument
            {
                arguments.push(kind.clone());
                continue;
            }
            let Some((wire, (_, field))) = by_ident(argument) else {
                return Err(format!("{at}: new has an argument {argument}, and {name} no such field"));
            };
            let Some(value) = entries.get(wire) else {
                return Err(format!("{at}: {wire} has to be given"));
            };
            set.insert(wire);
            let (wrapper, inner) = named(field);
            let whole = wrapper != "Option" || text(ty).contains("Option <");
            let ty = if whole { field } else { inner.as_ref().unwrap_or(field) };
            arguments.push(self.expression(ty, value, &below(at, wire))?);
        }
        let mut made = format!("{{ let mut made = {name}::new({});", arguments.join(", "));
        for (wire, value) in entries.iter().filter(|(wire, _)| !set.contains(wire)) {
            let at = below(at, wire);
            match (of.fields.get(wire), &of.others) {
                (Some((field, ty)), _) => {
                    made.push_str(&format!(" made.{field} = {};", self.expression(ty, value, &at)?));
                }
                (None, Some((field, ty))) => {
                    let value = self.expression(ty, value, &at)?;
                    made.push_str(&format!(" made.{field}.insert({wire:?}.to_owned(), {value});"));
                }
                (None, None) => return Err(format!("{at}: {name} has no such field")),
            }
        }
        if let Some((field, kind)) = kind.filter(|(field, _)| !of.new.iter().any(|(name, _)| name == *field))
        {
            made.push_str(&format!(" made.{field} = {kind};"));
        }
        made.push_str(" made }");
        Ok(made)
    }

    /// The one of several that an object is.
    fn kind(&self, name: &str, value: &Value, at: &str) -> Result<String, String> {
        let Some(entries) = value.as_object() else { return Err(format!("{at}: an object is wanted")) };
        let kinds = &self.kinds[name];
        let given = match &kinds.tag {
            Some(tag) => entries.get(tag).and_then(Value::as_str),
            None if entries.len() == 1 => entries.keys().next().map(String::as_str),
            None => None,
        };
        match (given.and_then(|given| Some((given, kinds.variants.get(given)?))), &kinds.tag) {
            (Some((_, (variant, ty))), Some(tag)) => {
                let mut rest = entries.clone();
                rest.remove(tag);
                Ok(format!("{name}::{variant}({})", self.expression(ty, &Value::Object(rest), at)?))
            }
            (Some((key, (variant, ty))), None) => {
                let value = self.expression(ty, &entries[key], &below(at, key))?;
                Ok(format!("{name}::{variant}({value})"))
            }
            (None, _) => {
                let names: Vec<&String> = entries.keys().collect();
                Ok(format!("{name}::Other(case.part({at:?}, &{names:?})?)"))
            }
        }
    }

    fn form(&self, name: &str, forms: &[(String, Type)], value: &Value, at: &str) -> Result<String, String> {
        let form = match value {
            Value::Null => "",
            Value::Bool(_) => "Bool",
            Value::Number(_) => "Number",
            Value::String(_) => "Text",
            Value::Array(_) => "List",
            Value::Object(_) => "Object",
        };
        match forms.iter().find(|(known, _)| known == form) {
            Some((_, ty)) => Ok(format!("{name}::{form}({})", self.expression(ty, value, at)?)),
            None => Ok(format!("{name}::Other(case.read({at:?})?)")),
        }
    }

    /// Whether values of a type can be read, and all that is in them is kept.
    fn is_read(&self, ty: &Type, seen: &mut BTreeSet<String>) -> bool {
        let (name, inner) = named(ty);
        if !seen.insert(text(ty)) {
            return true;
        }
        let of = self.structs.get(&name).is_none_or(|of| {
            of.received
                && of.fields.values().all(|(_, ty)| self.is_read(ty, seen))
                && of.others.as_ref().is_none_or(|(_, ty)| self.is_read(ty, seen))
                && of.kind.as_ref().is_none_or(|(_, ty)| self.is_read(ty, seen))
        });
        let forms = self
            .unions
            .get(&name)
            .is_none_or(|(received, forms)| *received && forms.iter().all(|(_, ty)| self.is_read(ty, seen)));
        let kinds = self.kinds.get(&name).is_none_or(|kinds| {
            // A part of an object can't be read alone.
            kinds.received && kinds.variants.values().all(|(_, ty)| self.is_read(ty, seen))
        });
        // What is absent and what is null are two things in what is sent only.
        of && forms && kinds && name != "Nullable" && inner.is_none_or(|ty| self.is_read(&ty, seen))
    }
}
