//! What siblings say together: the stage between the walk, which proposes, and the entries, which are built.
//!
//! A list is a sequence of repeats of one record; a person reads it by looking at ten items at once. The walk's rules look at one line
//! at a time and make drafts; here the drafts of a group decide together where the title stands ([`slots`], [`vote`]) and what is
//! decoration around it ([`affixes`]), by a measure of what looks like a title ([`likeness`]).

pub(super) mod affixes;
pub(super) mod judge;
pub(super) mod likeness;
pub(super) mod names_first;
pub(super) mod slots;
pub(super) mod vote;
