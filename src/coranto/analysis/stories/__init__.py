"""Documents → stories: which of them report the same event, and why."""
