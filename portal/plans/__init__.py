"""A person's dated steps toward an aim."""
