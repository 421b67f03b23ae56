"""Decode bytes into text; parse and repair untrusted XML. Pure."""
