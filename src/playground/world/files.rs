//! Uploaded files, kept once however often they are sent: a bot sends the same picture to every session.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::playground::clock::Id;

/// A file as it came in a request.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The number in `files[n]`.
    pub number: u64,
    pub name: String,
    pub content_type: String,
    pub bytes: Arc<[u8]>,
}

/// A file of a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub id: Id,
    pub name: String,
    pub description: Option<String>,
    pub content_type: String,
    pub bytes: Arc<[u8]>,
    /// Shown inside an embed, so not listed on its own.
    pub in_embed: bool,
}

/// Equal contents share their bytes.
#[derive(Debug, Default)]
pub struct Pool(HashMap<u64, Vec<Arc<[u8]>>>);

impl Pool {
    /// The one copy of these bytes; drops copies that no message uses any more.
    pub fn share(&mut self, bytes: &Arc<[u8]>) -> Arc<[u8]> {
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let same = self.0.entry(hasher.finish()).or_default();
        same.retain(|kept| Arc::strong_count(kept) > 1 || kept == bytes);
        if let Some(kept) = same.iter().find(|kept| *kept == bytes) {
            return Arc::clone(kept);
        }
        same.push(Arc::clone(bytes));
        Arc::clone(bytes)
    }
}

/// Width and height of a PNG or GIF, from its first bytes.
pub fn picture_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| bytes.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let little = |at: usize| bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes).map(u32::from);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some((big(16)?, big(20)?)),
        [b'G', b'I', b'F', ..] => Some((little(6)?, little(8)?)),
        _ => None,
    }
}

/// The type of a file by its name, for what Discord shows inline; anything else is bytes.
pub fn content_type(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("png") => "image/png",
        Some("gif") => "image/gif",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("txt" | "md") => "text/plain; charset=utf-8",
        Some("json") => "application/json",
        Some("csv") => "text/csv; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_files_share_their_bytes() {
        let mut pool = Pool::default();
        let first = pool.share(&Arc::from(&b"picture"[..]));
        let second = pool.share(&Arc::from(&b"picture"[..]));
        assert!(Arc::ptr_eq(&first, &second));
    }

    #[test]
    fn a_gif_tells_its_size() {
        assert_eq!(picture_size(b"GIF89a\x40\x01\xF0\x00"), Some((320, 240)));
    }

    #[test]
    fn a_cut_off_picture_tells_nothing() {
        assert_eq!(picture_size(b"\x89PNG\r\n"), None);
    }
}
