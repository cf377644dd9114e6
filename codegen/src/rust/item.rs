//! What is written into a file: items of Rust that the printer lays out, and invocations of macros,
//! which it would leave as they are given.

use proc_macro2::TokenStream;

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
    /// The macros in it, which have to be imported.
    pub(super) macros: Vec<&'static str>,
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
