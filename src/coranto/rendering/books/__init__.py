"""An edition as a book (EPUB) and on paper."""
