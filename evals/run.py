"""Scorers over a folder of real papers, and the README's table from their last run.

python -m evals.run measure --shared DIR [NAME ...]     run them, write evals/out/measure.json, exit 1 below a threshold
python -m evals.run readme                              put the measured lines between the README's markers
python -m evals.run suite [analyst|extraction|varied]   the product's own answers suite (tests/assistant/chat); or that module of evals
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUT = HERE / "out" / "measure.json"
README = HERE.parent / "README.md"
BEGIN, END = "<!-- measured:begin -->", "<!-- measured:end -->"
MODULES = {"analyst": "evals.analyst", "extraction": "evals.extraction", "varied": "evals.varied.score"}
TIME_LIMIT_S = 1800


def main() -> int:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["measure", "readme", "suite"])
    parser.add_argument("names", nargs="*")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    args = parser.parse_args()
    if args.command == "readme":
        return write_readme()
    if args.command == "suite" and args.names and args.names[0] in MODULES:
        return subprocess.run([sys.executable, "-m", MODULES[args.names[0]]], check=False).returncode
    if args.command == "suite":
        return subprocess.run([sys.executable, "-m", "pytest", "-q", "tests/assistant/chat"], check=False).returncode
    return measure(args.shared, args.names)


def measure(shared: Path, names: list[str]) -> int:
    """Run the scorers named (all by default); 0 when each reached its threshold or there is nothing to measure on."""
    if not (shared / "measure").is_dir():
        print(f"skipped: no papers at {shared}")
        return 0
    results: dict[str, Any] = json.loads(OUT.read_text("utf-8")) if OUT.is_file() else {}
    failed = []
    with tempfile.TemporaryDirectory() as home:
        for name, entry in tomllib.loads((HERE / "thresholds.toml").read_text("utf-8")).items():
            if names and name not in names:
                continue
            for words in filter(None, (entry.get("prepare"), entry["words"])):
                done = subprocess.run(
                    [sys.executable, *command(words, home)], cwd=shared, capture_output=True, text=True,
                    timeout=TIME_LIMIT_S, check=False,
                )  # fmt: skip
            lines = [line for line in done.stdout.splitlines() if line.strip()]
            results[name] = {"title": entry["title"], "ok": done.returncode == 0, "result": summary(lines)}
            print(f"{'ok    ' if done.returncode == 0 else 'BELOW '} {name}: {results[name]['result']}")
            failed += [name] if done.returncode else []
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(results, ensure_ascii=False, indent=1), "utf-8")
    return 1 if failed else 0


def command(words: list[str], home: str) -> list[str]:
    """A scorer's words with the product's command and a scratch home put in."""
    xintan = f"{sys.executable} -m assistant.cli"
    values = {"{xintan}": xintan, "{home}": home, "{evals}": str(HERE)}
    for name, value in values.items():
        words = [word.replace(name, value) for word in words]
    return words


def summary(lines: list[str]) -> str:
    """The scorer's closing figures on one line."""
    kept = [
        line
        for line in lines
        if line.startswith(("recall", "right")) or " loose " in line or "ended well" in line or "readable" in line
    ]
    return " · ".join(" ".join(line.split()) for line in kept) or (lines[-1] if lines else "no output")


def readable(result: str) -> str:
    """A scorer's closing figures as a table cell, a group a line, without file names and what the set does not hold."""
    result = re.sub(r" \S+\.(?:pdf|tiff?|xlsx)\b", "", result)
    result = re.sub(r"\b\w+ (?:nan(?: \(0/0\))?|0/0)(?= |$)", "", result)
    groups = [" ".join(group.split()) for group in result.split(" · ")]
    return "<br>".join(sorted(groups, key=lambda group: not group.startswith("ALL")))


def write_readme() -> int:
    """Replace the table between the markers by the last run's figures."""
    results = json.loads(OUT.read_text("utf-8"))
    rows = ["| measure | result |", "| --- | --- |"]
    rows += [f"| {row['title']} | {readable(row['result'])} |" for row in results.values()]
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    README.write_text(before + BEGIN + "\n" + "\n".join(rows) + "\n" + END + after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
