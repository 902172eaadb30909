"""What HR does next: from published figures to courses, mentors and new roles; the launch kit."""
