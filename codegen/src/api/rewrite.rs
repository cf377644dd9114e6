//! Replaces types inside types, deeply.

use std::collections::{BTreeSet, HashMap};

use super::types::{Type, TypeId, Types};

type Done = HashMap<TypeId, TypeId>;

impl Types {
    /// Replaces types inside a type, deeply; `replace` answers what to put in a type's place. A circle
    /// in which something is replaced is another one.
    pub fn rewrite(&mut self, id: TypeId, replace: &impl Fn(&Types, TypeId) -> Option<Type>) -> TypeId {
        let mut done = Done::new();
        let mut renewed = Vec::new();
        for number in self.circles_in(id) {
            let Some(target) = self.circles[number] else { continue };
            if self.is_changed(target, replace) {
                let new = self.open_circle();
                let (old, new_id) = (self.intern(Type::Circle(number)), self.intern(Type::Circle(new)));
                done.insert(old, new_id);
                renewed.push((new, target));
            }
        }
        let rewritten = self.rewrite_once(id, replace, &mut done);
        for (number, target) in &renewed {
            let target = self.rewrite_once(*target, replace, &mut done);
            self.close_circle(*number, target);
        }
        // Who rewrites two types in one way gets one circle.
        if renewed.is_empty() { rewritten } else { self.merge_circles().applied(rewritten, self) }
    }

    /// The circles that a type leads to.
    fn circles_in(&self, id: TypeId) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        if self.circles.is_empty() {
            return found;
        }
        let mut seen = BTreeSet::new();
        self.visit(id, &mut |id| {
            if let Type::Circle(number) = self.get(id) {
                found.insert(*number);
            }
            seen.insert(id)
        });
        found
    }

    fn is_changed(&self, id: TypeId, replace: &impl Fn(&Types, TypeId) -> Option<Type>) -> bool {
        let mut seen = BTreeSet::new();
        let mut changed = false;
        self.visit(id, &mut |id| {
            changed |= replace(self, id).is_some();
            !changed && seen.insert(id)
        });
        changed
    }

    /// A type is rewritten once, however many ways lead to it. A circle stays one.
    pub(super) fn rewrite_once(
        &mut self,
        id: TypeId,
        replace: &impl Fn(&Types, TypeId) -> Option<Type>,
        done: &mut Done,
    ) -> TypeId {
        if let Some(new) = done.get(&id) {
            return *new;
        }
        let new = match replace(self, id) {
            Some(ty) => self.intern(ty),
            None => {
                let rewritten = match self.get(id).clone() {
                    Type::Array(item) => Type::Array(self.rewrite_once(item, replace, done)),
                    Type::Map(item) => Type::Map(self.rewrite_once(item, replace, done)),
                    Type::Optional(value) => Type::Optional(self.rewrite_once(value, replace, done)),
                    Type::Union(mut members) => {
                        for member in &mut members {
                            *member = self.rewrite_once(*member, replace, done);
                        }
                        Type::Union(members)
                    }
                    Type::Object(mut object) => {
                        for field in &mut object.fields {
                            field.ty = self.rewrite_once(field.ty, replace, done);
                        }
                        for other in object.others.iter_mut().chain(&mut object.kinds) {
                            *other = self.rewrite_once(*other, replace, done);
                        }
                        Type::Object(object)
                    }
                    Type::Choice(mut choice) => {
                        for variant in &mut choice.variants {
                            variant.ty = self.rewrite_once(variant.ty, replace, done);
                        }
                        choice.flat = self.rewrite_once(choice.flat, replace, done);
                        Type::Choice(choice)
                    }
                    other => other,
                };
                let new = self.intern(rewritten);
                if new != id {
                    let doc = self.doc(id).to_owned();
                    self.describe(new, &doc);
                }
                new
            }
        };
        done.insert(id, new);
        new
    }
}
