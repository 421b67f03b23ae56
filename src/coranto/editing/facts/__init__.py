"""What a sentence states that can be looked up: numbers, days and names. Pure."""
