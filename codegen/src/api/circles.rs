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
