"""Analysis: documents → findings. Pure: no network, no store, no clock."""
