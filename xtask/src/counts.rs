//! How the tests of a suite ended.

/// The tests of one suite.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tests that passed.
    pub passed: usize,
    /// Tests that failed, could not run, or were skipped: nothing is skipped quietly.
    pub failed: usize,
}
