"""The tables of a written paper as PDF, workbook, CSV, web page or inline XBRL."""

import csv
import io
from html import escape
from itertools import pairwise
from typing import Any

import xlsxwriter

from evals.varied.placed import Place, Table, amount_of
from evals.varied.styles import Style
from tests.builders.ixbrl import HEAD, context
from tests.builders.pdf import Paper


def as_pdf(entry: dict[str, Any], tables: list[Table], style: Style) -> tuple[bytes, str]:
    """(file, suffix); a page a table unless it stands on the same one."""
    width, height = (842, 595) if style.landscape else (595, 842)
    paper = Paper(width, height, chinese=style.chinese, latin=entry.get("latin", "helvetica"))
    y = 0.0
    if entry.get("before"):
        paper.page()
        for k, line in enumerate(entry["before"]):
            paper.text(45, 70 + 15 * k, line, 9)
    for table in tables:
        if not (y and table.entry.get("same_page")):
            paper.page()
            y = 50.0
        y = _draw(paper, table, style, y) + 22
    return paper.bytes(), ".pdf"


def _draw(paper: Paper, table: Table, style: Style, y: float) -> float:
    size, pitch, entry = style.size, style.size * 1.6, table.entry
    for line in entry["above"]:
        text, side = line.lstrip(">"), line.startswith(">")
        paper.right(paper.width - 45, y, text, size) if side else paper.centred(y, text, size + 1)
        y += pitch
    single = [t for row in table.heads for t, a, b in row if a == b]
    widest = max(paper.width_of(t, size) for t in [*single, *(c for _, _, cells in table.rows for c in cells), "0"])
    count = len(table.columns)
    step = min(widest + 12, (paper.width - 210) / count)
    edges = [paper.width - 45 - step * (count - 1 - k) for k in range(count)]
    left, note_x = 45.0, edges[0] - step
    room = note_x - (34 if entry.get("note") else 0) - left - 4
    y = _heads(paper, table, style, edges, step, note_x, y + 4)
    for row, note, cells in table.rows:
        lines = _wrapped(paper, row.caption, size, room if row.values else paper.width - 90, style.chinese)
        if (entry.get("after") and row.line == entry["after"]) or y + pitch * len(lines) > paper.height - 45:
            paper.page()
            y = 55.0
            if entry.get("heads_again"):
                y = _heads(paper, table, style, edges, step, note_x, y)
        for k, text in enumerate(lines):
            paper.text(left + (0 if row.op[0] in "#=" else 8), y + pitch * k, text, size, bold=row.is_total)
        base = y + pitch * (len(lines) - 1)
        if note:
            paper.right(note_x - 6, base, note, size)
        for edge, text in zip(edges, cells, strict=False):
            hang = paper.width_of(")", size) if text.endswith(")") else 0
            paper.right(edge + hang, base, text, size)
        if style.rules in ("grid", "body"):
            _row_frame(paper, table, style, [e + 3 for e in edges], note_x, y, pitch * len(lines))
        y += pitch * len(lines)
    return y


def _heads(paper: Paper, table: Table, style: Style, edges: list[float], step: float, note_x: float, y: float) -> float:
    size, pitch = style.size, style.size * 1.6
    for k, row in enumerate(table.heads):
        if style.rules == "grid":
            ends = sorted({*(a - 1 for _, a, _ in row), *(b for _, _, b in row), len(edges) - 1} - {-1})
            _row_frame(paper, table, style, [edges[e] + 3 for e in ends], note_x, y, pitch)
        for text, a, b in row:
            if a == b:
                paper.right(edges[a], y, text, size)
            else:
                middle = (edges[a] - step + 8 + edges[b]) / 2
                paper.text(middle - paper.width_of(text, size) / 2, y, text, size)
                if style.rules != "grid":
                    paper.line(edges[a] - step + 10, y + 2, edges[b], y + 2, 0.4)
        if k == len(table.heads) - 1:
            if table.entry.get("note"):
                paper.text(note_x - 28, y, table.entry["note"], size)
            if table.entry.get("stub"):
                paper.text(60, y, table.entry["stub"], size)
        y += pitch
    return y + (0 if style.rules == "grid" else 2)


