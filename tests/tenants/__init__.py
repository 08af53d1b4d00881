"""The plumbing of tenancy, on real PostgreSQL: the switch, the wall's making, provisioning, migrating, keys."""
