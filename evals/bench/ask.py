"""Milliseconds a question of the built-in analyst: beside ten thousand pages of one customer, and beside a thousand other customers.

python -m evals.bench.ask [--pages 10000] [--customers 1000] [--others 10] [--rounds 3]

Pages are made up of Chinese and English words, few of them common and most rare as in papers; every other customer has `--others` such
pages. Wall-clock and processor milliseconds are told.
"""

import argparse
import hashlib
import random
import tempfile
import time
from pathlib import Path

from assistant.config import load_settings
from assistant.service import Workspace
from ingestion.model.fact import Extraction, Passage, ProducedBy, Reading
from ingestion.store.scope import Scope

QUESTIONS = (
    "2024年末应收账款是多少？", "流动比率和速动比率是多少？", "近两年毛利率怎么变？", "为什么评为CA2？", "审计意见是什么类型？",
    "前五大客户占多少？",
    "What was revenue for FY2024?", "How did liquidity move over the two years?", "Which assets are pledged?", "Who is the auditor?",
    "What are the main risks?", "What is the company's Moody's rating?",
    "存货跌价准备是怎么计提的？", "What do the papers say about lease contracts?",
    "主要供应商和合同风险有哪些？", "Where are the main markets of the company?",
)  # fmt: skip
WORDS = (
    "receivables", "inventories", "borrowings", "customers", "suppliers", "contracts", "interest", "lease", "goods", "service", "market",
    "segment", "region", "cost", "应收账款", "存货", "短期借款", "客户", "供应商", "合同",
    "利息", "租赁", "收入", "成本", "审计", "质押", "风险", "毛利率",
)  # fmt: skip
SEED, PARTS, LENGTH = 7, 3, 60


def main() -> None:
    """Print median, 95th percentile and the growth with other customers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--customers", type=int, default=1_000)
    parser.add_argument("--others", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, Workspace.open(load_settings(Path(home), {}, lang="zh")) as workspace:
        workspace.load_sample()
        customer = workspace.customers()[-1].id
        customer = next((c.id for c in workspace.customers() if c.name == "示例制造"), customer)
        alone = measured(workspace, customer, args.rounds)
        print(f"sample file: {told(alone)}")
        add_pages(workspace, customer, args.pages)
        many = measured(workspace, customer, args.rounds)
        print(f"with {args.pages} pages more: {told(many)}")
        for number in range(args.customers):
            other = workspace.create_customer(f"customer {number}").id
            add_pages(workspace, other, args.others, f"other {number}")
        beside = measured(workspace, customer, args.rounds)
        print(
            f"beside {args.customers} other customers of {args.others} pages: {told(beside)}; median x {median(beside) / median(many):.2f}"
        )
        print(f"first piece of the stream: {first_piece(workspace, customer):.0f} ms")


def measured(workspace: Workspace, customer: str, rounds: int) -> list[float]:
    """Wall-clock milliseconds a question, the first round left out; the processor's are printed beside."""
    out = []
    worked = time.process_time()
    for turn in range(rounds + 1):
        for question in QUESTIONS:
            started = time.perf_counter()
            workspace.ask(customer, question)
            if turn:
                out.append((time.perf_counter() - started) * 1000)
    each = (time.process_time() - worked) * 1000 / (rounds + 1) / len(QUESTIONS)
    print(f"(mean {each:.0f} ms of processor a question)", end=" ")
    return sorted(out)


def median(times: list[float]) -> float:
    """The middle one of sorted times."""
    return times[len(times) // 2]


def told(times: list[float]) -> str:
    """Median, 95th percentile and longest."""
    return f"p50 {median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms, longest {times[-1]:.0f} ms"


def first_piece(workspace: Workspace, customer: str) -> float:
    """Milliseconds until the first piece of a streamed answer, the libraries being loaded."""
    list(workspace.ask_stream(customer, QUESTIONS[0]))
    started = time.perf_counter()
    next(iter(workspace.ask_stream(customer, QUESTIONS[1])))
    return (time.perf_counter() - started) * 1000


def add_pages(workspace: Workspace, customer: str, pages: int, name: str = "bench") -> None:
    """One more paper of made-up pages, three passages each."""
    dice = random.Random(f"{SEED}{name}")
    passages = []
    for page in range(1, pages + 1):
        for _ in range(PARTS):
            common = [WORDS[int(len(WORDS) * dice.random() ** 2)] for _ in range(LENGTH // 3)]
            rare = [f"term{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676 % 26)}" for n in
                    (int(15_000 * dice.random() ** 3) for _ in range(2 * LENGTH // 3))]  # fmt: skip
            text = " ".join(dice.sample([*common, *rare], len(common) + len(rare))) + f" {dice.randrange(10**6)}"
            passages.append(Passage(page=page, text=text, lines=((text, (0.0, 0.0, 10.0, 10.0)),), section=None))
    data = name.encode()
    extraction = Extraction(
        produced_by=ProducedBy(version="bench", taxonomy="bench"), file=f"{name}.pdf", sha256=hashlib.sha256(data).hexdigest(),
        status="ok", error=None, pages=pages, kind="other", language="en", text="digital",
    )  # fmt: skip
    reading = Reading(extraction=extraction, passages=tuple(passages), page_sizes=())
    workspace._store.add_document(Scope(customer), f"{name}.pdf", data, reading)


if __name__ == "__main__":
    main()
