//! Pictures ready to attach: drawn by `core::picture` off the async threads, once, then kept on disk (or in memory where
//! the disk cannot be written), found again by a hash of what they show.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;

use super::message::Picture;
use crate::core::catalogue::Exercise;
use crate::core::picture::{self, Motion};
use crate::core::pose::Side;

/// What of an exercise a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// Its key poses side by side, a PNG.
    Still,
    /// It moving, a GIF.
    Moving(Motion),
}

/// Draws pictures and keeps them.
pub struct Pictures {
    folder: Option<PathBuf>,
    kept: Mutex<HashMap<String, Arc<[u8]>>>,
    drawing: tokio::sync::Mutex<()>,
    warned: AtomicBool,
}

impl Pictures {
    /// Keeps pictures in `folder`, made when it is first needed; in memory without one.
    pub fn new(folder: Option<PathBuf>) -> Pictures {
        let (kept, drawing) = (Mutex::default(), tokio::sync::Mutex::default());
        Pictures { folder, kept, drawing, warned: AtomicBool::new(false) }
    }

    /// The picture of an exercise, with the given side at work where it has sides.
    ///
    /// # Errors
    /// When the exercise's poses cannot be drawn.
    pub async fn for_exercise(&self, exercise: &Exercise, shown: Shown, side: Side) -> anyhow::Result<Picture> {
        let ending = if shown == Shown::Still { "png" } else { "gif" };
        let file = format!("{}-{:016x}.{ending}", exercise.slug, content_hash(exercise, shown, side));
        let bytes = match self.find(&file).await {
            Some(bytes) => bytes,
            None => self.draw(exercise, shown, side, &file).await?,
        };
        Ok(Picture { name: format!("{}.{ending}", exercise.slug), bytes, alt: picture::alt(exercise) })
    }

    async fn find(&self, file: &str) -> Option<Arc<[u8]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(file).cloned();
        match (kept, &self.folder) {
            (Some(bytes), _) => Some(bytes),
            (None, Some(folder)) => tokio::fs::read(folder.join(file)).await.ok().filter(|b| whole(b)).map(Arc::from),
            (None, None) => None,
        }
    }

    /// One at a time: drawing takes a core for a moment, and two who ask for the same get the same.
    async fn draw(&self, exercise: &Exercise, shown: Shown, side: Side, file: &str) -> anyhow::Result<Arc<[u8]>> {
        let _one = self.drawing.lock().await;
        if let Some(bytes) = self.find(file).await {
            return Ok(bytes);
        }
        let exercise = exercise.clone();
        let drawn = tokio::task::spawn_blocking(move || match shown {
            Shown::Still => picture::png(&exercise, side),
            Shown::Moving(motion) => picture::gif(&exercise, motion, side),
        });
        let bytes: Arc<[u8]> = drawn.await.context("drawing stopped")?.context("drawing failed")?.into();
        self.keep(file, &bytes).await;
        Ok(bytes)
    }

    async fn keep(&self, file: &str, bytes: &Arc<[u8]>) {
        let on_disk = match &self.folder {
            Some(folder) => write(folder, file, bytes).await,
            None => Err(std::io::ErrorKind::NotFound.into()),
        };
        if let Err(error) = on_disk {
            if let Some(folder) = &self.folder
                && !self.warned.swap(true, Ordering::Relaxed)
            {
                tracing::warn!(folder = %folder.display(), %error, "pictures cannot be kept on disk; keeping them in memory");
            }
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(file.to_owned(), bytes.clone());
        }
    }
}

/// A reader never sees half a picture: written beside, then renamed.
async fn write(folder: &Path, file: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let beside = folder.join(format!("{file}.{}.part", std::process::id()));
    tokio::fs::write(&beside, bytes).await?;
    tokio::fs::rename(&beside, folder.join(file)).await
}

/// Whether the file begins and ends as a PNG or a GIF does; a damaged one is drawn again.
fn whole(bytes: &[u8]) -> bool {
    (bytes.starts_with(b"\x89PNG") && bytes.ends_with(b"IEND\xAE\x42\x60\x82"))
        || (bytes.starts_with(b"GIF89a") && bytes.ends_with(b";"))
}

/// Changes when the drawing, the poses or the tempo change.
fn content_hash(exercise: &Exercise, shown: Shown, side: Side) -> u64 {
    let mut hasher = DefaultHasher::new();
    picture::DRAWING.hash(&mut hasher);
    (shown, side).hash(&mut hasher);
    format!("{:?}{:?}", exercise.poses, exercise.timer.phases).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercise() -> Exercise {
        let text = include_str!("../../prompts/exercises/cat-cow.toml");
        Exercise { slug: "cat-cow".into(), ..toml::from_str(text).expect("the shipped file is valid") }
    }

    fn files(folder: &Path) -> Vec<PathBuf> {
        std::fs::read_dir(folder).map(|all| all.flatten().map(|f| f.path()).collect()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_picture_is_drawn_once_and_then_read_from_disk() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let drawn =
            Pictures::new(Some(folder.path().into())).for_exercise(&exercise(), Shown::Still, Side::Right).await?;
        let [file] = &files(folder.path())[..] else { anyhow::bail!("one file expected") };
        let mut marked = drawn.bytes.to_vec();
        marked.splice(8..8, *b"mark");
        std::fs::write(file, &marked)?;
        let read =
            Pictures::new(Some(folder.path().into())).for_exercise(&exercise(), Shown::Still, Side::Right).await?;
        assert_eq!(read.bytes.to_vec(), marked);
        Ok(())
    }

    #[tokio::test]
    async fn a_damaged_file_is_drawn_again() -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let pictures = Pictures::new(Some(folder.path().into()));
        let drawn = pictures.for_exercise(&exercise(), Shown::Still, Side::Right).await?;
        for file in files(folder.path()) {
            std::fs::write(file, b"\x89PNG half")?;
        }
        assert_eq!(pictures.for_exercise(&exercise(), Shown::Still, Side::Right).await?, drawn);
        Ok(())
    }

    #[tokio::test]
    async fn where_the_disk_cannot_be_written_pictures_stay_in_memory() -> anyhow::Result<()> {
        let file = tempfile::NamedTempFile::new()?;
        let pictures = Pictures::new(Some(file.path().join("below-a-file")));
        let first = pictures.for_exercise(&exercise(), Shown::Still, Side::Right).await?;
        let again = pictures.for_exercise(&exercise(), Shown::Still, Side::Right).await?;
        assert!(Arc::ptr_eq(&first.bytes, &again.bytes));
        Ok(())
    }
}
