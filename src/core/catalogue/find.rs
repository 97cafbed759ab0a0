//! All exercises and routines, and the way from what a person types to the one they mean.
//! Built by `prompts.rs` at start; asked by commands, autocomplete and sessions.

use super::names::Names;
use super::{Exercise, Routine};

/// The exercises and routines, in the order of lists.
#[derive(Debug)]
pub struct Catalogue {
    exercises: Vec<Exercise>,
    routines: Vec<Routine>,
    exercise_names: Names,
    routine_names: Names,
}

impl Catalogue {
    /// Sorts by `order`, then by name. Names are expected to be unique; the loader checks that.
    pub fn new(mut exercises: Vec<Exercise>, mut routines: Vec<Routine>) -> Self {
        exercises.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        routines.sort_by(|a, b| (a.order, &a.name).cmp(&(b.order, &b.name)));
        let exercise_names = Names::new(exercises.iter().map(|e| (&e.name, &e.slug, e.aliases.as_slice())));
        let routine_names = Names::new(routines.iter().map(|r| (&r.name, &r.slug, r.aliases.as_slice())));
        Self { exercises, routines, exercise_names, routine_names }
    }

    /// All exercises, in the order of lists.
    pub fn exercises(&self) -> &[Exercise] {
        &self.exercises
    }

    /// All routines, in the order of lists.
    pub fn routines(&self) -> &[Routine] {
        &self.routines
    }

    /// The exercise with this id.
    pub fn exercise(&self, slug: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.slug == slug)
    }

    /// The routine with this id.
    pub fn routine(&self, slug: &str) -> Option<&Routine> {
        self.routines.iter().find(|routine| routine.slug == slug)
    }

    /// The exercise with exactly this name, alias or id, whatever the case, spaces, hyphens and accents.
    pub fn find(&self, name: &str) -> Option<&Exercise> {
        self.exercises.get(self.exercise_names.exact(name)?)
    }

    /// The routine with exactly this name, alias or id, whatever the case, spaces, hyphens and accents.
    pub fn find_routine(&self, name: &str) -> Option<&Routine> {
        self.routines.get(self.routine_names.exact(name)?)
    }

    /// At most `limit` exercises that `typed` may mean, best first; nothing typed gives the whole list.
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<&Exercise> {
        self.exercise_names.suggest(typed, limit).into_iter().filter_map(|at| self.exercises.get(at)).collect()
    }

    /// At most `limit` routines that `typed` may mean, best first; nothing typed gives the whole list.
    pub fn suggest_routines(&self, typed: &str, limit: usize) -> Vec<&Routine> {
        self.routine_names.suggest(typed, limit).into_iter().filter_map(|at| self.routines.get(at)).collect()
    }
}
