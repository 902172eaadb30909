"""What a person keeps of their search for a role: searches, looks, what is not for them, shares."""
