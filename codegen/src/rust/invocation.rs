//! Formats the invocations of the runtime's macro `operation!`, which the printer leaves as it is
//! given them: in one line, with attributes for comments.

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Item, Lit, LitStr, Meta, Token, Type};

/// The name of the macro.
const MACRO: &str = "operation";

/// Up to this column method, path and answer stand in one line.
const WIDTH: usize = 90;

/// What stands in an invocation.
struct Operation {
    doc: Vec<String>,
    name: Ident,
    id: LitStr,
    method: Ident,
    path: LitStr,
    facts: Vec<Fact>,
    /// The word before the type of the answer, or in its place.
    kind: Option<Ident>,
    answer: Option<Type>,
    cursor: Option<LitStr>,
}

/// A fact of an operation: the name of a function that adds it, and what that is given.
struct Fact {
    name: Ident,
    arguments: Option<Punctuated<Expr, Token![,]>>,
}

impl Parse for Fact {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.parse()?;
        if !input.peek(syn::token::Paren) {
            return Ok(Self { name, arguments: None });
        }
        let inside;
        syn::parenthesized!(inside in input);
        Ok(Self { name, arguments: Some(Punctuated::parse_terminated(&inside)?) })
    }
}

impl Parse for Operation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let doc = input.call(Attribute::parse_outer)?.iter().filter_map(comment).collect();
        let name = input.parse()?;
        input.parse::<Token![=]>()?;
        let id = input.parse()?;
        input.parse::<Token![,]>()?;
        let (method, path) = (input.parse()?, input.parse()?);
        let mut facts = Vec::new();
        while input.parse::<Option<Token![,]>>()?.is_some() {
            facts.push(input.parse()?);
        }
        input.parse::<Token![=>]>()?;
        let word = input.fork().parse::<Ident>();
        let is_kind = word.is_ok_and(|word| {
            ["bytes", "list", "nothing", "optional", "pages"].iter().any(|kind| word == kind)
        });
        let kind = is_kind.then(|| input.parse()).transpose()?;
        let answer = (!input.is_empty()).then(|| input.parse()).transpose()?;
        let cursor = input.parse::<Option<Token![,]>>()?.map(|_| input.parse()).transpose()?;
        Ok(Self { doc, name, id, method, path, facts, kind, answer, cursor })
    }
}

/// The text of a doc comment's line.
fn comment(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

impl Operation {
    fn text(&self) -> Result<String, String> {
        let mut text = format!("{MACRO}! {{\n");
        for line in &self.doc {
            text.push_str(&format!("    ///{line}\n"));
        }
        let Self { name, id, method, path, .. } = self;
        let (id, path) = (quote!(#id), quote!(#path));
        text.push_str(&format!("    {name} = {id},\n"));
        let mut sent = format!("    {method} {path}");
        for Fact { name, arguments } in &self.facts {
            match arguments {
                None => sent.push_str(&format!(", {name}")),
                Some(arguments) => {
                    let arguments =
                        arguments.iter().map(expression).collect::<Result<Vec<_>, _>>()?.join(", ");
                    sent.push_str(&format!(",\n    {name}({arguments})"));
                }
            }
        }
        let line = sent.rsplit('\n').next().unwrap_or_default().len();
        let mut answer = "=>".to_owned();
        if let Some(kind) = &self.kind {
            answer.push_str(&format!(" {kind}"));
        }
        if let Some(ty) = &self.answer {
            answer.push_str(&format!(" {}", formatted(ty)?));
        }
        if let Some(cursor) = &self.cursor {
            answer.push_str(&format!(", {}", quote!(#cursor)));
        }
        let between = if line + answer.len() < WIDTH { " " } else { "\n        " };
        text.push_str(&format!("{sent}{between}{answer}\n}}\n"));
        Ok(text)
    }
}

/// An expression as it is written in one line: a text, or a reference to a list of texts.
fn expression(expression: &Expr) -> Result<String, String> {
    match expression {
        Expr::Lit(literal) => Ok(quote!(#literal).to_string()),
        Expr::Reference(reference) => Ok(format!("&{}", self::expression(&reference.expr)?)),
        Expr::Array(array) => {
            let items = array.elems.iter().map(self::expression).collect::<Result<Vec<_>, _>>()?;
            Ok(format!("[{}]", items.join(", ")))
        }
        other => Err(format!("a fact is given {}", quote!(#other))),
    }
}

/// A type as the printer writes it.
fn formatted(ty: &Type) -> Result<String, String> {
    let alias = syn::parse2(quote!(type A = #ty;)).map_err(|error| error.to_string())?;
    let text = prettyplease::unparse(&alias);
    Ok(text.trim_start_matches("type A = ").trim_end().trim_end_matches(';').to_owned())
}

/// Takes the invocations out of a file; each leaves an empty one behind, by which it is put back.
pub(super) fn take(file: &mut syn::File) -> Result<Vec<String>, String> {
    let mut taken = Vec::new();
    for item in &mut file.items {
        if let Item::Macro(invocation) = item
            && invocation.mac.path.is_ident(MACRO)
        {
            let operation: Operation =
                syn::parse2(invocation.mac.tokens.clone()).map_err(|error| error.to_string())?;
            let mark = format_ident!("mark_{}", taken.len());
            // In parentheses it has a line to itself.
            invocation.mac = syn::parse2(quote!(operation!(#mark))).map_err(|error| error.to_string())?;
            invocation.semi_token = Some(Token![;](invocation.mac.path.span()));
            taken.push(operation.text()?);
        }
    }
    Ok(taken)
}

/// Puts invocations back into the text of the file that they were taken from.
pub(super) fn put_back(text: &str, taken: &[String]) -> String {
    let mut invocations = taken.iter();
    let mut whole = String::with_capacity(text.len() + taken.iter().map(String::len).sum::<usize>());
    for line in text.split_inclusive('\n') {
        let mark = line.starts_with(MACRO) && line.contains("!(mark_");
        match mark.then(|| invocations.next()).flatten() {
            Some(invocation) => whole.push_str(invocation),
            None => whole.push_str(line),
        }
    }
    whole
}
