"""What can be learned here, from whom, at what cost; and who is learning it."""
