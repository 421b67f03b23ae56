"""Members: who may do what, how they sign in, and the record of what they did."""
