"""How often an evidence page is among the first 1, 5 and 10 pages found, by languages of question and paper and by arm.

python -m evals.retrieval --questions FILE [FILE ...] --home HOME [--vectors]   (HOME made by the answers scorer, one customer a document)

words      the question's own words by full text
glossary   with what the glossary calls its concepts in both languages (what the product asks without vectors)
vectors    the English sentence vectors alone (--vectors; kept in the home's `eval_vectors.npz`, for papers already there)
product    glossary and, for English questions, vectors by weighted rank of the pages
bridge     vectors of the English names of the glossary concepts in question and passage where these are Chinese, alone
+bridge    glossary and bridge by weighted rank
analyst    the pages that the built-in analyst cites: typed facts first, then rows, topics and passages
"""

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.store.embed import MiniLM
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit, fused, is_mostly_chinese, with_near
from ingestion.store.store import Store
from ingestion.taxonomy.glossary import glossary

RANKS = (1, 5, 10)
DEPTH = 36
NAMES = 40
BRIDGE_WEIGHT = 0.5
CACHE = "eval_vectors.npz"
_CJK = re.compile("[\u3400-\u9fff]")
Arm = Callable[[str, str], list[int]]


class Vectors:
    """Vectors of all passages in memory: of their text where it is English, of the names of their concepts where it is Chinese."""

    def __init__(self, home: Path, store: Store) -> None:
        self._model = MiniLM(home / "models")
        self._store = store
        self._file = home / CACHE
        self._kept: dict[str, Any] = dict(np.load(self._file)) if self._file.is_file() else {}
        self._asked: dict[str, Any] = {}

    def near(self, customer: str, query: str, bridge: bool = False) -> list[PassageHit]:
        """The customer's passages nearest to the query, best first; Chinese ones only over the `bridge`, as the product has none."""
        numbers, vectors = self._of(customer)
        if not bridge:
            rows = self._store.passages(Scope(customer))
            english = np.array([not is_mostly_chinese(text) for _, text in rows])
            numbers, vectors = numbers[english], vectors[english]
        if query not in self._asked:
            self._asked[query] = np.array(self._model.vectors([query])[0], dtype=np.float32)
        order = np.argsort(-(vectors @ self._asked[query]))[:DEPTH]
        return self._store.passages_by_id(Scope(customer), [int(numbers[i]) for i in order])

    def _of(self, customer: str) -> tuple[Any, Any]:
        if f"{customer}_ids" not in self._kept:
            rows = self._store.passages(Scope(customer))
            texts = [bridged(text) if is_mostly_chinese(text) else text for _, text in rows]
            self._kept[f"{customer}_ids"] = np.array([number for number, _ in rows])
            self._kept[f"{customer}_vectors"] = np.array(self._model.vectors(texts), dtype=np.float32)
            np.savez(self._file, **self._kept)
        return self._kept[f"{customer}_ids"], self._kept[f"{customer}_vectors"]


def bridged(text: str) -> str:
    """The English names of the glossary concepts in `text`, each once, in order."""
    names = dict.fromkeys(mention.concept.en for mention in glossary().mentions(text))
    return "; ".join([*names][:NAMES]) or "none"


def main() -> None:
    """Print page hits at 1, 5 and 10 for each arm and pair of languages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--vectors", action="store_true")
    parser.add_argument("--only", nargs="*", help="these documents alone")
    args = parser.parse_args()
    rows = [
        json.loads(line) for file in args.questions for line in file.read_text("utf-8").splitlines() if line.strip()
    ]
    with Workspace.open(load_settings(args.home, {})) as workspace:
        customers = {c.name: c.id for c in workspace.customers()}
        asked = [r for r in rows if Path(r["doc"]).stem in customers and r.get("evidence")]
        asked = [r for r in asked if not args.only or Path(r["doc"]).stem in args.only]
        chinese = {
            name: any(d.language.startswith("zh") for d in workspace.documents(c)) for name, c in customers.items()
        }
        for name, arm in arms(workspace, args.home, args.vectors).items():
            for question, paper in (("zh", "zh"), ("en", "zh"), ("en", "en"), ("zh", "en")):
                told = [r for r in asked if pair(r, chinese) == (question, paper)]
                if told:
                    print(
                        f"{name:9} {question} question, {paper} paper  n {len(told):3}  {hits(told, customers, arm)}",
                        flush=True,
                    )


def pair(row: dict[str, Any], chinese: dict[str, bool]) -> tuple[str, str]:
    """The languages of question and paper."""
    return ("zh" if _CJK.search(row["question"]) else "en", "zh" if chinese[Path(row["doc"]).stem] else "en")


def arms(workspace: Workspace, home: Path, with_vectors: bool) -> dict[str, Arm]:
    """Each arm: (customer, question) to pages, best first."""
    store = Store.open(home)

    def full(customer: str, question: str, widen: bool = True) -> list[PassageHit]:
        return store.search_text(Scope(customer), question, DEPTH, widen=widen)

    made: dict[str, Arm] = {
        "words": lambda c, q: pages(full(c, q, widen=False)),
        "glossary": lambda c, q: pages(full(c, q)),
    }
    if with_vectors:
        vectors = Vectors(home, store)
        made["vectors"] = lambda c, q: pages(vectors.near(c, q))
        made["product"] = lambda c, q: pages(
            full(c, q) if is_mostly_chinese(q) else with_near(full(c, q), vectors.near(c, q), DEPTH)
        )
        made["bridge"] = lambda c, q: pages(vectors.near(c, bridged(q), bridge=True))
        made["+bridge"] = lambda c, q: pages(
            fused([(1.0, full(c, q)), (BRIDGE_WEIGHT, vectors.near(c, bridged(q), bridge=True))], DEPTH)
        )
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
