"""Posts → networks of accounts, for a desk and for files."""
