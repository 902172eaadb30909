"""What proves the portal. Named sentences that are true."""
