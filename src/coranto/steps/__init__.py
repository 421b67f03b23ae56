"""Steps: each reads the store, asks pure code, writes the store. Running one again is safe."""
