//! The words of a Rust file, without comments, texts and characters.

/// A word or a sign, and the line that it stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Token {
    /// Whether it is a name (or a keyword).
    pub(crate) fn is_name(&self) -> bool {
        self.text.starts_with(|first: char| first == '_' || first.is_alphabetic())
    }
}

/// Reads `source`. `::` is one sign, every other sign is one character.
pub(crate) fn read(source: &str) -> Vec<Token> {
    let characters: Vec<char> = source.chars().collect();
    let mut tokens: Vec<Token> = Vec::new();
    let (mut at, mut line) = (0, 1);
    let get = |at: usize| characters.get(at).copied().unwrap_or('\0');
    while at < characters.len() {
        let start = at;
        let first = get(at);
        match first {
            '/' if get(at + 1) == '/' => {
                while at < characters.len() && get(at) != '\n' {
                    at += 1;
                }
            }
            '/' if get(at + 1) == '*' => at = after_comment(&characters, at),
            '"' => at = after_text(&characters, at + 1),
            '\'' => at = after_quote(&characters, at),
            _ if first == '_' || first.is_alphanumeric() => {
                while get(at) == '_' || get(at).is_alphanumeric() {
                    at += 1;
                }
                let word: String = characters[start..at].iter().collect();
                let raw = matches!(word.as_str(), "r" | "br" | "cr") && matches!(get(at), '"' | '#');
                if raw && let Some(end) = after_raw_text(&characters, at) {
                    at = end;
                } else {
                    tokens.push(Token { text: word, line });
                }
            }
            ':' if get(at + 1) == ':' => {
                at += 2;
                tokens.push(Token { text: "::".to_owned(), line });
            }
            _ => {
                at += 1;
                if !first.is_whitespace() {
                    tokens.push(Token { text: first.to_string(), line });
                }
            }
        }
        line += characters[start..at.min(characters.len())].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

/// Comments nest.
fn after_comment(characters: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < characters.len() {
        match characters[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => {
                (depth, at) = (depth - 1, at + 2);
                if depth == 0 {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

fn after_text(characters: &[char], mut at: usize) -> usize {
    while at < characters.len() {
        match characters[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// The end of a raw text whose hashes begin here; `None` for a raw name such as `r#type`.
fn after_raw_text(characters: &[char], mut at: usize) -> Option<usize> {
    let begin = at;
    while characters.get(at) == Some(&'#') {
        at += 1;
    }
    let hashes = at - begin;
    if characters.get(at) != Some(&'"') {
        return None;
    }
    at += 1;
    while at < characters.len() {
        let closing = characters[at] == '"'
            && characters.get(at + 1..at + 1 + hashes).is_some_and(|rest| rest.iter().all(|c| *c == '#'));
        at += 1;
        if closing {
            return Some(at + hashes);
        }
    }
    Some(at)
}

/// A character, or a lifetime.
fn after_quote(characters: &[char], at: usize) -> usize {
    match characters[at + 1..] {
        ['\\', _, ..] => {
            let mut end = at + 3;
            while end < characters.len() && characters[end] != '\'' {
                end += 1;
            }
            end + 1
        }
        [_, '\'', ..] => at + 3,
        _ => at + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn comments_texts_and_characters_are_no_words() {
        let source = "a /* b /* c */ d */ \"e \\\" f\" 'g' '\\'' r#\"h\"i\"# // j\n br\"k\" 'l: 'm' r#n::o";
        let words: Vec<(String, usize)> =
            read(source).into_iter().map(|token| (token.text, token.line)).collect();
        let expected = [("a", 1), ("l", 2), (":", 2), ("r", 2), ("#", 2), ("n", 2), ("::", 2), ("o", 2)];
        assert_eq!(words, expected.map(|(text, line)| (text.to_owned(), line)));
    }
}
