"""Access tokens: how a program reads for a person, through the API and nowhere else."""
