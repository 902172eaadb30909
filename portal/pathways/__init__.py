"""From a person to a role: what they have, what is to grow, in skill steps."""
