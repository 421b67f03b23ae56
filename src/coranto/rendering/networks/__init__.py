"""The report on a network of accounts, and the network as files for graph programs."""
