-- Entries keep the outlet that an aggregator took them from.

ALTER TABLE entries ADD COLUMN source_name TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN source_url TEXT NOT NULL DEFAULT '';
ALTER TABLE entries ADD COLUMN is_aggregated INTEGER NOT NULL DEFAULT 0;
