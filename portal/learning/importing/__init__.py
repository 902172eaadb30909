"""Bringing a catalogue of learning in from a file."""
