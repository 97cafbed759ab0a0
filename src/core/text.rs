//! Length and cutting as Discord counts (UTF-16 units), and making user text safe to show. The only place that cuts text.

/// Length as Discord counts it: UTF-16 code units.
pub fn len(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text`, or its beginning with "…" so that it is at most `max` UTF-16 units; never cuts inside a grapheme.
pub fn cut(text: &str, max: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    if len(text) <= max {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for grapheme in text.graphemes(true) {
        used += len(grapheme);
        if used > max {
            break;
        }
        out.push_str(grapheme);
    }
    if max > 0 {
        out.push('…');
    }
    out
}

/// User text made harmless inside our own: markdown and mentions are shown, not obeyed.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '_' | '~' | '`' | '|' | '>' | '#' | '[' | ']' | '(' | ')' | '<' | ':') {
            out.push('\\');
        }
        out.push(c);
        if c == '@' {
            out.push('\u{200b}');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_stays_whole() {
        assert_eq!(cut("cat-cow", 7), "cat-cow");
    }

    #[test]
    fn cutting_counts_utf16_and_keeps_graphemes_whole() {
        assert_eq!(cut("👨‍👩‍👧 and cat", 5), "…");
        assert_eq!(cut("aa👍bb", 5), "aa👍…");
    }

    #[test]
    fn a_mention_in_user_text_pings_nobody() {
        assert_eq!(plain("@everyone"), "@\u{200b}everyone");
    }
}
