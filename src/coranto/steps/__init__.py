"""Steps: each step reads the store, asks pure code, writes the store."""
