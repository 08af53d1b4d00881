"""The builder on the wire: parts one by one, and whole documents."""
