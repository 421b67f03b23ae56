"""Rendering: edition → files. Pure but for its templates and phrases."""
