"""Jobs at the room's own door, and over HTTP."""
