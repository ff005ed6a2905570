"""How often a search finds an evidence page among its first 1, 5 and 10 passages: text alone, vectors fused.

python -m evals.retrieval --questions FILE --home HOME      (HOME made by the answers scorer, one customer a document)
"""

import argparse
import json
from pathlib import Path

from ingestion.store.index import VectorIndex
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit
from ingestion.store.store import Store

RANKS = (1, 5, 10)


def main() -> None:
    """Print hits at 1, 5 and 10 for each arm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--home", type=Path, required=True)
    args = parser.parse_args()
    store = Store.open(args.home)
    index = VectorIndex(args.home, store)
    index.index_waiting(None)
    customers = {row["name"]: Scope(row["id"]) for row in store.customers()}
    rows = [json.loads(line) for line in args.questions.read_text("utf-8").splitlines() if line.strip()]
    asked = [r for r in rows if Path(r["doc"]).stem in customers and r.get("evidence")]
    for name, arm in (("text", store.search_text), ("fused", index.search)):
        found = [pages(arm(customers[Path(r["doc"]).stem], r["question"], 10)) for r in asked]
        wanted = [{e["page"] for e in r["evidence"]} for r in asked]
        hits = [sum(bool(set(f[:rank]) & w) for f, w in zip(found, wanted, strict=True)) for rank in RANKS]
        print(
            f"{name:6} n {len(asked)}  "
            + "  ".join(f"@{r} {h / len(asked):.0%}" for r, h in zip(RANKS, hits, strict=True))
        )


def pages(hits: list[PassageHit]) -> list[int]:
    """The pages of the hits, in order."""
    return [hit.page for hit in hits]


if __name__ == "__main__":
    main()
