"""What a person's own CV holds, and their profile as a file for elsewhere."""
