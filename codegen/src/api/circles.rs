//! Types that contain themselves.
//!
//! Types are interned by structure, and a structure that contains itself has no end. So the place where
//! a circle closes holds its number, and the number leads to the type. Circles that are the same are one
//! in the end, whatever places of the document they were found at.

use std::collections::HashMap;

use super::types::{Type, TypeId, Types};

/// How many lists and maps without a name may stand inside each other round a circle's type.
const NESTED: usize = 16;

/// How often circles are compared by what the last comparison told apart. In documents the first few
/// tell all; where this isn't enough, none are the same.
const ROUNDS: usize = 32;

/// Circles that are the same as others: the number of the first of them for each.
#[derive(Clone, Debug, Default)]
pub struct Merged(Vec<usize>);

impl Merged {
    /// The type with circles that are the same written as one.
    pub fn applied(&self, id: TypeId, types: &mut Types) -> TypeId {
        if self.0.iter().enumerate().all(|(number, first)| number == *first) {
            return id;
        }
        self.renumbered(id, types)
    }

    fn renumbered(&self, id: TypeId, types: &mut Types) -> TypeId {
        types.rewrite_once(id, &|types, id| self.other(types, id), &mut HashMap::new())
    }

    fn other(&self, types: &Types, id: TypeId) -> Option<Type> {
        match types.get(id) {
            Type::Circle(number) => {
                self.0.get(*number).filter(|first| *first != number).map(|first| Type::Circle(*first))
            }
            _ => None,
        }
    }
}

impl Types {
    /// A circle of which it isn't known yet what it is.
    pub fn open_circle(&mut self) -> usize {
        self.circles.push(None);
        self.circles.len() - 1
    }

    /// Says what a circle is.
    pub fn close_circle(&mut self, number: usize, target: TypeId) {
        self.circles[number] = Some(target);
    }

    /// The type that a circle leads to, where this is one that is closed; else itself.
    pub fn past_circle(&self, mut id: TypeId) -> TypeId {
        // A circle whose type is another circle is one that nothing satisfies, and is opened.
        for _ in 0..NESTED {
            match self.get(id) {
                Type::Circle(number) => match self.circles.get(*number).copied().flatten() {
                    Some(target) => id = target,
                    None => break,
                },
                _ => break,
            }
        }
        id
    }

    /// Makes any JSON value of circles that have no name on their way, as a list of lists of itself: Rust
    /// has no such type. Gives their numbers.
    pub fn open_nameless_circles(&mut self) -> Vec<usize> {
        let any = self.intern(Type::Any);
        let mut opened = Vec::new();
        // How many circles without a name follow each; none while that isn't known.
        let mut depths: Vec<Option<usize>> = vec![None; self.circles.len()];
        for start in 0..self.circles.len() {
            let mut way: Vec<usize> = Vec::new();
            let mut next = Some(start);
            let mut depth = 0;
            while let Some(number) = next {
                if let Some(known) = depths[number] {
                    depth = known;
                    break;
                }
                if way.contains(&number) || way.len() > NESTED {
                    self.circles[number] = Some(any);
                    depths[number] = Some(0);
                    opened.push(number);
                    break;
                }
                way.push(number);
                next = self.circles[number].and_then(|target| self.nameless_next(target));
            }
            for number in way.into_iter().rev().filter(|number| depths[*number].is_none()).collect::<Vec<_>>()
            {
                depth += 1;
                if depth > NESTED {
                    self.circles[number] = Some(any);
                    opened.push(number);
                    depth = 0;
                }
                depths[number] = Some(depth);
            }
        }
        opened
    }

    /// The circle that a type leads to without a type of a name between.
    fn nameless_next(&self, mut id: TypeId) -> Option<usize> {
        loop {
            match self.get(id) {
                Type::Array(inner) | Type::Map(inner) | Type::Optional(inner) => id = *inner,
                Type::Circle(number) => return Some(*number),
                _ => return None,
            }
        }
    }

