"""Language packs: one TOML file per language, named by its ISO 639 code. Data, no code."""
