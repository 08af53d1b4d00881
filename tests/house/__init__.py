"""The law of the house (docs/architecture.md) as tests: floors, sizes, names, what a line may touch, documents."""
