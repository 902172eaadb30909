"""Sign-in: passwords, sessions, throttling, and the person's own settings."""
