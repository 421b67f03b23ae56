"""Compose a draft out of ranked stories: what is chosen, and how its items are written. Pure."""
