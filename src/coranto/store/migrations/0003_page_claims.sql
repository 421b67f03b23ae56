-- What pages gave as their text and as their address: one text, or one address, under several unlike
-- titles is no article's.

CREATE TABLE page_claims (
  key         TEXT PRIMARY KEY,
  title       TEXT NOT NULL,
  text_sha256 TEXT NOT NULL,
  canonical   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX page_claims_by_text ON page_claims (text_sha256);
CREATE INDEX page_claims_by_canonical ON page_claims (canonical) WHERE canonical <> '';
