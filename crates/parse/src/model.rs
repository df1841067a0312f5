//! The model file: a magic word, a version, named sections, a checksum.
//!
//! All numbers are little-endian. After the 8 bytes of [`MAGIC`] and the version (`u32`) come the sections, each as
//! length of the name (`u8`), name, length of the content (`u64`), content; the last 8 bytes are a hash of all before.

use crate::Error;
use std::borrow::Cow;

/// Bytes that a part of a loaded model holds; those of a model that lies in the program are not copied.
pub(crate) type Kept = Cow<'static, [u8]>;

fn copied(bytes: &[u8]) -> Kept {
    Cow::Owned(bytes.to_vec())
}

const MAGIC: &[u8; 8] = b"verbale\n";
/// Version of the file format; raised when a reader of the version before would misread it.
pub(crate) const VERSION: u32 = 1;

/// The sections of a model file, by name.
pub(crate) struct Sections<'a> {
    sections: Vec<(&'a str, &'a [u8])>,
    hash: u64,
    keep: fn(&'a [u8]) -> Kept,
}

impl Sections<'static> {
    /// As [`Sections::read`], of bytes that need not be copied.
    pub(crate) fn of_program(bytes: &'static [u8]) -> Result<Self, Error> {
        let keep = Cow::Borrowed;
        Ok(Self {
            keep,
            ..Self::read(bytes)?
        })
    }
}

impl<'a> Sections<'a> {
    /// Takes a file apart, after checking its hash.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, "header");
        if reader.take(MAGIC.len()).ok() != Some(MAGIC) {
            return Err(Error::NotAModel);
        }
        let found = reader.u32()?;
        if found != VERSION {
            return Err(Error::Version {
                found,
                wanted: VERSION,
            });
        }
        let body = bytes.len().checked_sub(8).ok_or_else(|| reader.damaged())?;
        let hash = hash(&bytes[..body]);
        if bytes[body..] != hash.to_le_bytes() {
            return Err(Error::Damaged {
                part: "checksum".into(),
            });
        }
        let mut sections = Vec::new();
        reader = Reader::new(&bytes[12..body], "sections");
        while !reader.rest.is_empty() {
            let n = reader.take(1)?[0];
            let name =
                std::str::from_utf8(reader.take(usize::from(n))?).map_err(|_| reader.damaged())?;
            let n = usize::try_from(reader.u64()?).map_err(|_| reader.damaged())?;
            sections.push((name, reader.take(n)?));
        }
        Ok(Self {
            sections,
            hash,
            keep: copied,
        })
    }

    /// The content of section `name`, which a file may lack.
    pub(crate) fn find(&self, name: &str) -> Option<&'a [u8]> {
        self.sections.iter().find(|(n, _)| *n == name).map(|s| s.1)
    }

    /// A reader of section `name`, which a file may lack.
    pub(crate) fn find_reader(&self, name: &'static str) -> Option<Reader<'a>> {
        let keep = self.keep;
        let reader = |bytes| Reader {
            keep,
            ..Reader::new(bytes, name)
        };
        self.find(name).map(reader)
    }

    /// A reader of section `name`.
    pub(crate) fn reader(&self, name: &'static str) -> Result<Reader<'a>, Error> {
        let missing = || Error::Damaged {
            part: format!("no section `{name}`"),
        };
        self.find_reader(name).ok_or_else(missing)
    }

    /// The content of section `name`.
    #[cfg(feature = "train")]
    pub(crate) fn get(&self, name: &'static str) -> Result<&'a [u8], Error> {
        self.find(name).ok_or_else(|| Error::Damaged {
            part: format!("no section `{name}`"),
        })
    }

    /// All sections, in the order of the file.
    #[cfg(feature = "train")]
    pub(crate) fn all(&self) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.sections.iter().copied()
    }

    /// A name for exactly this file: 12 hexadecimal digits.
    pub(crate) fn id(&self) -> String {
        format!("{:012x}", self.hash >> 16)
    }
}

/// Puts a file together.
#[cfg(feature = "train")]
pub(crate) fn write(sections: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(VERSION.to_le_bytes());
    for (name, content) in sections {
        out.push(name.len() as u8);
        out.extend(name.as_bytes());
        out.extend((content.len() as u64).to_le_bytes());
        out.extend(content);
    }
    let hash = hash(&out);
    out.extend(hash.to_le_bytes());
    out
}

/// A 64-bit hash, eight bytes at a time: loading must not wait for it.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |h: u64, v: u64| (h ^ v).wrapping_mul(FACTOR).rotate_left(29);
    let mut h = FACTOR ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        h = mix(h, u64::from_le_bytes(word));
    }
    h ^= h >> 31;
    h = h.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    h ^ (h >> 32)
}

