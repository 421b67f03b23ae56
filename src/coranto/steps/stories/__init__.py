"""Documents → stories and storylines in the store."""
