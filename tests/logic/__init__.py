"""The engine's own tests: no database, no network, seconds."""
