"""What a person wants next, under what conditions, and whom they let see it."""
