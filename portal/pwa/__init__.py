"""The shell: what makes the portal an app, and the pages that are open to everyone."""
