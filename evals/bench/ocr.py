"""Figures of built pages that were photographed, faxed, stamped, turned or laid side by side: right, wrong, missing; seconds; memory.

python -m evals.bench.ocr [--only NAME]

Wrong is a figure that the page does not print and that is proposed; one that is told to be in doubt (`unconfirmed`) is counted apart.
Seconds are the worker's computing. The peak is the most memory the recognition worker took.
"""

import argparse
import io
import os
import random
import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from ingestion.intake.limits import Limits
from ingestion.intake.sandbox import ReaderPool
from tests.builders.pdf import Paper
from tests.builders.scan import drawn, encoded, photographed, pictures_pdf, scanned, stamped

ZH = [
    ("项目", "2024年12月31日", "2023年12月31日"),
    ("货币资金", "18,406,372.95", "9,871,530.68"),
    ("应收票据", "3,560,000.00", "1,208,600.00"),
    ("应收账款", "47,983,216.07", "36,174,905.83"),
    ("存货", "29,615,840.36", "31,097,468.12"),
    ("流动资产合计", "99,565,429.38", "78,352,504.63"),
    ("固定资产", "61,338,907.14", "57,846,190.25"),
    ("资产总计", "160,904,336.52", "136,198,694.88"),
    ("短期借款", "25,000,000.00", "18,000,000.00"),
    ("应付账款", "33,719,684.91", "28,460,137.56"),
    ("负债合计", "58,719,684.91", "46,460,137.56"),
    ("所有者权益合计", "102,184,651.61", "89,738,557.32"),
    ("负债和所有者权益总计", "160,904,336.52", "136,198,694.88"),
]
EN = [("Cash and cash equivalents", "8,317,462", "6,940,158"), ("Accounts receivable, net", "14,605,983", "11,278,360"),
      ("Inventories", "9,736,041", "10,482,597"), ("Total current assets", "32,659,486", "28,701,115"),
      ("Property, plant and equipment, net", "21,847,309", "19,536,870"), ("Total assets", "54,506,795", "48,237,985"),
      ("Accounts payable", "7,164,830", "6,395,142"), ("Total liabilities", "26,480,157", "23,169,408"),
      ("Total stockholders' equity", "28,026,638", "25,068,577"), ("Total liabilities and equity", "54,506,795", "48,237,985")]  # fmt: skip
Degrade = Callable[[Image.Image], Image.Image]


