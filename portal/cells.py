"""Cells of the files we write for spreadsheets: never a formula."""

# What a spreadsheet takes for the start of a formula, also as full-width characters.
# Source: OWASP, CSV Injection.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(text: str) -> str:
    """`text` so that a spreadsheet shows it and runs nothing."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text
