//! The words of a page that is no JSON.

/// The text of an HTML page without tags, scripts and styles; any other text as it is.
pub(super) fn text(page: &str) -> String {
    if !page.trim_start().starts_with('<') {
        return page.to_owned();
    }
    let mut words = String::new();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        words.push_str(&rest[..open]);
        words.push(' ');
        let tag = &rest[open..];
        let lower = tag.get(..8).unwrap_or(tag).to_ascii_lowercase();
        let end = if lower.starts_with("<script") {
            "</script>"
        } else if lower.starts_with("<style") {
            "</style>"
        } else if lower.starts_with("<!--") {
            "-->"
        } else {
            ">"
        };
        rest = tag.find(end).map_or("", |at| &tag[at + end.len()..]);
    }
    words.push_str(rest);
    words
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::value::redact::one_line;

    #[test]
    fn tags_scripts_and_comments_go() {
        let page = "<!DOCTYPE html><html><!-- a > b --><head><title>502 Bad Gateway</title>\
                    <style>b{}</style><SCRIPT>x</script></head><body><h1>Bad</h1> gateway<br";
        assert_eq!(one_line(&text(page)), "502 Bad Gateway Bad gateway");
        assert_eq!(text("error code: 1015"), "error code: 1015");
        assert_eq!(text(""), "");
    }
}
