"""Render editions as pages, feeds, mails and books. Reads only files of this package."""
