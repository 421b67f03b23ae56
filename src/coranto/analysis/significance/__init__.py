"""Decide whether the accounts of a network share more than chance would bring about."""
