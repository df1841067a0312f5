-- Version 1. What the ledger remembers stands in `entries`, `documents`, `codings`, `records`, `outcomes` and is only
-- ever added to; all other tables are derived from these and can be made anew.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row for each thing that happened to the ledger, in order. `recorded` is UTC and never runs backwards.
CREATE TABLE entries (
  seq INTEGER PRIMARY KEY,
  recorded TEXT NOT NULL,
  kind TEXT NOT NULL,
  author TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
);

-- What people did; all else comes in by the thousand.
CREATE INDEX entries_of_people ON entries (kind) WHERE kind NOT IN ('document', 'coded');

-- One version of a text. `name` is what users call it; versions with the same `source_key` replace each other.
CREATE TABLE documents (
  document INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES entries,
  name TEXT NOT NULL,
  source_key TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  source_sha256 TEXT,
  title TEXT,
  outlet TEXT,
  author TEXT,
  url TEXT,
  published TEXT,
  published_from TEXT NOT NULL,
  text TEXT
);
CREATE INDEX documents_by_key ON documents (source_key);
CREATE INDEX documents_by_hash ON documents (sha256);
CREATE INDEX documents_by_name ON documents (name);

-- One reading of one document: by the program, by a reviewer, or from an import.
CREATE TABLE codings (
  coding INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL REFERENCES entries,
  document INTEGER NOT NULL REFERENCES documents,
  packs TEXT NOT NULL,
  model TEXT NOT NULL,
  first_record INTEGER NOT NULL,
  n_records INTEGER NOT NULL
);
CREATE INDEX codings_by_document ON codings (document);

CREATE TABLE producers (
  producer INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  UNIQUE (type, id, version)
);

-- One record. Spans are Unicode code points, half-open. A removed record keeps `id` and `hash` only.
CREATE TABLE records (
  record INTEGER PRIMARY KEY,
  id INTEGER NOT NULL,
  coding INTEGER NOT NULL REFERENCES codings,
  kind INTEGER NOT NULL,
  number INTEGER NOT NULL,
  producer INTEGER NOT NULL REFERENCES producers,
  confidence REAL,
  factuality TEXT,
  evidence TEXT,
  fields TEXT,
  spans TEXT,
  voices TEXT,
  time TEXT,
  refs TEXT,
  sentences TEXT,
  hash BLOB NOT NULL
);
CREATE INDEX records_by_id ON records (id);

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER codings_stay BEFORE UPDATE ON codings BEGIN SELECT RAISE(ABORT, 'codings are never changed'); END;
CREATE TRIGGER codings_remain BEFORE DELETE ON codings BEGIN SELECT RAISE(ABORT, 'codings are never deleted'); END;
CREATE TRIGGER documents_remain BEFORE DELETE ON documents BEGIN SELECT RAISE(ABORT, 'documents are never deleted'); END;
CREATE TRIGGER records_remain BEFORE DELETE ON records BEGIN SELECT RAISE(ABORT, 'records are never deleted'); END;
-- The one change there is: the removal of a person on request empties what names them.
CREATE TRIGGER documents_stay BEFORE UPDATE ON documents WHEN NEW.text IS NOT NULL OR NEW.sha256 IS NOT OLD.sha256
  BEGIN SELECT RAISE(ABORT, 'documents are never changed'); END;
CREATE TRIGGER records_stay BEFORE UPDATE ON records
  WHEN NEW.fields IS NOT NULL OR NEW.evidence IS NOT NULL OR NEW.hash IS NOT OLD.hash OR NEW.id IS NOT OLD.id
  BEGIN SELECT RAISE(ABORT, 'records are never changed'); END;

-- Derived: when a coding or a record does not count, as `from_seq <= K < to_seq`; the end of one that still lasts is 2^63 - 1.
CREATE TABLE coding_ends (coding INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, PRIMARY KEY (coding, from_seq)) WITHOUT ROWID;
CREATE TABLE record_ends (record INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, PRIMARY KEY (record, from_seq)) WITHOUT ROWID;

-- Derived: who is who across documents.
CREATE TABLE entities (entity INTEGER PRIMARY KEY, name_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, type TEXT, country TEXT);
CREATE TABLE aliases (alias TEXT NOT NULL, entity INTEGER NOT NULL, PRIMARY KEY (alias, entity)) WITHOUT ROWID;

-- Derived: the parties of records, and how they stand to each other. `place` counts the fields of a kind, see `Row::parties`.
CREATE TABLE parties (entity INTEGER NOT NULL, kind INTEGER NOT NULL, record INTEGER NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (entity, kind, record, place)) WITHOUT ROWID;
CREATE INDEX parties_by_record ON parties (record, place, entity);
CREATE TABLE labels (label INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE dyads (kind INTEGER NOT NULL, label INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, day INTEGER NOT NULL,
  record INTEGER NOT NULL, PRIMARY KEY (kind, label, a, b, day, record)) WITHOUT ROWID;
CREATE INDEX dyads_by_a ON dyads (a, day);
CREATE INDEX dyads_by_b ON dyads (b, day) WHERE b <> 0;
-- Derived: what reviewers said of an id; later readings of the same words inherit it.
CREATE TABLE verdicts (id INTEGER PRIMARY KEY, is_wrong INTEGER NOT NULL, seq INTEGER NOT NULL);
-- Derived: what has a deadline. Days count from 1970-01-01.
CREATE TABLE claims (record INTEGER PRIMARY KEY, kind INTEGER NOT NULL, soft INTEGER, hard INTEGER);
CREATE INDEX claims_by_deadline ON claims (hard);

-- Derived: texts that are copies of each other share the origin that came first.
CREATE TABLE origins (document INTEGER PRIMARY KEY, origin INTEGER NOT NULL);
CREATE TABLE sketches (band INTEGER NOT NULL, value INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, value, document)) WITHOUT ROWID;

CREATE VIRTUAL TABLE words USING fts5 (title, text, content = 'documents', content_rowid = 'document', tokenize = "porter unicode61 remove_diacritics 2");

-- For readers of the file: Datasette, DuckDB, pandas.
CREATE TABLE kinds (kind INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE VIEW current_records AS
  SELECT printf('%s-%016x', k.name, r.id) AS id, k.name AS kind, d.name AS document, d.published, d.outlet, r.confidence, r.factuality,
    r.evidence, r.fields, r.spans, r.voices, r.time, r.refs, p.id AS producer, e.recorded
  FROM records r JOIN codings c USING (coding) JOIN documents d USING (document) JOIN kinds k ON k.kind = r.kind
    JOIN producers p USING (producer) JOIN entries e ON e.seq = c.seq
  WHERE r.fields IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM coding_ends x WHERE x.coding = r.coding AND x.to_seq = 9223372036854775807)
    AND NOT EXISTS (SELECT 1 FROM record_ends x WHERE x.record = r.record AND x.to_seq = 9223372036854775807);
CREATE VIEW current_actors AS
  SELECT e.entity, e.name, e.type, e.country, count(DISTINCT p.record) AS n_records FROM entities e LEFT JOIN parties p USING (entity) GROUP BY e.entity;
