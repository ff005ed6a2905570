"""The vector index: Chroma embedded, one collection a customer. The only door to chromadb; a cache that can be rebuilt from SQL.

One process owns it: `ingestion.store.index_worker`, the child of whoever holds the home's lock. Ids are content hashes and are never
upserted in place; what is written is read back.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingestion.store.embed import NAME, MiniLM
from ingestion.store.index_folder import FOLDER, ask_for_lost, own_folder
from ingestion.store.scope import Scope
from ingestion.store.search import PassageHit, is_mostly_chinese, with_near
from ingestion.store.store import Store

BATCH = 64


class VectorIndex:
    """Vectors of all customers of a home; opens its files when first used."""

    def __init__(self, home: Path, store: Store) -> None:
        self._home = home
        self._store = store
        self._embedder = MiniLM(home / "models")
        self._client: Any = None

    def index_waiting(self, customer: str | None, report: Callable[[int], None] = lambda done: None) -> int:
        """Work the outbox off; how many passages were taken. Mostly Chinese passages are marked done without a vector."""
        done = 0
        ask_for_lost(self._home, self._store)
        while taken := self.index_some(customer, BATCH):
            done += taken
            report(done)
        return done

    def index_some(self, customer: str | None, limit: int) -> int:
        """The same for the next `limit` passages at most; 0 where none waits."""
        rows = self._store.waiting_passages(customer, limit)
        english = [row for row in rows if not is_mostly_chinese(row["text"])]
        if english:
            vectors = self._embedder.vectors([row["text"] for row in english])
            for name in dict.fromkeys(row["customer"] for row in english):
                chosen = [(row, v) for row, v in zip(english, vectors, strict=True) if row["customer"] == name]
                self._write(name, chosen)
        self._store.mark_indexed([row["outbox"] for row in rows])
        return len(rows)

    def search(self, scope: Scope, query: str, limit: int, document: str | None = None) -> list[PassageHit]:
        """Full text and vectors fused by rank; full text alone for Chinese questions or where there are no vectors."""
        text_hits = self._store.search_text(scope, query, limit * 3, document)
        if is_mostly_chinese(query):
            return text_hits[:limit]
        near = self._store.passages_by_id(scope, self.near(scope, query, limit * 3, document))
        return with_near(text_hits, near, limit)

    def has_vectors(self, scope: Scope) -> bool:
        """True where the customer has a collection."""
        return (self._home / FOLDER).is_dir() and self._name(scope.customer) in {
            c.name for c in self._open().list_collections()
        }

    def forget(self, scope: Scope) -> None:
        """Remove the customer's vectors."""
        if self.has_vectors(scope):
            self._open().delete_collection(self._name(scope.customer))

    def forget_document(self, scope: Scope, document: str) -> None:
        """Remove the vectors of one paper."""
        if self.has_vectors(scope):
            collection = self._open().get_collection(self._name(scope.customer), embedding_function=None)
            collection.delete(where={"document": document})

    def near(self, scope: Scope, query: str, limit: int, document: str | None) -> list[int]:
        """Numbers of the customer's passages nearest to the query, best first; none where it has no vectors."""
        if not self.has_vectors(scope):
            return []
        collection = self._open().get_collection(self._name(scope.customer), embedding_function=None)
        found = collection.query(
            query_embeddings=self._embedder.vectors([query]),
            n_results=limit,
            where={"document": document} if document else None,
            include=["metadatas"],
        )
        return [int(row["passage"]) for row in (found["metadatas"] or [[]])[0]]

    def _write(self, customer: str, rows: list[tuple[dict[str, Any], list[float]]]) -> None:
        collection = self._open().get_or_create_collection(
            self._name(customer), embedding_function=None, metadata={"hnsw:space": "cosine"}
        )
        ids = [row["hash"] for row, _ in rows]
        known = set(collection.get(ids=ids, include=[])["ids"])
        new = [(row, vector) for row, vector in rows if row["hash"] not in known]
        if new:
            collection.add(
                ids=[row["hash"] for row, _ in new],
                embeddings=[vector for _, vector in new],
                metadatas=[
                    {"passage": row["passage"], "page": row["page"], "document": row["document"]} for row, _ in new
                ],
            )
        if set(collection.get(ids=ids, include=[])["ids"]) != set(ids):
            raise RuntimeError("index lost passages it had taken")

    def _name(self, customer: str) -> str:
        return f"p_{customer}_{NAME}"

    def close(self) -> None:
        """Let go of the folder; the next use opens it again."""
        if self._client is not None:
            self._client.close()
            self._client = None

    def _open(self) -> Any:
        if self._client is None:
            import chromadb
            from chromadb.config import Settings

            settings = Settings(anonymized_telemetry=False, allow_reset=False)
            self._client = chromadb.PersistentClient(str(own_folder(self._home, self._store)), settings=settings)
        return self._client
