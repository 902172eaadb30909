"""The same figures as a workbook, a sheet for each table. Text is written as text, never a formula.

Loaded when somebody asks for one: the library takes 15 MB that no other answer needs.
"""

import io
from collections.abc import Iterable
from datetime import datetime, time
from itertools import groupby

from xlsxwriter import Workbook

from portal.insights.catalogue import VIEWS
from portal.insights.csv_file import HEADINGS, NOT_SHOWN
from portal.insights.queries import EVERYBODY, Cell, Published
from portal.insights.sheets import Sheet

LONGEST_NAME = 31
WIDTHS = (14, 28, 44, 26)
# Excel takes none of these in the name of a sheet.
FORBIDDEN = str.maketrans("", "", r"[]:*?/\'")


def written(published: Published, cells: Iterable[Cell]) -> bytes:
    """A workbook of these figures, which come table by table."""
    file = io.BytesIO()
    book = _book(file)
    book.set_properties({"created": published.taken_at.replace(tzinfo=None)})
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    headings = [heading for heading in HEADINGS if heading != "Table"]
    for name, rows in groupby(cells, lambda cell: cell.view):
        sheet = book.add_worksheet(VIEWS[name].title.translate(FORBIDDEN)[:LONGEST_NAME])
        sheet.write_row(0, 0, headings, bold)
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        for line, cell in enumerate(rows, 1):
            whose = "Everybody" if cell.group == EVERYBODY else published.people[cell.group].label
            day = f"{published.taken_at:%Y-%m-%d}"
            for column, words in enumerate((day, whose, cell.label)):
                sheet.write_string(line, column, words)
            if cell.shown is None:
                sheet.write_string(line, 3, NOT_SHOWN)
            else:
                sheet.write_number(line, 3, cell.shown, number)
    book.close()
    return file.getvalue()


def _book(file: io.BytesIO) -> Workbook:
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return Workbook(file, plain)


def sheet_written(sheet: Sheet) -> bytes:
    """The same of a table of several columns."""
    file = io.BytesIO()
    book = _book(file)
    made = datetime.combine(sheet.counted_on, time.min)
    book.set_properties({"created": made})
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    page = book.add_worksheet(sheet.title.translate(FORBIDDEN)[:LONGEST_NAME])
    page.write_row(0, 0, ("Counted on", *sheet.columns), bold)
    page.freeze_panes(1, 0)
    page.set_column(0, 0, WIDTHS[0])
    page.set_column(1, 1, WIDTHS[2])
    page.set_column(2, len(sheet.columns), WIDTHS[0])
    for line, row in enumerate(sheet.rows, 1):
        page.write_string(line, 0, f"{sheet.counted_on:%Y-%m-%d}")
        for column, value in enumerate(row, 1):
            if isinstance(value, int):
                page.write_number(line, column, value, number)
            else:
                page.write_string(line, column, NOT_SHOWN if value is None else value)
    book.close()
    return file.getvalue()
