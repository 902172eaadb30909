"""CVs of every kind, made here: sound ones, broken ones, bombs."""

import io
import zipfile

from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

LINES = (
    "Maya Lindqvist",
    "Permits Officer, City of Port Ashby    March 2019 - present",
    "Budgeting, reporting and case work for the harbour district",
)


def pdf(*pages: tuple[str, ...], password: str = "", owner: str = "") -> bytes:
    """A PDF with these lines on its pages."""
    writer = PdfWriter()
    for lines in pages or (LINES,):
        page = writer.add_blank_page(595, 842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        shown = "".join(f"({line}) Tj 0 -16 Td\n" for line in lines)
        stream.set_data(f"BT /F1 11 Tf 60 780 Td\n{shown}ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*lines: str, table: tuple[str, ...] = ()) -> bytes:
    """A Word document with these paragraphs, and a table of one row."""
    document = Document()
    for line in lines or LINES:
        document.add_paragraph(line)
    if table:
        for cell, words in zip(document.add_table(1, len(table)).rows[0].cells, table, strict=True):
            cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def rezip(data: bytes, **parts: bytes) -> bytes:
    """The same package with some parts replaced; "/" is written "__" in their names."""
    new = {name.replace("__", "/"): content for name, content in parts.items()}
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder,
    ):
        for name in {*old.namelist(), *new}:
            folder.writestr(name, new[name] if name in new else old.read(name))
    return out.getvalue()


def with_document(xml: bytes) -> bytes:
    return rezip(docx(), **{"word__document.xml": xml})


_XXE = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>A long enough paragraph &x;</w:t></w:r></w:p></w:body></w:document>"
)
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><w>&a11;</w>"
)


def xxe() -> bytes:
    return with_document(_XXE)


def xxe_in_two_bytes() -> bytes:
    return with_document(_XXE.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"))


def entity_bomb() -> bytes:
    return with_document(_LAUGHS)


def zip_bomb() -> bytes:
    """300 MB of nothing in a third of one."""
    return rezip(docx(), **{"word__media__big.xml": b"\0" * 300_000_000})


def deep_xml() -> bytes:
    body = b"<w:p>" * 100_000 + b"</w:p>" * 100_000
    head = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    return with_document(head + b"<w:body>" + body + b"</w:body></w:document>")


def stream_bomb() -> bytes:
    """A PDF whose one page unpacks to 200 MB of text."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = DecodedStreamObject()
    stream.set_data(b"BT " + b"(aaaaaaaaaaaaaaaa) Tj " * 9_000_000 + b"ET")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def looping_pdf() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj\n"
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
        b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n120\n%%EOF"
    )
