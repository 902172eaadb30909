"""The moments at which a profile goes stale: each a prompt of one tap, each can be silenced."""
