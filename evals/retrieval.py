"""How often an evidence page is among the first 1, 5 and 10 pages found, by language of the question and by arm.

python -m evals.retrieval --questions FILE [FILE ...] --home HOME [--vectors]   (HOME made by the answers scorer, one customer a document)

words      the question's own words by full text
glossary   with what the glossary calls its concepts in both languages
fused      with the English sentence vectors, by rank (--vectors; indexes what waits)
analyst    the pages that the built-in analyst cites: typed facts first, then rows, topics and passages
"""

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.store.index import VectorIndex
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit
from ingestion.store.store import Store

RANKS = (1, 5, 10)
DEPTH = 30
Arm = Callable[[str, str], list[int]]


def main() -> None:
    """Print page hits at 1, 5 and 10 for each arm and language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--vectors", action="store_true")
    args = parser.parse_args()
    rows = [
        json.loads(line) for file in args.questions for line in file.read_text("utf-8").splitlines() if line.strip()
    ]
    with Workspace.open(load_settings(args.home, {})) as workspace:
        customers = {c.name: c.id for c in workspace.customers()}
        asked = [r for r in rows if Path(r["doc"]).stem in customers and r.get("evidence")]
        for name, arm in arms(workspace, args.home, args.vectors).items():
            for lang in ("zh", "en"):
                told = [r for r in asked if bool(re.search("[\u3400-\u9fff]", r["question"])) == (lang == "zh")]
                if told:
                    print(f"{name:9} {lang} n {len(told):3}  {hits(told, customers, arm)}")


def arms(workspace: Workspace, home: Path, vectors: bool) -> dict[str, Arm]:
    """Each arm: (customer, question) to pages, best first."""
    store = Store.open(home)
    index = VectorIndex(home, store)
    made: dict[str, Arm] = {
        "words": lambda c, q: pages(store.search_text(Scope(c), q, DEPTH, widen=False)),
        "glossary": lambda c, q: pages(store.search_text(Scope(c), q, DEPTH)),
    }
    if vectors:
        index.index_waiting(None)
        made["fused"] = lambda c, q: pages(index.search(Scope(c), q, DEPTH))
    made["analyst"] = lambda c, q: list(dict.fromkeys(a.page for a in workspace.ask(c, q).citations))
    return made


def hits(rows: list[dict[str, Any]], customers: dict[str, str], arm: Arm) -> str:
    """Shares of questions with an evidence page among the first 1, 5 and 10 pages."""
    found = [arm(customers[Path(r["doc"]).stem], r["question"]) for r in rows]
    wanted = [{e["page"] for e in r["evidence"]} for r in rows]
    counts = [sum(bool(set(f[:rank]) & w) for f, w in zip(found, wanted, strict=True)) for rank in RANKS]
    return "  ".join(f"@{rank} {count / len(rows):.0%}" for rank, count in zip(RANKS, counts, strict=True))


def pages(found: list[PassageHit]) -> list[int]:
    """The pages of the hits, in order, each once."""
    return list(dict.fromkeys(hit.page for hit in found))


if __name__ == "__main__":
    main()
