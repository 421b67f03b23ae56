"""Editing: from findings to an edition. Pure: no network, no store, no clock."""
