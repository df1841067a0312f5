-- Version 3. Records keep how far each voice commits itself (`factuality_by_voice`), and their hash covers all that they say; records
-- with smaller numbers have a hash of the first version. The derived tables are made anew after this (`derived.sql`).
DROP VIEW current_records;

ALTER TABLE records ADD COLUMN views TEXT;
CREATE INDEX entities_by_country ON entities (country);
CREATE INDEX documents_by_outlet ON documents (outlet);
CREATE INDEX records_removed ON records (record) WHERE fields IS NULL;
INSERT INTO meta SELECT 'whole_hash_from_record', coalesce(max(record), 0) + 1 FROM records;

CREATE VIEW current_records AS
  SELECT printf('%s-%016x', k.name, r.id) AS id, k.name AS kind, d.name AS document, d.published, d.outlet, r.confidence, r.factuality,
    r.evidence, r.fields, r.spans, r.voices, r.views AS factuality_by_voice, r.time, r.refs, p.id AS producer, e.recorded
  FROM records r JOIN codings c USING (coding) JOIN documents d USING (document) JOIN kinds k ON k.kind = r.kind
    JOIN producers p USING (producer) JOIN entries e ON e.seq = c.seq
  WHERE r.fields IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM coding_ends x WHERE x.coding = r.coding AND x.to_seq = 9223372036854775807)
    AND NOT EXISTS (SELECT 1 FROM record_ends x WHERE x.record = r.record AND x.to_seq = 9223372036854775807);
