"""The tables of members: who they are, how they sign in, and the audit."""
