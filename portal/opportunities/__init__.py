"""Opportunities: stretch projects, gigs and the like; who offers them, who applies, who decides."""
