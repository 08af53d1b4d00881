"""The words of C13: every operator any field type knows, so that a misspelt one is told from a misplaced one."""

OPERATORS = (
    "equals",
    "not_equals",
    "greater_than",
    "less_than",
    "greater_or_equal",
    "less_or_equal",
    "between",
    "contains",
    "not_contains",
    "in",
    "not_in",
    "starts_with",
    "ends_with",
    "is_empty",
    "is_not_empty",
    "file_size_greater_than",
    "file_count_greater_than",
)
