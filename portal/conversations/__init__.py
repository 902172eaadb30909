"""Career conversations between an employee and their manager: never a review, never a rating."""
