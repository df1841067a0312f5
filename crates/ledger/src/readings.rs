//! The readings that came in, and which of them a record is of.

/// One reading that came in, in the order of records.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coding {
    pub(crate) coding: i64,
    pub(crate) first: i64,
    pub(crate) end: i64,
    pub(crate) document: i64,
}

/// Records of which one number remembers the reading: half of them need no more than two steps from it.
const STRIDE: i64 = 32;

/// All readings, in the order of their records.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    codings: Vec<Coding>,
    /// Of each [`STRIDE`] records, the place of the reading that has the first of them or, if none has it, of the next one.
    places: Vec<usize>,
    last_document: i64,
}

impl Readings {
    /// Adds the next one.
    pub(crate) fn push(&mut self, coding: Coding) {
        let at = self.codings.len();
        while self.places.len() as i64 * STRIDE < coding.end {
            self.places.push(at);
        }
        self.last_document = self.last_document.max(coding.document);
        self.codings.push(coding);
    }

    /// The last one.
    pub(crate) fn last(&self) -> Option<&Coding> {
        self.codings.last()
    }

    /// All, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Coding> {
        self.codings.iter()
    }

    /// The last document that was read.
    pub(crate) fn last_document(&self) -> i64 {
        self.last_document
    }

    /// The one that has a record.
    pub(crate) fn of(&self, record: i64) -> Option<&Coding> {
        let place = usize::try_from(record / STRIDE).ok()?;
        let later = self.codings.get(*self.places.get(place)?..)?.iter();
        let coding = later.take_while(|c| c.first <= record);
        coding.into_iter().find(|c| record < c.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, Readings};

    #[test]
    fn a_record_is_of_the_reading_that_brought_it() {
        let mut readings = Readings::default();
        // Readings without records, short ones, long ones, and a gap.
        let sizes = [
            (1, 0),
            (1, 1),
            (2, 0),
            (2, 100),
            (102, 3),
            (105, 31),
            (200, 40),
        ];
        for (coding, (first, n)) in sizes.into_iter().enumerate() {
            let coding = coding as i64;
            readings.push(Coding {
                coding,
                first,
                end: first + n,
                document: 9 - coding,
            });
        }
        for record in -1..300 {
            let plain = readings
                .iter()
                .find(|c| c.first <= record && record < c.end);
            let found = readings.of(record).map(|c| c.coding);
            assert_eq!(found, plain.map(|c| c.coding), "record {record}");
        }
        assert_eq!(readings.last_document(), 9);
    }
}
