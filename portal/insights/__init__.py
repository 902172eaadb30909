"""What HR sees: aggregates that no one can turn back into a person."""
