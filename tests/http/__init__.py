"""The kit, seen from outside: what every route has in common."""
