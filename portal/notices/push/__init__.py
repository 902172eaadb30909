"""Notices on a device that is not looking at the portal: web push with keys of our own."""
