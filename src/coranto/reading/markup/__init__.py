"""Bytes → text in the right encoding, and trees of HTML and XML."""
