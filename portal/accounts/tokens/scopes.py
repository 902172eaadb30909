"""What a token may be for."""

# The word for it, and what that is.
SCOPES = {
    "me": ("My own data", "Profile, skills, aspirations, plans, mentorships and notifications."),
    "me:write": ("Change my skills", "The level of a skill, as on the page about me."),
    "portal": ("What I may see", "People, roles, skills, learning and mentors, as on the pages."),
    "learning:write": (
        "Tell what was learned",
        "Statements of other systems (xAPI): of oneself, and for HR of everybody.",
    ),
    "insights": ("Insights", "For HR: the published figures, as on the page and in the file."),
}
