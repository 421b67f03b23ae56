"""Sources → captures → documents: visit, archive, read."""