def _row_frame(
    paper: Paper, table: Table, style: Style, ends: list[float], note_x: float, y: float, height: float
) -> None:
    xs = [42.0, *([note_x - 32] if table.entry.get("note") else []), note_x, *ends]
    for x0, x1 in pairwise(xs):
        paper.frame(x0, y - style.size - 1, x1 - x0, height)


def _wrapped(paper: Paper, caption: str, size: float, room: float, chinese: bool) -> list[str]:
    words, gap = (list(caption), "") if chinese else (caption.split(" "), " ")
    lines = [words[0] if words else ""]
    for word in words[1:]:
        if paper.width_of(lines[-1] + gap + word, size) > room:
            lines.append(word)
        else:
            lines[-1] += gap + word
    return lines


def as_workbook(entry: dict[str, Any], tables: list[Table], style: Style) -> tuple[bytes, str]:
    """(file, suffix); a sheet a table, its spans merged."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    money = book.add_format({"num_format": entry.get("number_format", "#,##0.00;(#,##0.00)")})
    sheets: dict[str, tuple[Any, int]] = {}
    for table in tables:
        name = table.entry.get("sheet", table.entry["statement"] or "Other")
        sheet, top = sheets.get(name) or (book.add_worksheet(name), entry.get("top", 0))
        left, step = entry.get("left", 0), entry.get("step", 1)
        first = left + 1 + bool(table.entry.get("note")) + entry.get("gap", 0)
        for line in table.entry["above"]:
            text, _, at = line.lstrip(">").partition("@")
            sheet.write(top, int(at) if at else left, text)
            top += 0 if line.startswith(">") else 1
        for k, row in enumerate(table.heads):
            for text, a, b in row:
                c0, c1 = first + step * a, first + step * b
                if a == b:
                    sheet.write(top, c0, text)
                else:
                    sheet.merge_range(top, c0, top, c1, text)
            if k == len(table.heads) - 1 and table.entry.get("note"):
                sheet.write(top, left + 1, table.entry["note"])
            top += 1
        for row_, note, cells in table.rows:
            sheet.write(top, left, row_.caption)
            if note:
                sheet.write(top, left + 1, int(note))
            for k, (place, text) in enumerate(zip(table.columns, cells, strict=False)):
                c = first + step * k
                if row_.line in table.entry.get("formulas", ()):
                    sheet.write_formula(top, c, "=SUM(B3:B9)", money, "")
                elif entry.get("as_text") or place.mark == "%" or text == style.nil:
                    sheet.write_string(top, c, text)
                else:
                    sheet.write_number(top, c, float(_shown(row_, place, table, style, text)), money)
            top += 1
        if table.entry.get("hidden"):
            sheet.hide()
        sheets[name] = (sheet, top + 2)
    book.close()
    return data.getvalue(), ".xlsx"


def _shown(row: Any, place: Place, table: Table, style: Style, text: str) -> float:
    value = amount_of(row, place, table, style) / (1 if row.decimals else table.entry.get("scale", 1))
    return -abs(float(value)) if text.startswith(("(", "-")) else abs(float(value))


def as_csv(entry: dict[str, Any], tables: list[Table], style: Style) -> tuple[bytes, str]:
    """(file, suffix); the tables one under the other."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=entry.get("delimiter", ","))
    for table in tables:
        note = [""] if table.entry.get("note") else []
        for line in table.entry["above"]:
            writer.writerow([line.lstrip(">")])
        for row in table.heads:
            cells = [""] * len(table.columns)
            for text, a, _ in row:
                cells[a] = text
            writer.writerow([table.entry.get("stub", ""), *note, *cells])
        for r, n, cells in table.rows:
            writer.writerow([r.caption, *([n] if note else []), *cells])
        writer.writerow([])
    return out.getvalue().encode(entry.get("encoding", "utf-8")), ".csv"


def as_html(entry: dict[str, Any], tables: list[Table], style: Style) -> tuple[bytes, str]:
    """(file, suffix); plain tables with spans."""
    body = "".join(f"<p>{escape(line)}</p>" for line in entry.get("before", ()))
    body += "".join(_html_table(entry, t, style, {}) for t in tables)
    return f'<html><head><meta charset="utf-8"><title>x</title></head><body>{body}</body></html>'.encode(), ".html"


