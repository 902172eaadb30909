"""What could not be delivered, for administrators; and addresses that take no letters."""
