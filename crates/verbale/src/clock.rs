//! The clock, read in one place.

/// The present moment in UTC as entries of a ledger write it.
///
/// ```
/// assert!(verbale::now().ends_with('Z'));
/// ```
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string()
}
