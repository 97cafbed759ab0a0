//! What is set apart in a message: code, links and mentions are left out, quotations and role-play are marked.

use super::letters::is_quotation;

/// Bytes to leave out here: code, a link, a mention, a custom emoji.
pub fn set_apart(rest: &str) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix("```") {
        return Some(inside.find("```").map_or(rest.len(), |end| end + 6));
    }
    if let Some(inside) = rest.strip_prefix('`') {
        // An unmatched back-tick is an apostrophe of a careless keyboard.
        return inside.find(['`', '\n']).filter(|end| inside[*end..].starts_with('`')).map(|end| end + 2);
    }
    if rest.starts_with("http://") || rest.starts_with("https://") {
        return Some(rest.find(char::is_whitespace).unwrap_or(rest.len()));
    }
    if rest.starts_with("<@")
        || rest.starts_with("<#")
        || rest.starts_with("<:")
        || rest.starts_with("<a:")
        || rest.starts_with("<t:")
    {
        return rest.find('>').filter(|end| *end <= 80).map(|end| end + 1);
    }
    None
}

/// A whole line between asterisks: *falls over dramatically*.
pub fn is_roleplay(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or("").trim_end();
    line.len() > 4 && !line.starts_with("**") && line.ends_with('*')
}

/// Whether an opened quotation ends before the line does; a lone mark may be an inch.
pub fn closed_on_this_line(rest: &str) -> bool {
    rest.chars().take_while(|c| *c != '\n').take(300).any(is_quotation)
}
