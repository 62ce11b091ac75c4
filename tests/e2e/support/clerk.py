"""The clerk's hand in a spreadsheet program that is not ours.

clerk.py BOOK SHEET DOCUMENT OUT < {"state": "…", …}

Opens the workbook, finds the row of a document, types into the columns that are named by their keys,
and saves it elsewhere. Prints what stood in the row before, as JSON.
"""

import json
import sys

import openpyxl

book_file, sheet_name, document, out = sys.argv[1:]
typed = json.load(sys.stdin)
book = openpyxl.load_workbook(book_file)
sheet = book[sheet_name]
keys = [cell.value for cell in sheet[2]]
rows = [row for row in sheet.iter_rows(min_row=3) if row[keys.index("document")].value == document]
if len(rows) != 1:
    sys.exit(f"{document} stands in {len(rows)} rows of {sheet_name}")
(row,) = rows
before = {key: row[at].value for at, key in enumerate(keys)}
for key, value in typed.items():
    row[keys.index(key)].value = value
book.save(out)
print(json.dumps(before, ensure_ascii=False, default=str))
