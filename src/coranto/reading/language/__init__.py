"""Detect languages, know their tags and packs, and normalise and split their text."""
