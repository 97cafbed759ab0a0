//! `unhunch picture`: writes an exercise's picture as PNG, GIF or SVG, or all of them with a contact sheet, for people who
//! describe exercises.

use std::path::Path;

use anyhow::{Context, anyhow, bail};

use crate::core::catalogue::{Catalogue, Exercise, Sides};
use crate::core::picture::{self, Motion};
use crate::core::pose::Side;

/// Draws `name` into `out`, or every exercise into the folder `all`.
///
/// # Errors
/// Unknown exercise or file ending, poses that cannot be drawn, a file that cannot be written.
pub fn run(catalogue: &Catalogue, name: Option<&str>, out: Option<&Path>, all: Option<&Path>) -> anyhow::Result<()> {
    match (name, out, all) {
        (_, _, Some(folder)) => everything(catalogue, folder),
        (Some(name), Some(out), None) => {
            let exercise = catalogue.find(name).ok_or_else(|| unknown(catalogue, name))?;
            write(out, &drawn(exercise, out, Side::Right)?)
        }
        _ => bail!("give an exercise and a file, or --all and a folder"),
    }
}

fn unknown(catalogue: &Catalogue, name: &str) -> anyhow::Error {
    let near: Vec<&str> = catalogue.suggest(name, 3).iter().map(|e| e.slug.as_str()).collect();
    match near.as_slice() {
        [] => anyhow!("no exercise is called \"{name}\"; `--all DIR` draws every one"),
        near => anyhow!("no exercise is called \"{name}\"; the nearest are {}", near.join(", ")),
    }
}

/// The picture of the kind that the file's ending asks for.
fn drawn(exercise: &Exercise, out: &Path, side: Side) -> anyhow::Result<Vec<u8>> {
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    Ok(match ending.as_str() {
        "png" => picture::png(exercise, side)?,
        "gif" => picture::gif(exercise, Motion::Round, side)?,
        "svg" => picture::svg(exercise, side)?.into_bytes(),
        _ => bail!("{}: the ending must be .png, .gif or .svg", out.display()),
    })
}

fn write(out: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(out, bytes).with_context(|| format!("{} cannot be written", out.display()))
}

/// PNG and GIF of every exercise, both sides where it has sides, and `contact-sheet.png`.
fn everything(catalogue: &Catalogue, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for exercise in catalogue.exercises() {
        for ending in ["png", "gif"] {
            let out = folder.join(format!("{}.{ending}", exercise.slug));
            write(&out, &drawn(exercise, &out, Side::Right)?)?;
            if exercise.timer.sides != Sides::None {
                let left = folder.join(format!("{}-left.{ending}", exercise.slug));
                write(&left, &drawn(exercise, &left, Side::Left)?)?;
            }
        }
    }
    let sheet = folder.join("contact-sheet.png");
    write(&sheet, &picture::contact_sheet(catalogue.exercises())?)?;
    println!("{} exercises drawn; {}", catalogue.exercises().len(), sheet.display());
    Ok(())
}
