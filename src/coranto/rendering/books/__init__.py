"""An edition as an EPUB book and as a page for print."""
