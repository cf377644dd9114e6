//! The words of a page that is no JSON.

use crate::value::markup::Markup;

/// The text of an HTML page without tags, scripts and styles; any other text as it is.
pub(super) fn text(page: &str) -> String {
    if !page.trim_start().starts_with('<') {
        return page.to_owned();
    }
    let (mut words, mut from) = (String::new(), 0);
    for span in Markup::of(page) {
        words.push_str(&page[from..span.start]);
        words.push(' ');
        from = span.end;
    }
    words.push_str(&page[from..]);
    words
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::value::redact::one_line;

    #[test]
    fn tags_scripts_and_comments_go() {
        let page = "<!DOCTYPE html><html><!-- a > b --><head><title>502 Bad Gateway</title>\
                    <style>b{}</style><SCRIPT>x</SCRIPT></head><body><h1>Bad</h1> gateway<br";
        assert_eq!(one_line(&text(page)), "502 Bad Gateway Bad gateway");
        assert_eq!(text("error code: 1015"), "error code: 1015");
        assert_eq!(text(""), "");
    }
}
