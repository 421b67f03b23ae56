"""Documents → who copied whom, how much, and who came first."""
