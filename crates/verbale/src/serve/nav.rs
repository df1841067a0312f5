//! The views by name: the navigation of every page and the list on the first one.

/// Views that belong together.
pub(crate) struct Group {
    /// What they have in common.
    pub(crate) name: &'static str,
    /// The views.
    pub(crate) entries: &'static [Entry],
}

/// A view in the navigation.
pub(crate) struct Entry {
    /// Its address.
    pub(crate) path: &'static str,
    /// Its name.
    pub(crate) name: &'static str,
    /// What it shows, in one line.
    pub(crate) what: &'static str,
}

/// Everything that can be reached from the first page.
pub(crate) const GROUPS: &[Group] = &[Group {
    name: "Texts",
    entries: &[
        Entry {
            path: "/documents",
            name: "Documents",
            what: "Read a text with its records lit up, sentence by sentence",
        },
        Entry {
            path: "/add",
            name: "Add",
            what: "Paste a text or drop files; they are read at once",
        },
        Entry {
            path: "/actors",
            name: "Actors",
            what: "Who acts and speaks: names and who uses them, posts, deeds, words",
        },
        Entry {
            path: "/search",
            name: "Search",
            what: "Words in texts and in the evidence of records",
        },
    ],
}];
