"""Which skill is meant by what somebody types: by its beginning, or by what is near it."""
