//! The paths of a file: those of its `use` items, and those in its code.

use crate::tokens::Token;

/// A path, where it stands, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Without generic arguments. `*` at its end stands for everything.
    pub(crate) segments: Vec<String>,
    /// The name that it has here, if it is a `use`.
    pub(crate) alias: Option<String>,
    /// A `pub use`: others can import it from here.
    pub(crate) exported: bool,
    pub(crate) line: usize,
    /// The modules inside the file that it stands in.
    pub(crate) inside: Vec<String>,
}

/// What is in a file.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) paths: Vec<Found>,
    /// Modules that have files of their own.
    pub(crate) children: Vec<String>,
    /// Macros for everybody.
    pub(crate) macros: Vec<String>,
}

/// Reads the words of a file.
pub(crate) fn read(tokens: &[Token]) -> Content {
    let mut content = Content::default();
    // The modules that are open, each with the depth at which it ends.
    let mut open: Vec<(String, usize)> = Vec::new();
    let (mut at, mut depth, mut exported_macro) = (0, 0_usize, false);
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    while at < tokens.len() {
        let inside = || open.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        match text(at) {
            "{" => depth += 1,
            "}" => {
                depth = depth.saturating_sub(1);
                open.retain(|(_, ends)| *ends <= depth);
            }
            "mod" if text(at + 2) == ";" && open.is_empty() => content.children.push(text(at + 1).to_owned()),
            "mod" if text(at + 2) == "{" => {
                open.push((text(at + 1).to_owned(), depth + 1));
                at += 2;
                depth += 1;
            }
            "macro_export" => exported_macro = true,
            "macro_rules" if text(at + 1) == "!" && exported_macro => {
                exported_macro = false;
                content.macros.push(text(at + 2).to_owned());
                // Its paths are those of the crates that use it.
                at = after_block(tokens, at + 3);
                continue;
            }
            "use" if text(at + 1) != "<" => {
                let exported = at > 0 && (text(at - 1) == "pub" || closes_visibility(tokens, at - 1));
                let mut end = at + 1;
                let found = |segments: Vec<String>, alias, line| Found {
                    segments,
                    alias: Some(alias),
                    exported,
                    line,
                    inside: inside(),
                };
                tree(tokens, &mut end, &mut Vec::new(), &mut |segments, alias, line| {
                    content.paths.push(found(segments, alias, line));
                });
                at = end;
            }
            _ if tokens[at].is_name() && text(at + 1) == "::" && !continues(text, at) => {
                let line = tokens[at].line;
                let mut segments = vec![text(at).to_owned()];
                while text(at + 1) == "::" && tokens.get(at + 2).is_some_and(Token::is_name) {
                    at += 2;
                    segments.push(text(at).to_owned());
                }
                content.paths.push(Found { segments, alias: None, exported: false, line, inside: inside() });
            }
            _ => {}
        }
        at += 1;
    }
    content
}

/// Where the block that begins here has ended.
fn after_block(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while at < tokens.len() {
        match tokens[at].text.as_str() {
            "{" | "(" | "[" => depth += 1,
            "}" | ")" | "]" => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at
}

/// Whether the name here is a later part of a path, or a macro's `$crate`.
fn continues<'a>(text: impl Fn(usize) -> &'a str, at: usize) -> bool {
    at > 0 && matches!(text(at - 1), "::" | "$")
}

/// Whether a `pub(…)` ends here.
fn closes_visibility(tokens: &[Token], at: usize) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let open = (0..at).rev().find(|open| text(*open) == "(");
    text(at) == ")" && open.is_some_and(|open| open > 0 && text(open - 1) == "pub" && at - open <= 6)
}

/// Reads what follows a `use`, up to its end, and tells each path that it has.
fn tree(
    tokens: &[Token],
    at: &mut usize,
    before: &mut Vec<String>,
    tell: &mut impl FnMut(Vec<String>, String, usize),
) {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let length = before.len();
    loop {
        match text(*at) {
            "{" => {
                *at += 1;
                while !matches!(text(*at), "}" | "") {
                    tree(tokens, at, before, tell);
                    if text(*at) == "," {
                        *at += 1;
                    }
                }
                *at += 1;
                break;
            }
            "::" => *at += 1,
            "as" => {
                tell(before.clone(), text(*at + 1).to_owned(), tokens[*at].line);
                *at += 2;
                break;
            }
            "," | "}" | ";" | "" => {
                if before.len() > length {
                    // `self` in braces is what stands before them.
                    if before.len() > 1 && before.last().is_some_and(|last| last == "self") {
                        before.pop();
                    }
                    let name = before.last().cloned().unwrap_or_default();
                    tell(before.clone(), name, tokens[at.saturating_sub(1)].line);
                }
                break;
            }
            // A raw name.
            "r" if text(*at + 1) == "#" => *at += 2,
            name => {
                before.push(name.to_owned());
                *at += 1;
            }
        }
    }
    before.truncate(length);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tokens;

    fn paths(source: &str) -> Vec<String> {
        let found = read(&tokens::read(source)).paths.into_iter();
        found
            .map(|found| {
                let alias = found.alias.map(|alias| format!(" as {alias}")).unwrap_or_default();
                let exported = if found.exported { "pub " } else { "" };
                format!("{exported}{}{alias} in {}", found.segments.join("::"), found.inside.join("::"))
            })
            .collect()
    }

    #[test]
    fn trees_of_use_are_taken_apart() {
        assert_eq!(
            paths("use crate::a::{self, b::{C, D as E}, f::*};\npub(crate) use self::g::H;"),
            [
                "crate::a as a in ",
                "crate::a::b::C as C in ",
                "crate::a::b::D as E in ",
                "crate::a::f::* as * in ",
                "pub self::g::H as H in ",
            ]
        );
    }

    #[test]
    fn paths_in_code_and_the_modules_they_stand_in() {
        let source = "fn f() -> impl T + use<F> { crate::a::b(super::c::<D>::E, $crate::x::y) }\n\
                      mod inner { use super::g; mod deep { fn h(i: self::J) {} } } mod file; fn k(l: m::N) {}";
        assert_eq!(
            paths(source),
            [
                "crate::a::b in ",
                "super::c in ",
                "super::g as g in inner",
                "self::J in inner::deep",
                "m::N in ",
            ]
        );
        assert_eq!(read(&tokens::read(source)).children, ["file"]);
    }

    #[test]
    fn exported_macros_are_known() {
        let source = "#[macro_export]\nmacro_rules! one { () => { crate::a::B } }\n\
                      macro_rules! two { () => { crate::c::D } }";
        assert_eq!(read(&tokens::read(source)).macros, ["one"]);
        assert_eq!(paths(source), ["crate::c::D in "]);
    }
}
