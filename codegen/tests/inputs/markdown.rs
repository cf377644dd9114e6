//! Markdown that is made up, and what rustdoc would make of a doc comment.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use quote::ToTokens;
use syn::visit::{self, Visit};

use super::random::Random;

/// What Markdown is made of, above all what can open or close something.
const PIECES: &[&str] = &[
    "`",
    "`",
    "``",
    "```",
    "````",
    "~~~",
    "~~~~",
    "```rust",
    "``` ```",
    "~~~ rust",
    "```text",
    "~",
    "~~",
    "\\",
    "\\\\",
    "\\`",
    "\\<",
    "\\~~~",
    "\\n",
    "<b>",
    "</b>",
    "<img src=x onerror=\"alert(1)\">",
    "<script>",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<![CDATA[",
    "]]>",
    "<!X>",
    "<a\nb>",
    "<",
    ">",
    "<https://a.b>",
    "https://a.b/`c",
    "https://a.b/<c",
    "http://",
    "(https://a.b)",
    "[",
    "]",
    "](",
    "[a]: b",
    "[^a]: b",
    "[^a]",
    "![",
    "[ ]",
    "[x]",
    "#",
    "# ",
    "###### ",
    "####### ",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "1) ",
    "2. ",
    "12345678. ",
    "-",
    "---",
    "***",
    "___",
    "===",
    "> ",
    ">",
    "| a | b |",
    "|---|---|",
    "|",
    ":-:",
    "*",
    "**",
    "_",
    "&lt;",
    "&#60;",
    "&#96;",
    "&",
    "!",
    "$$",
    "+++",
    "^",
    ":",
    "{#a}",
    "\u{0}",
    "\u{1b}[1m",
    "\u{202e}",
    "\u{2066}",
    "\u{85}",
    "\u{2028}",
    "\r",
    "\u{a0}",
    "\u{feff}",
    "word",
    "x",
];

/// What stands between pieces.
const GAPS: &[&str] = &[
    "", "", "", " ", " ", " ", "  ", "\n", "\n", "\n\n", "\n    ", "\n\n    ", "\n\t", "\n  ", "\r\n", "\n> ",
];

/// A text of many pieces.
pub fn random(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..1 + random.below(24) {
        text.push_str(random.pick::<&str>(PIECES));
        if random.chance(3) {
            text.push_str("std::process::exit(1)");
        }
        if random.chance(40) {
            text.push_str(&"word ".repeat(random.below(40)));
        }
        text.push_str(random.pick::<&str>(GAPS));
    }
    text
}

/// Reads Markdown as rustdoc does.
pub fn parse(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    Parser::new_ext(text, options)
}

/// What in a doc comment rustdoc would run, or hand to a browser as it is.
pub fn fault(comment: &str) -> Option<String> {
    if let Some(bad) = comment.chars().find(|character| {
        (character.is_control() && *character != '\n')
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    }) {
        return Some(format!("the character {bad:?}"));
    }
    parse(comment).find_map(|event| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == "text" => None,
        Event::Start(Tag::CodeBlock(kind)) => Some(format!("a code block, {kind:?}")),
        Event::Html(html) | Event::InlineHtml(html) => Some(format!("the HTML {html}")),
        Event::Start(Tag::HtmlBlock) => Some("a block of HTML".to_owned()),
        Event::Start(Tag::Image { .. }) => Some("an image".to_owned()),
        Event::Start(Tag::Link { dest_url, .. })
            // The README's own.
            if !["http://", "https://", "COVERAGE.md"].iter().any(|own| dest_url.starts_with(own)) =>
        {
            Some(format!("a link to {dest_url}"))
        }
        _ => None,
    })
}

/// The text that a reader sees, without spaces between its parts.
pub fn text(comment: &str) -> String {
    parse(comment)
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.into_string()),
            _ => None,
        })
        .collect()
}

/// The doc comments of a file, each as rustdoc puts it together: without the indentation that all
/// of its lines have.
pub fn comments(file: &syn::File) -> Vec<String> {
    let mut comments = Comments::default();
    comments.read(&file.attrs);
    comments.visit_file(file);
    comments.0
}

#[derive(Default)]
struct Comments(Vec<String>);

impl Comments {
    fn read(&mut self, attributes: &[syn::Attribute]) {
        let lines: Vec<String> = attributes
            .iter()
            .filter_map(|attribute| match &attribute.meta {
                syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
                    syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
                    other => panic!("a doc comment of {}", other.to_token_stream()),
                },
                _ => None,
            })
            .collect();
        let text = lines.join("\n");
        let filled = text.lines().filter(|line| !line.trim().is_empty());
        let indent = filled.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
        let lines: Vec<&str> = text.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
        if !lines.is_empty() {
            self.0.push(lines.join("\n"));
        }
    }
}

macro_rules! read_attributes {
    ($($method:ident: $node:ident),*) => {
        impl<'ast> Visit<'ast> for Comments {
            $(fn $method(&mut self, node: &'ast syn::$node) {
                self.read(&node.attrs);
                visit::$method(self, node);
            })*

            /// The comments at the beginning of what a macro is given are of what it makes.
            fn visit_macro(&mut self, node: &'ast syn::Macro) {
                let attributes = |input: syn::parse::ParseStream<'_>| {
                    let attributes = input.call(syn::Attribute::parse_outer)?;
                    input.parse::<proc_macro2::TokenStream>()?;
                    Ok(attributes)
                };
                if let Ok(attributes) = node.parse_body_with(attributes) {
                    self.read(&attributes);
                }
                visit::visit_macro(self, node);
            }
        }
    };
}

read_attributes! {
    visit_item_struct: ItemStruct, visit_item_enum: ItemEnum, visit_item_trait: ItemTrait,
    visit_item_impl: ItemImpl, visit_item_type: ItemType, visit_item_static: ItemStatic,
    visit_item_mod: ItemMod, visit_field: Field, visit_variant: Variant, visit_trait_item_fn: TraitItemFn,
    visit_impl_item_fn: ImplItemFn, visit_impl_item_const: ImplItemConst
}
