"""Posts → what two of them have in common, and the communities of their accounts."""