def main() -> None:
    """Print a line a page, the sums and the peak."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    sums = [0, 0, 0, 0]
    with ReaderPool(Limits(), 1) as pool:
        for language, page, printed in (("zh", chinese(), figures(ZH[1:])), ("en", english(), figures(EN))):
            for name, degrade in WAYS.items():
                if args.only in f"{language} {name}":
                    told = score(pool, encoded(degrade(drawn(page)), "JPEG"), printed)
                    sums = [a + b for a, b in zip(sums, told, strict=True)]
                    print(
                        f"{language} {name:<22} right {told[0]:>3} wrong {told[1]} in doubt {told[2]} missing {told[3]}",
                        flush=True,
                    )
        if args.only in "mixed":
            paper = pictures_pdf([scanned(drawn(chinese())), scanned(drawn(english())).rotate(180)])
            told = score(pool, paper, figures(ZH[1:]) | figures(EN), "a.pdf")
            print(f"two scans, one turned     right {told[0]} wrong {told[1]} in doubt {told[2]} missing {told[3]}")
        peaks = workers()
    print(f"right {sums[0]}, wrong {sums[1]}, in doubt {sums[2]}, missing {sums[3]}")
    for module, (peak, spent) in peaks.items():
        print(f"{module}: peak {peak} MiB, {spent:.1f} s computing")


def score(pool: ReaderPool, data: bytes, printed: set[str], name: str = "a.jpg") -> tuple[int, int, int, int]:
    """(right, wrong, in doubt, missing) figures."""
    facts = [f for f in pool.read(data, name).extraction.facts if f.printed and f.method == "ocr"]
    sure = {f.printed for f in facts if f.state != "unconfirmed"}
    read = {f.printed for f in facts}
    return len(read & printed), len(sure - printed), len(read - sure - printed), len(printed - read)


def figures(rows: list[tuple[str, str, str]]) -> set[str]:
    """The amounts of the rows."""
    return {cell for row in rows for cell in row[1:]}


def workers() -> dict[str, tuple[int, float]]:
    """Peak memory in MiB and seconds of computing of each worker process of this one."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            told = (entry / "stat").read_text().rpartition(")")[2].split()
            peak = re.search(r"VmHWM:\s+(\d+)", (entry / "status").read_text())
        except OSError:
            continue
        if int(told[1]) == os.getpid() and len(words) > 2 and peak:
            found[words[2].decode()] = (
                int(peak[1]) // 1024,
                (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK"),
            )
    return found


def chinese() -> bytes:
    """A ruled balance sheet."""
    paper = (
        Paper()
        .page()
        .centred(70, "合并资产负债表", 14)
        .text(60, 95, "编制单位：江苏示例制造有限公司")
        .text(450, 95, "单位：元")
    )
    paper.ruled(60, 105, (210, 130, 130), ZH, 9.5)
    return paper.bytes()


def english() -> bytes:
    """A balance sheet without rules."""
    paper = (
        Paper(chinese=False).page().centred(70, "Consolidated Balance Sheets", 14).centred(88, "(in U.S. dollars)", 9)
    )
    paper.right(400, 115, "December 31, 2024", 9).right(520, 115, "December 31, 2023", 9)
    paper.borderless(60, 135, (400, 520), EN, 10)
    return paper.bytes()


def _dim(picture: Image.Image) -> Image.Image:
    """Low light: little contrast, much noise."""
    rng = random.Random(7)
    dark = picture.point(lambda v: 40 + v * 95 // 255).filter(ImageFilter.GaussianBlur(0.7))
    noise = Image.frombytes("L", picture.size, rng.randbytes(picture.width * picture.height))
    return ImageChops.add(dark, noise.point(lambda v: int(128 + (v - 128) * 0.2)), scale=1, offset=-128)


def _squeezed(picture: Image.Image) -> Image.Image:
    """Saved by a messenger: smaller, JPEG of low quality."""
    out = io.BytesIO()
    picture.resize((int(picture.width * 0.8), int(picture.height * 0.8)), Image.Resampling.BICUBIC).save(
        out, "JPEG", quality=25
    )
    return Image.open(io.BytesIO(out.getvalue()))


def _faxed(picture: Image.Image) -> Image.Image:
    """Two tones."""
    return scanned(picture, 0.7, 3).point(lambda v: 255 * (v > 150))


def _two_up(picture: Image.Image) -> Image.Image:
    """The page beside a page of prose, photographed together."""
    prose = Paper().page()
    for line in range(30):
        prose.text(60, 80 + 22 * line, "The notes on the following pages are an integral part of these statements.", 10)
    both = Image.new("L", (2 * picture.width, picture.height), 255)
    both.paste(picture, (0, 0))
    both.paste(drawn(prose.bytes()), (picture.width, 0))
    return scanned(both, -0.3, 5)


WAYS: dict[str, Degrade] = {
    "copied askew": lambda p: scanned(p, 1.6, 2),
    "photographed": photographed,
    "lying left": lambda p: scanned(p).transpose(Image.Transpose.ROTATE_90),
    "lying right": lambda p: photographed(p).transpose(Image.Transpose.ROTATE_270),
    "upside down": lambda p: scanned(p, -0.5).transpose(Image.Transpose.ROTATE_180),
    "low light": _dim,
    "squeezed": _squeezed,
    "faxed": _faxed,
    "stamped": lambda p: stamped(scanned(p), p.width * 0.62, p.height * 0.25, 260),
    "two pages": _two_up,
}

if __name__ == "__main__":
    main()
