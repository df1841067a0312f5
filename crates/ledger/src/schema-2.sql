-- Version 2: what is to be reviewed first is found without reading all records.
CREATE INDEX records_by_confidence ON records (kind, confidence) WHERE confidence IS NOT NULL;
