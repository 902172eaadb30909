"""Feedback in words: asked for, or praise given unasked. Two people read it, and nobody else."""
