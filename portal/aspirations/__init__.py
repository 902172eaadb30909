"""What a person wants next, and whom they let see it."""
