"""Tests, mirrored on the house: `logic` needs no database, rooms ask at their own door, journeys speak HTTP."""