def _html_table(entry: dict[str, Any], table: Table, style: Style, refs: dict[str, str]) -> str:
    above = "".join(f"<p>{escape(line.lstrip('>'))}</p>" for line in table.entry["above"])
    html = ""
    note = "<td></td>" if table.entry.get("note") else ""
    for row in table.heads:
        cells, at = "", 0
        for text, a, b in row:
            cells += "<td></td>" * (a - at) + f'<td colspan="{b - a + 1}">{escape(text)}</td>'
            at = b + 1
        html += f"<tr><td>{escape(table.entry.get('stub', ''))}</td>{note}{cells}</tr>"
    for r, n, printed in table.rows:
        tag = table.entry.get("tags", {}).get(r.line.lstrip("-"), "")
        cells = "".join(
            f"<td>{_tagged(tag, p, text, r, table, refs) if tag and p.mark != '%' else escape(text)}</td>"
            for p, text in zip(table.columns, printed, strict=False)
        )
        html += f"<tr><td>{escape(r.caption)}</td>{f'<td>{n}</td>' if note else ''}{cells}</tr>"
    return f"{above}<table>{html}</table>"


def _tagged(tag: str, place: Place, text: str, row: Any, table: Table, refs: dict[str, str]) -> str:
    name, _, dimension = tag.partition(" ")
    column = place.column
    key = f"{column.end.isoformat()}|{column.months}|{dimension}|{column.basis}"
    ref = refs.setdefault(key, f"c{len(refs)}")
    about = f'name="{name}" contextRef="{ref}" unitRef="money" decimals="0"'
    if not row.values[column.place]:
        return f'<ix:nonFraction {about} format="ixt:fixed-zero">{text}</ix:nonFraction>'
    scale = len(str(table.entry.get("scale", 1))) - 1
    sign = ' sign="-"' if text.startswith(("(", "-")) else ""
    digits = text.strip("()-$£ ")
    tagged = f'<ix:nonFraction {about} scale="{scale}"{sign} format="ixt:num-dot-decimal">{digits}</ix:nonFraction>'
    return text.replace(digits, tagged)


def as_ixbrl(entry: dict[str, Any], tables: list[Table], style: Style) -> tuple[bytes, str]:
    """(file, suffix); the lines named in `tags` are tagged, the others plain."""
    refs: dict[str, str] = {}
    body = "".join(_html_table(entry, t, style, refs) for t in tables)
    contexts = ""
    for key, ref in refs.items():
        end, months, dimension, basis = key.split("|")
        y, m = int(end[:4]), int(end[5:7]) - int(months)
        start = f"{y + m // 12}-{m % 12 + 1:02d}-01" if int(months) else ""
        members = tuple((d.split("=")[0], d.split("=")[1]) for d in dimension.split() if d)
        if basis:
            members += (
                (
                    "dei:LegalEntityAxis"
                    if "us-gaap" in entry.get("namespace", "")
                    else "core:GroupCompanyDataDimension",
                    "core:Company",
                ),
            )
        contexts += context(ref, start, end, members)
    head = HEAD.replace("<head>", "<head>", 1)
    if entry.get("namespace"):
        head = head.replace("http://xbrl.frc.org.uk/fr/2022-01-01/core", entry["namespace"]).replace(
            ":core=", f":{entry['prefix']}="
        )
    hidden = "".join(entry.get("hidden", ()))
    resources = (
        f'<div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden><ix:resources>{contexts}'
        f'<xbrli:unit id="money"><xbrli:measure>iso4217:{style.currency}</xbrli:measure></xbrli:unit></ix:resources></ix:header></div>'
    )
    before = "".join(f"<p>{escape(line)}</p>" for line in entry.get("before", ()))
    return f"{head}{resources}<h1>{escape(style.company)}</h1>{before}{body}</body></html>".encode(), ".xhtml"


CARRIERS = {"pdf": as_pdf, "xlsx": as_workbook, "csv": as_csv, "html": as_html, "ixbrl": as_ixbrl}
