"""What people say of what they learned, and the lists they keep."""
