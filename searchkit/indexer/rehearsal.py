"""A writer that only pretends: what an update would do, counted exactly, with nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import TracebackType

from searchkit.article import Article, Quote
from searchkit.engines.base import Writer


class Rehearsal:
    """Looks through to `real` (None: an index that does not exist yet) and keeps what would have been written to itself."""

    def __init__(self, real: Writer | None) -> None:
        self._real = real
        self._changed: dict[str, tuple[str, str] | None] = {}
        self._ids_by_origin: dict[str, set[str]] = {}

    def add(
        self, article: Article, quotes: Sequence[Quote], *, speakers: Sequence[str], origin: str = "", digest: str = ""
    ) -> None:
        self._forget(article.id)
        self._changed[article.id] = (origin, digest)
        self._ids_by_origin.setdefault(origin, set()).add(article.id)

    def delete(self, ids: Iterable[str]) -> int:
        present = [id for id in ids if self.lookup(id) is not None]
        for id in present:
            self._forget(id)
            self._changed[id] = None
        return len(present)

    def _forget(self, id: str) -> None:
        known = self._changed.get(id)
        if known is not None:
            self._ids_by_origin[known[0]].discard(id)

    def lookup(self, id: str) -> tuple[str, str] | None:
        if id in self._changed:
            return self._changed[id]
        return self._real.lookup(id) if self._real is not None else None

    def ids_of(self, origin: str) -> list[str]:
        before = self._real.ids_of(origin) if self._real is not None else []
        return [id for id in before if id not in self._changed] + sorted(self._ids_by_origin.get(origin, ()))

    def pending_bytes(self) -> int:
        return 0

    def flush(self) -> None:
        pass

    def commit(self, manifest: bytes | None = None) -> None:
        pass

    def manifest(self) -> bytes:
        return self._real.manifest() if self._real is not None else b""

    def close(self) -> None:
        if self._real is not None:
            self._real.close()

    def __enter__(self) -> Rehearsal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
