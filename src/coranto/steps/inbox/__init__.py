"""The inbox: the stories of an edition's week, and what people decide about each."""
