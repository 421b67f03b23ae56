"""Edges: each module knows one thing outside."""
