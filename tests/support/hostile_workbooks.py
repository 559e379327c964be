"""Files that are no workbook, or one that means harm, each with the reason it is refused for.

They are made from a sound workbook when the tests run. `hostile(workbook)` yields
(a sentence, bytes, reason or reasons).
"""

import gzip
import io
import struct
import warnings
import zipfile

from workbooks import changed, packed, parts

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DAMAGED, LARGE, CELLS = "workbook-damaged", "workbook-too-large", "workbook-too-many-cells"
FORBIDDEN, NONE = "workbook-forbidden-xml", "no-workbook"
SHEET = "xl/worksheets/sheet2.xml"  # the first with answers
CENTRAL, LOCAL, END = b"PK\1\2", b"PK\3\4", b"PK\5\6"


def sheet(content):
    return b'<worksheet xmlns="' + MAIN + b'"><sheetData>' + content + b"</sheetData></worksheet>"


def with_part(workbook, name, content):
    return packed({**parts(workbook), name: content})


def places(data, signature):
    found = data.find(signature)
    while found >= 0:
        yield found
        found = data.find(signature, found + 1)


def patched(data, place, value, form="<I"):
    data = bytearray(data)
    struct.pack_into(form, data, place, value)
    return bytes(data)


def entry(data, name):
    """Where the directory has the entry, and where its own head is."""
    found = [at for at in places(data, CENTRAL)
             if data[at + 46:][:struct.unpack_from("<H", data, at + 28)[0]] == name.encode()]
    return found[-1], struct.unpack_from("<I", data, found[-1] + 42)[0]


def lying(workbook):
    """A sheet of 32 MiB that says it has a thousand bytes."""
    data = with_part(workbook, SHEET, sheet(b" " * (32 << 20)))
    central, local = entry(data, SHEET)
    return patched(patched(data, central + 24, 1000), local + 22, 1000)


def overlapping(workbook):
    """Two entries that share their bytes: what David Fifield's bombs are made of."""
    data = with_part(workbook, "xl/worksheets/sheet3.xml", sheet(b""))
    first, second = entry(data, SHEET), entry(data, "xl/worksheets/sheet3.xml")
    return patched(data, second[0] + 42, first[1])


def nested(workbook):
    """An entry whose head is inside another's data."""
    inside = packed({SHEET: sheet(b"")}, zipfile.ZIP_STORED)
    contents = [(name, content) for name, content in parts(workbook).items() if name != SHEET]
    data = packed([*contents, ("outside.bin", inside), (SHEET, sheet(b""))], zipfile.ZIP_STORED)
    hidden = data.find(LOCAL, entry(data, "outside.bin")[1] + 4)
    return patched(data, entry(data, SHEET)[0] + 42, hidden)


def flagged(workbook, offset, local_offset, value):
    """A value in the head of a sheet's entry, in the directory and before its data."""
    central, local = entry(workbook, SHEET)
    return patched(patched(workbook, central + offset, value, "<H"), local + local_offset, value,
                   "<H")


def twice(workbook, second):
    out = io.BytesIO(workbook)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(second, sheet(b""))
    return out.getvalue()


def ends(workbook, offset, value, form):
    return patched(workbook, workbook.rfind(END) + offset, value, form)


def broken_checksum(workbook):
    data = bytearray(packed(parts(workbook), zipfile.ZIP_STORED))
    at = data.find(b"<sheetData>", entry(bytes(data), SHEET)[1])
    data[at + 1:at + 6] = b"SHEET"
    return bytes(data)


def other_method(workbook, method):
    return packed(parts(workbook), method)


def no_workbooks(workbook):
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000)
    ods = packed([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
                  ("content.xml", b"<x/>")], zipfile.ZIP_STORED)
    yield "an empty file", b"", NONE
    yield "a text", b"Kennung;Antwort\r\nSTR.1.01;3\r\n", NONE
    yield "a PDF", b"%PDF-1.7\n" + bytes(500), NONE
    yield "two letters that a ZIP begins with", b"PK", NONE
    yield "a ZIP without an end", LOCAL + bytes(500), DAMAGED
    yield "a workbook packed once more", gzip.compress(workbook), NONE
    yield "a document of a word processor", packed({"word/document.xml": b"<w/>"}), NONE
    yield "a ZIP file with a workbook in it", packed({"a.xlsx": workbook}), NONE
    yield "an old .xls, or one with a password", old, "workbook-old-or-protected"
    yield "an OpenDocument spreadsheet", ods, "workbook-open-document"
    yield "a binary workbook", packed({"xl/workbook.bin": b"x"}), "workbook-binary"
    for name in ("xl/vbaProject.bin", "XL/VBAPROJECT.BIN", "xl/macros/vbaProject.bin"):
        yield f"macros in {name}", with_part(workbook, name, b"x"), "workbook-with-macros"


