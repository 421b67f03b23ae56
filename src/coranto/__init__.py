"""Coranto: a week of news about one topic, as a numbered, dated, sourced digest."""

__version__ = "0.1.0"
