"""Workbooks of the old kind (.xls). xlrd's one door."""

import io
from typing import Any

from ingestion.errors import LimitReached, PaperError, PasswordNeeded


def legacy_rows(data: bytes, max_rows: int, max_columns: int, max_sheets: int) -> list[tuple[str, list[list[Any]]]]:
    """(sheet name, rows of values) of every sheet; dates as dates.

    Raises:
        PaperError: damaged, or more than `max_sheets` sheets; PasswordNeeded: encrypted.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), on_demand=True)
        if book.nsheets > max_sheets:
            raise LimitReached("pages", max_sheets, book.nsheets)
        return [
            (
                sheet.name,
                [
                    [_value(sheet.cell(r, c), book.datemode) for c in range(min(sheet.row_len(r), max_columns))]
                    for r in range(min(sheet.nrows, max_rows))
                ],
            )
            for sheet in book.sheets()
        ]
    except (MemoryError, LimitReached):
        raise
    except xlrd.XLRDError as err:
        if "encrypted" in str(err).lower():
            raise PasswordNeeded from err
        raise PaperError("damaged_file") from err
    except Exception as err:  # a damaged stream surfaces as any error of struct, indexing or unpacking
        raise PaperError("damaged_file") from err


def _value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (xlrd.xldate.XLDateError, OverflowError, ValueError):
            return cell.value
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR, xlrd.XL_CELL_BOOLEAN):
        return None
    return cell.value