/// Reads a section from its start.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    part: &'static str,
    keep: fn(&'a [u8]) -> Kept,
}

impl<'a> Reader<'a> {
    /// `part` names the section in errors.
    pub(crate) fn new(bytes: &'a [u8], part: &'static str) -> Self {
        Self {
            rest: bytes,
            part,
            keep: copied,
        }
    }

    fn damaged(&self) -> Error {
        Error::Damaged {
            part: self.part.into(),
        }
    }

    pub(crate) fn take(&mut self, n: usize) -> Result<&'a [u8], Error> {
        let (taken, rest) = self
            .rest
            .split_at_checked(n)
            .ok_or_else(|| self.damaged())?;
        self.rest = rest;
        Ok(taken)
    }

    /// As [`Reader::take`], for bytes that outlive the file.
    pub(crate) fn keep(&mut self, n: usize) -> Result<Kept, Error> {
        Ok((self.keep)(self.take(n)?))
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        Ok(self
            .take(N)?
            .try_into()
            .expect("as many bytes as asked for"))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Error> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Error> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(crate) fn f32s(&mut self, n: usize) -> Result<Vec<f32>, Error> {
        let bytes = self.take(n.checked_mul(4).ok_or_else(|| self.damaged())?)?;
        let number = |b: &[u8]| f32::from_le_bytes(b.try_into().expect("four bytes"));
        Ok(bytes.chunks_exact(4).map(number).collect())
    }

    pub(crate) fn i8s(&mut self, n: usize) -> Result<Vec<i8>, Error> {
        Ok(self.take(n)?.iter().map(|&b| b as i8).collect())
    }

    /// A list of strings, as written by [`put_strings`].
    pub(crate) fn strings(&mut self) -> Result<Vec<String>, Error> {
        let n = self.u32()?;
        let mut strings = Vec::new();
        for _ in 0..n {
            let len = self.u32()? as usize;
            let bytes = self.take(len)?;
            strings.push(
                std::str::from_utf8(bytes)
                    .map_err(|_| self.damaged())?
                    .to_owned(),
            );
        }
        Ok(strings)
    }
}

/// Appends a list of strings.
#[cfg(feature = "train")]
pub(crate) fn put_strings(strings: &[String], out: &mut Vec<u8>) {
    out.extend((strings.len() as u32).to_le_bytes());
    for s in strings {
        out.extend((s.len() as u32).to_le_bytes());
        out.extend(s.as_bytes());
    }
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::{Sections, write};
    use crate::Error;

    #[test]
    fn sections_come_back_and_damage_is_seen() {
        let file = write(&[("one", vec![1, 2, 3]), ("two", vec![])]);
        let sections = Sections::read(&file).unwrap();
        assert_eq!(sections.get("one").unwrap(), [1, 2, 3]);
        assert!(sections.get("two").unwrap().is_empty());
        assert!(sections.get("three").is_err());
        assert_eq!(sections.id().len(), 12);
        for i in 12..file.len() {
            let mut bad = file.clone();
            bad[i] ^= 1;
            assert!(matches!(Sections::read(&bad), Err(Error::Damaged { .. })));
        }
        for n in 0..file.len() {
            assert!(Sections::read(&file[..n]).is_err());
        }
    }
}
