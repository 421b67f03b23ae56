-- What people chose in the reading of a version: field of a remedy → id of its judgement.
ALTER TABLE versions ADD COLUMN judged TEXT NOT NULL DEFAULT '{}';
