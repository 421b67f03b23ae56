"""Reading: bytes → documents. Pure: no network, no store, no clock."""
