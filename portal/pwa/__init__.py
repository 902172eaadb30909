"""The shell: what makes the portal an app (manifest, service worker, offline page), and the pages open to all."""
