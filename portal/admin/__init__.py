"""Running the portal: accounts, the state of the system, the audit log."""
