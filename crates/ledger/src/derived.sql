-- The tables that make questions fast. Each follows from the entries and what they brought, and can be made anew.

-- When a coding or a record does not count, as `from_seq <= K < to_seq`; the end of one that still lasts is 2^63 - 1. Records that were
-- removed on request count at no moment, and are not here.
CREATE TABLE coding_ends (coding INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, PRIMARY KEY (coding, from_seq)) WITHOUT ROWID;
CREATE TABLE record_ends (record INTEGER NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, PRIMARY KEY (record, from_seq)) WITHOUT ROWID;
-- What reviewers said last of an id; later readings of the same words that say the same inherit it.
CREATE TABLE verdicts (id INTEGER PRIMARY KEY, is_wrong INTEGER NOT NULL, seq INTEGER NOT NULL);

-- Full names of entities, and the entry from which on they are known.
CREATE TABLE aliases (alias TEXT NOT NULL, entity INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (alias, entity)) WITHOUT ROWID;

-- The parties of records, and how they stand to each other. `place` counts the fields of a kind, see `Row::parties`.
CREATE TABLE parties (entity INTEGER NOT NULL, kind INTEGER NOT NULL, record INTEGER NOT NULL, place INTEGER NOT NULL,
  PRIMARY KEY (entity, kind, record, place)) WITHOUT ROWID;
CREATE INDEX parties_by_record ON parties (record, place, entity);
CREATE TABLE dyads (kind INTEGER NOT NULL, label INTEGER NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL, day INTEGER NOT NULL,
  record INTEGER NOT NULL, PRIMARY KEY (kind, label, a, b, day, record)) WITHOUT ROWID;
CREATE INDEX dyads_by_a ON dyads (a, day);
CREATE INDEX dyads_by_b ON dyads (b, day) WHERE b <> 0;
CREATE INDEX dyads_by_day ON dyads (kind, day, record);
-- What lists show of records without reading them. Days count from 1970-01-01; a `voice` is an entity, 0 the author, -1 the outlet, -2 unnamed.
CREATE TABLE claims (record INTEGER PRIMARY KEY, id INTEGER NOT NULL, kind INTEGER NOT NULL, soft INTEGER, hard INTEGER, said INTEGER NOT NULL);
CREATE INDEX claims_by_deadline ON claims (hard);
CREATE TABLE ties (record INTEGER PRIMARY KEY, id INTEGER NOT NULL, sender INTEGER NOT NULL, receiver INTEGER NOT NULL, axis TEXT NOT NULL,
  value TEXT NOT NULL, change TEXT NOT NULL, day INTEGER NOT NULL);
CREATE TABLE relations (record INTEGER PRIMARY KEY, id INTEGER NOT NULL, sign INTEGER, trend TEXT, voice INTEGER NOT NULL);
CREATE TABLE reactions (record INTEGER PRIMARY KEY, id INTEGER NOT NULL, target TEXT, voice INTEGER NOT NULL);
-- Records of each kind, whether they count or not.
CREATE TABLE tallies (kind INTEGER PRIMARY KEY, n INTEGER NOT NULL);

-- Texts that are copies of each other share the origin that came first.
CREATE TABLE origins (document INTEGER PRIMARY KEY, origin INTEGER NOT NULL);
CREATE TABLE sketches (band INTEGER NOT NULL, value INTEGER NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (band, value, document)) WITHOUT ROWID;
