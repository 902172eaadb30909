"""How alike roles are: prepared every night and after imports, read by matching."""
