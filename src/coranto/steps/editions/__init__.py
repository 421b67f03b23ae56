"""Stories → a draft, and what an editor does with it until it is published."""
