"""Telling people what happened: delivery and the list of notices."""
