"""Editing: findings → edition. Pure: no network, no store, no clock."""
