"""Suggesting something to learn to everybody with an aim, without seeing who they are."""