    /// Finds circles that are the same, and makes one of them in the circles themselves. What else leads
    /// to them has to be rewritten by whoever holds it.
    pub fn merge_circles(&mut self) -> Merged {
        let count = self.circles.len();
        // At first, all are taken for the same; each round tells more of them apart.
        let mut classes = vec![0; count];
        let mut stable = count == 0;
        for _ in 0..ROUNDS {
            if stable {
                break;
            }
            let merged = Merged(classes.clone());
            let mut firsts: HashMap<(usize, Option<TypeId>), usize> = HashMap::new();
            let mut next = Vec::with_capacity(count);
            for (number, class) in classes.iter().enumerate() {
                let target = self.circles[number];
                let shape = target.map(|target| merged.renumbered(target, self));
                next.push(*firsts.entry((*class, shape)).or_insert(number));
            }
            stable = next == classes;
            classes = next;
        }
        let merged = if stable { Merged(classes) } else { Merged((0..count).collect()) };
        for number in 0..count {
            if let Some(target) = self.circles[number] {
                self.circles[number] = Some(merged.applied(target, self));
            }
        }
        merged
    }
}

#[cfg(test)]
mod tests {
    use crate::api::{Field, Object, Type, TypeId, Types, Wording};

    fn object(types: &mut Types, fields: &[(&str, TypeId)]) -> TypeId {
        let fields = fields.iter().map(|(name, ty)| Field {
            name: (*name).to_owned(),
            ty: *ty,
            nullable: false,
            doc: String::new(),
            deprecated: false,
            why: None,
        });
        types.intern(Type::Object(Object { fields: fields.collect(), ..Object::default() }))
    }

    /// A list of things, each of which has the next.
    fn chain(types: &mut Types, name: &str) -> TypeId {
        let number = types.open_circle();
        let (next, text) = (types.intern(Type::Circle(number)), types.intern(Type::String));
        let node = object(types, &[(name, text), ("next", next)]);
        types.close_circle(number, node);
        node
    }

    #[test]
    fn circles_that_are_the_same_are_one() {
        let mut types = Types::new(Wording::Counts);
        let (first, second, other) =
            (chain(&mut types, "name"), chain(&mut types, "name"), chain(&mut types, "id"));
        assert_ne!(first, second);
        let merged = types.merge_circles();
        assert_eq!(merged.applied(second, &mut types), first);
        assert_eq!(merged.applied(other, &mut types), other);

        // By way of two types, of which each begins with another.
        let (a, b) = (types.open_circle(), types.open_circle());
        let (to_a, to_b) = (types.intern(Type::Circle(a)), types.intern(Type::Circle(b)));
        let (in_a, in_b) = (object(&mut types, &[("b", to_b)]), object(&mut types, &[("b", to_a)]));
        types.close_circle(a, in_a);
        types.close_circle(b, in_b);
        let merged = types.merge_circles();
        assert_eq!(merged.applied(in_a, &mut types), merged.applied(in_b, &mut types));
    }

    #[test]
    fn what_is_replaced_inside_a_circle_makes_another() {
        let mut types = Types::new(Wording::Counts);
        let node = chain(&mut types, "name");
        let hide = |types: &Types, id: TypeId| {
            let is_text = *types.get(id) == Type::String;
            is_text.then_some(Type::Secret)
        };
        let hidden = types.rewrite(node, &hide);
        assert_ne!(hidden, node);
        let next = types.object(hidden).and_then(|object| object.field("next")).map(|field| field.ty);
        assert_eq!(next.map(|next| types.past_circle(next)), Some(hidden), "the circle is of the new one");
        assert_eq!(types.rewrite(node, &hide), hidden, "and whoever does the same gets the same");
        assert_eq!(types.rewrite(hidden, &hide), hidden, "where nothing is replaced nothing changes");
        let old = types.object(node).and_then(|object| object.field("next")).map(|field| field.ty);
        assert_eq!(old.map(|next| types.past_circle(next)), Some(node));
    }

    #[test]
    fn what_has_no_name_on_its_way_is_opened() {
        let mut types = Types::new(Wording::Counts);
        let node = chain(&mut types, "name");
        let lists = types.open_circle();
        let to_lists = types.intern(Type::Circle(lists));
        let list = types.intern(Type::Array(to_lists));
        types.close_circle(lists, list);
        let itself = types.open_circle();
        let to_itself = types.intern(Type::Circle(itself));
        types.close_circle(itself, to_itself);
        let named = types.open_circle();
        let of_node = types.intern(Type::Array(node));
        types.close_circle(named, of_node);
        assert_eq!(types.open_nameless_circles(), [lists, itself]);
        assert_eq!(*types.get(types.innermost(list)), Type::Any);
        assert_eq!(*types.get(types.innermost(to_itself)), Type::Any);
        let to_named = types.intern(Type::Circle(named));
        assert_eq!(types.innermost(to_named), node);
    }
}
