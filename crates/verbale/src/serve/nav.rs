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
pub(crate) const GROUPS: &[Group] = &[
    Group {
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
            Entry {
                path: "/export",
                name: "Export",
                what: "Records for spreadsheets, data frames, graphs and archives",
            },
        ],
    },
    Group {
        name: "What happened",
        entries: &[
            Entry {
                path: "/timeline",
                name: "Timeline",
                what: "Events, meetings, ties, statements and commitments by day, and how sure each day is",
            },
            Entry {
                path: "/recognition",
                name: "Recognition",
                what: "Who recognises a government and who is represented there, on a map, as of any day",
            },
            Entry {
                path: "/network",
                name: "Network",
                what: "Alliances and divisions, each with whose word it is",
            },
            Entry {
                path: "/meetings",
                name: "Meetings",
                what: "Who met whom, and what came of it",
            },
        ],
    },
    Group {
        name: "What was said",
        entries: &[
            Entry {
                path: "/claims",
                name: "Claims",
                what: "Promises, threats, demands and forecasts: what is due, and what came of it",
            },
            Entry {
                path: "/reactions",
                name: "Reactions",
                what: "Who reacted how to an event, an act or an actor",
            },
            Entry {
                path: "/voices",
                name: "Voices",
                what: "Whom outlets let speak, month by month",
            },
            Entry {
                path: "/impact",
                name: "Before and after",
                what: "Test a forecast: write down what to count, then compare",
            },
        ],
    },
    Group {
        name: "Review",
        entries: &[
            Entry {
                path: "/review",
                name: "Review",
                what: "Judge records, what most needs a look first, by single keys",
            },
            Entry {
                path: "/agreement",
                name: "Agreement",
                what: "How far two reviewers agree, and who changed what",
            },
            Entry {
                path: "/same",
                name: "Merge and split",
                what: "Names that are one actor, records that tell of one event",
            },
        ],
    },
];
