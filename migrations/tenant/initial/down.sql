DROP TABLE
    members,
    idempotency_keys;
