"""The career map, and routes of several moves from one role to another."""
