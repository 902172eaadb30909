"""Check-ins: every 90 days half a minute about energy, what drives and drains, and prospects."""