def bad_archives(workbook):
    yield "half of a workbook", workbook[:len(workbook) // 2], DAMAGED
    yield "a workbook without its last byte", workbook[:-1], DAMAGED
    yield "an encrypted sheet", flagged(workbook, 8, 6, 1), "workbook-old-or-protected"
    yield "an unknown way of packing", flagged(workbook, 10, 8, 99), DAMAGED
    yield "packed with bzip2", other_method(workbook, zipfile.ZIP_BZIP2), DAMAGED
    yield "packed with LZMA", other_method(workbook, zipfile.ZIP_LZMA), DAMAGED
    yield "a sheet that stands twice", twice(workbook, SHEET), DAMAGED
    yield "and once more in capitals", twice(workbook, SHEET.upper()), DAMAGED
    yield "entries that overlap", overlapping(workbook), DAMAGED
    yield "an entry inside another", nested(workbook), DAMAGED
    yield "a checksum that is wrong", broken_checksum(workbook), DAMAGED
    yield "500 entries", packed({**parts(workbook), **{f"f{i}": b"" for i in range(500)}}), LARGE
    yield "a directory beyond the end", ends(workbook, 16, len(workbook) + 1, "<I"), DAMAGED
    yield "a directory of another size", ends(workbook, 12, 3, "<I"), DAMAGED
    yield "a directory with more entries than there are", ends(
        ends(workbook, 10, 90, "<H"), 8, 90, "<H"), DAMAGED
    yield "several volumes", ends(workbook, 4, 1, "<H"), DAMAGED
    yield "the sizes of ZIP64", patched(workbook, entry(workbook, SHEET)[0] + 20, 0xFFFFFFFF), \
        DAMAGED
    yield "another name before the data", workbook.replace(
        LOCAL + workbook[entry(workbook, SHEET)[1] + 4:][:26] + SHEET.encode(),
        LOCAL + workbook[entry(workbook, SHEET)[1] + 4:][:26] + SHEET.replace("2", "3").encode()), \
        DAMAGED


def bombs(workbook):
    row = b'<row><c><v>1</v></c></row>'
    yield "a sheet of 32 MiB", with_part(workbook, SHEET, sheet(b" " * (32 << 20))), LARGE
    yield "the same with lying sizes", lying(workbook), (LARGE, DAMAGED)
    big = sheet(b" " * (7 << 20))
    yield "three sheets of 7 MiB", packed({**parts(workbook), **{
        f"xl/worksheets/sheet{i}.xml": big for i in (2, 3, 4)}}), LARGE
    yield "200,000 cells", with_part(workbook, SHEET, sheet(row * 200000)), CELLS
    yield "70,000 strings", with_part(
        workbook, "xl/sharedStrings.xml",
        b'<sst xmlns="' + MAIN + b'">' + b"<si><t>x</t></si>" * 70000 + b"</sst>"), CELLS
    yield "70,000 styles", with_part(
        workbook, "xl/styles.xml", b'<styleSheet xmlns="' + MAIN + b'"><cellXfs>' +
        b'<xf numFmtId="14"/>' * 70000 + b"</cellXfs></styleSheet>"), CELLS
    yield "2,000 merged cells", with_part(workbook, SHEET, sheet(b"").replace(
        b"</worksheet>", b"<mergeCells>" + b'<mergeCell ref="A1:B2"/>' * 2000 +
        b"</mergeCells></worksheet>")), CELLS
    yield "a cell of 200,000 characters", with_part(workbook, SHEET, sheet(
        b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"x" * 200000 +
        b"</t></is></c></row>")), LARGE
    long = b'<si><t>' + b"x" * 100000 + b"</t></si>"
    cells = b"".join(b'<c t="s"><v>0</v></c>' for _ in range(100))
    yield "one long string in a hundred cells", packed({
        **parts(workbook),
        "xl/sharedStrings.xml": b'<sst xmlns="' + MAIN + b'">' + long * 50 + b"</sst>",
        SHEET: sheet(b'<row r="1">' + cells + b"</row>")}), (LARGE, DAMAGED)
    yield "100,000 elements in each other", with_part(workbook, SHEET, b"<a>" * 100000), FORBIDDEN
    yield "an attribute of 7 MiB", with_part(
        workbook, SHEET, b'<worksheet x="' + b"a" * (7 << 20) + b'"'), DAMAGED
    yield "100,000 attributes", with_part(workbook, SHEET, b"<worksheet " + b" ".join(
        b'a%d="1"' % i for i in range(100000)) + b">"), DAMAGED


def bad_xml(workbook):
    laughs = b'<!DOCTYPE s [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, (b"&%c;" % (97 + i)) * 10) for i in range(9)) + b"]>"
    outside = b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'

    def doctype(text):
        return lambda content: content.replace(b"?>", b"?>" + text, 1)

    def in_cell(text):
        return with_part(workbook, SHEET, sheet(
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"))

    yield "a billion laughs", changed(workbook, xl_sharedStrings=doctype(laughs)), FORBIDDEN
    yield "an entity from a file", changed(workbook, xl_worksheets_sheet2=doctype(outside)), \
        FORBIDDEN
    yield "a document type from elsewhere", changed(workbook, xl_workbook=doctype(
        b'<!DOCTYPE w SYSTEM "http://example.invalid/w.dtd">')), FORBIDDEN
    yield "no list of sheets", changed(workbook, xl_workbook=None), NONE
    yield "no relationships", changed(workbook, **{"xl__rels_workbook.xml": None}), DAMAGED
    yield "a sheet that is not there", changed(workbook, xl_worksheets_sheet2=None), DAMAGED
    yield "a sheet outside of the file", changed(workbook, **{"xl__rels_workbook.xml": lambda c:
          c.replace(b"worksheets/sheet2.xml", b"../../../etc/passwd")}), DAMAGED
    yield "two sheets in one part", changed(workbook, **{"xl__rels_workbook.xml": lambda c:
          c.replace(b"worksheets/sheet2.xml", b"worksheets/sheet3.xml")}), DAMAGED
    yield "an end that is missing", changed(workbook, xl_worksheets_sheet2=lambda c: c[:-9]), \
        DAMAGED
    yield "bytes that are no UTF-8", in_cell(b"\xc3\x28"), DAMAGED
    yield "overlong UTF-8", in_cell(b"\xc0\xaf"), DAMAGED
    yield "a lone surrogate", in_cell(b"&#xD800;"), DAMAGED
    yield "a surrogate in UTF-8", in_cell(b"\xed\xa0\x80"), DAMAGED
    yield "a NUL", in_cell(b"&#0;"), DAMAGED
    yield "an entity nobody defined", in_cell(b"&passwd;"), DAMAGED
    yield "an encoding nobody knows", changed(workbook, xl_worksheets_sheet2=lambda c: c.replace(
        b'encoding="UTF-8"', b'encoding="x-odd"', 1)), DAMAGED
    for name, cell in (("a cell that stands twice", b'<c r="A1"><v>1</v></c>' * 2),
                       ("a cell beyond all cells", b'<c r="ZZZZ1"><v>1</v></c>'),
                       ("a row beyond all rows", b'<c r="A1048577"><v>1</v></c>'),
                       ("a string that is not there", b'<c r="A1" t="s"><v>99999</v></c>'),
                       ("a string before the first", b'<c r="A1" t="s"><v>-1</v></c>'),
                       ("a type of many letters", b'<c r="A1" t="' + b"x" * 99 + b'"><v>1</v></c>')):
        yield name, with_part(workbook, SHEET, sheet(b'<row r="1">' + cell + b"</row>")), DAMAGED
    sheets = b"".join(b'<sheet name="S%d" r:id="x%d"/>' % (i, i) for i in range(100))
    yield "100 sheets", with_part(
        workbook, "xl/workbook.xml", b'<workbook xmlns="' + MAIN + b'" xmlns:r="' + RELATIONS +
        b'"><sheets>' + sheets + b"</sheets></workbook>"), CELLS
    yield "a sheet with a name of 5,000 letters", changed(workbook, xl_workbook=lambda c: c.replace(
        b'name="STR"', b'name="' + b"x" * 5000 + b'"')), DAMAGED


def hostile(workbook):
    for kind in (no_workbooks, bad_archives, bombs, bad_xml):
        yield from kind(workbook)
