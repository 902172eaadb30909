"""What colleagues say of a skill: asked for, or offered and taken only with its owner's yes."""
