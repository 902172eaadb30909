"""The job architecture: families, levels, roles and what each role asks for."""
