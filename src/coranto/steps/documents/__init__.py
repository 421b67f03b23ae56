"""A document as people read, compare, search and mend it."""
