"""The report on a network of accounts, and its picture as files for graph programs."""
