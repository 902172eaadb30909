"""A person's page: my own, where I keep it, and others', as far as they open theirs to me."""
