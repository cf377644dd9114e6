//! Formats the invocations of the runtime's macro `operation!`, which the printer leaves as it is
//! given them: in one line, with attributes for comments.

use proc_macro2::Ident;
use quote::{format_ident, quote};
use syn::parse::{Parse, ParseStream};
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
    facts: Vec<Ident>,
    /// The word before the type of the answer, or in its place.
    kind: Option<Ident>,
    answer: Option<Type>,
    cursor: Option<LitStr>,
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
        self.facts.iter().for_each(|fact| sent.push_str(&format!(", {fact}")));
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
        let between = if sent.len() + answer.len() < WIDTH { " " } else { "\n        " };
        text.push_str(&format!("{sent}{between}{answer}\n}}\n"));
        Ok(text)
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
