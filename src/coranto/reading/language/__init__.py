"""What language a text is in, and its words as they are compared."""
