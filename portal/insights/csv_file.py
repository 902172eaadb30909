"""The figures as a file for a spreadsheet: the same as on the page, and never a formula."""

import csv
import io
from collections.abc import Iterable

from portal.cells import safe
from portal.insights.catalogue import VIEWS
from portal.insights.queries import EVERYBODY, Cell, Published
from portal.insights.sheets import Sheet

NOT_SHOWN = "not shown"
HEADINGS = ("Counted on", "Table", "Group", "Answer", "People, to the nearest 5")


def sheet_written(sheet: Sheet) -> str:
    """The same of a table of several columns."""
    file = io.StringIO()
    file.write("\ufeff")
    lines = csv.writer(file)
    lines.writerow(("Counted on", *sheet.columns))
    for row in sheet.rows:
        values = (NOT_SHOWN if value is None else value for value in row)
        cells = (safe(value) if isinstance(value, str) else value for value in values)
        lines.writerow((f"{sheet.counted_on:%Y-%m-%d}", *cells))
    return file.getvalue()


def written(published: Published, cells: Iterable[Cell]) -> str:
    """A file with a line for each figure, marked as UTF-8 for spreadsheets that ask."""
    file = io.StringIO()
    file.write("\ufeff")
    lines = csv.writer(file)
    lines.writerow(HEADINGS)
    for cell in cells:
        whose = "Everybody" if cell.group == EVERYBODY else published.people[cell.group].label
        lines.writerow(
            (
                f"{published.taken_at:%Y-%m-%d}",
                VIEWS[cell.view].title,
                safe(whose),
                safe(cell.label),
                NOT_SHOWN if cell.shown is None else cell.shown,
            )
        )
    return file.getvalue()
