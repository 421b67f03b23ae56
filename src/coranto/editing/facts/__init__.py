"""Find the facts in a text that can be looked up: numbers, days, times, names, speakers. Pure."""
