"""What the portal keeps of a person: to take along, to have erased, and how long it stays."""
