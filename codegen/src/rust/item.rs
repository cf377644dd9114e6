//! What is written into a file: items of Rust that the printer lays out, and invocations of macros,
//! which it would leave as they are given.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};

/// The column after which lines are broken.
pub(super) const WIDTH: usize = 90;

/// A part of a file.
pub(super) enum Item {
    /// Items to lay out.
    Tokens(TokenStream),
    /// Text that is laid out already.
    Text(Text),
}

/// An invocation of a macro, laid out.
pub(super) struct Text {
    /// Its lines, with a line's end.
    pub(super) text: String,
    /// The macro, which has to be imported.
    pub(super) invoked: &'static str,
    /// The names in it that may have to be imported as well.
    pub(super) names: BTreeSet<String>,
}

impl Text {
    /// An invocation of a macro in which these types stand.
    pub(super) fn new(invoked: &'static str, text: String, types: &[TokenStream]) -> Self {
        let mut names = BTreeSet::new();
        types.iter().for_each(|ty| find_names(ty.clone(), &mut names));
        Self { text, invoked, names }
    }
}

fn find_names(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(found.insert(ident.to_string())),
            TokenTree::Group(group) => find_names(group.stream(), found),
            _ => {}
        }
    }
}

impl From<TokenStream> for Item {
    fn from(tokens: TokenStream) -> Self {
        Self::Tokens(tokens)
    }
}

impl From<Text> for Item {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

/// Things with commas between them, on as many lines as they take.
pub(super) fn listed(indent: &str, things: &[String]) -> String {
    let mut text = String::new();
    let mut line = indent.to_owned();
    for thing in things {
        if line.len() > indent.len() && line.len() + thing.len() + 2 > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = indent.to_owned();
        }
        line.push_str(thing);
        line.push_str(", ");
    }
    text.push_str(line.trim_end());
    text.push('\n');
    text
}

/// A type as it is written: without the spaces that tokens have between them.
pub(super) fn shown(ty: &TokenStream) -> String {
    ty.to_string().replace(" <", "<").replace("< ", "<").replace(" >", ">").replace(" ,", ",")
}
