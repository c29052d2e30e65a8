"""Articles → the writer: what is new is attributed and written, what is known by its digest is not, and commits come in time."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import Enum
from hashlib import blake2b

from searchkit.article import Article
from searchkit.engines.base import Writer
from searchkit.errors import InputError
from searchkit.indexer.attributor import Attributor, Found
from searchkit.indexer.options import UpdateOptions
from searchkit.names import same_person

# Text that may wait for a commit: what bounds the memory of a run.
BATCH_BYTES = 8_000_000

# Part of every digest; a change of what is written for one and the same article needs a new number.
RECIPE = 1


class Outcome(Enum):
    """What became of one article: written for the first time, written anew, left as it is, refused for its id."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Batch:
    """Articles on their way into `writer`.

    `gone` are the origins of files that vanished; an id they hold is free, and `robbed` those that lost one so. `manifest` gives
    the manifest for a commit in the middle of the run. `counts` counts outcomes.
    """

    def __init__(
        self, writer: Writer, options: UpdateOptions, note: Callable[[str, str, bool], None], manifest: Callable[[], bytes | None]
    ) -> None:
        self.counts: Counter[Outcome] = Counter()
        self.gone: set[str] = set()
        self.robbed: set[str] = set()
        self._writer, self._options, self._note, self._manifest = writer, options, note, manifest
        self._attributor: Attributor[tuple[str, str, Outcome]] = Attributor(options.jobs)
        self._in_flight: dict[str, str] = {}

    def take(self, article: Article, origin: str, earlier: set[str] | None) -> Outcome:
        """Brings one article of the file `origin` into the index.

        `earlier` are the ids that the file gave when it was read before; those met again leave the set. None: the article
        comes from a stream, which may replace what streams and programs gave.
        """
        if article.id in self._in_flight:
            return self._counted(Outcome.REFUSED)
        digest = digest_of(article, self._options.with_quotes)
        known = self._writer.lookup(article.id)
        if known is None:
            outcome = Outcome.ADDED
        elif known[0] == origin and (earlier is None or article.id in earlier):
            outcome = Outcome.UNCHANGED if known[1] == digest else Outcome.CHANGED
        elif known[0] != origin and self._is_gone(known[0]):
            self.robbed.add(known[0])
            outcome = Outcome.CHANGED
        else:
            return self._counted(Outcome.REFUSED)
        if earlier is not None:
            earlier.discard(article.id)
        if outcome is not Outcome.UNCHANGED:
            self._send(article, origin, digest, outcome)
        return self._counted(outcome)

    def put(self, article: Article) -> Outcome:
        """Brings an article into the index that a program gives; it replaces one with its id, wherever that came from.

        Raises InputError for what is no article."""
        if not isinstance(article, Article) or not isinstance(article.id, str) or not isinstance(article.body, str):
            raise InputError(f"{repr(article)[:80]} is not an Article whose id and body are text")
        if article.date is not None and (not isinstance(article.date, date) or isinstance(article.date, datetime)):
            raise InputError(f"article {article.id}: its date must be a datetime.date, not {article.date!r}")
        if article.id in self._in_flight:
            self.drain()
        digest = digest_of(article, self._options.with_quotes)
        known = self._writer.lookup(article.id)
        if known == ("", digest):
            return self._counted(Outcome.UNCHANGED)
        outcome = Outcome.ADDED if known is None else Outcome.CHANGED
        self._send(article, "", digest, outcome)
        return self._counted(outcome)

    def delete(self, ids: Iterable[str]) -> int:
        return self._writer.delete(ids)

    def holder_of(self, id: str) -> str:
        """The origin that holds `id`."""
        known = self._writer.lookup(id)
        return self._in_flight.get(id, known[0] if known else "")

    def drain(self) -> None:
        """Waits until everything taken has reached the writer."""
        for article, (origin, digest, outcome), found in self._attributor.drain():
            self._store(article, origin, digest, outcome, found)

    def commit(self, manifest: bytes | None) -> None:
        self.drain()
        self._writer.commit(manifest)

    def close(self) -> None:
        self._attributor.close()

    def _is_gone(self, origin: str) -> bool:
        return origin in self.gone or (os.path.isabs(origin) and not os.path.lexists(origin))

    def _counted(self, outcome: Outcome) -> Outcome:
        self.counts[outcome] += 1
        return outcome

    def _send(self, article: Article, origin: str, digest: str, outcome: Outcome) -> None:
        self._in_flight[article.id] = origin
        if self._options.with_quotes:
            for done, tag, found in self._attributor.submit(article, (origin, digest, outcome)):
                self._store(done, *tag, found)
        else:
            self._store(article, origin, digest, outcome, Found([], ()))
        if self._writer.pending_bytes() >= BATCH_BYTES:
            self.drain()
            if self._options.one_commit:
                self._writer.flush()
            else:
                self._writer.commit(self._manifest())

    def _store(self, article: Article, origin: str, digest: str, outcome: Outcome, found: Found) -> None:
        del self._in_flight[article.id]
        given = tuple(dict.fromkeys(article.speakers))
        speakers = (*given, *(name for name in found.speakers if not any(name == one or same_person(name, one) for one in given)))
        try:
            self._writer.add(article, found.quotes, speakers=speakers, origin=origin, digest=digest)
        except ValueError as error:
            if not origin:
                raise InputError(str(error)) from error
            self.counts[outcome] -= 1
            self._note(article.id, f"was refused: {str(error).removeprefix(f'article {article.id!r}: ')}", False)
            return
        if found.failure is not None:
            self._note(article.id, found.failure, True)


def digest_of(article: Article, with_quotes: bool) -> str:
    """What tells whether an article must be written anew: 32 hexadecimal digits over all of it and how it is treated."""
    shape = json.dumps([RECIPE, with_quotes, article.to_dict()], separators=(",", ":"), sort_keys=True)
    return blake2b(shape.encode("ascii"), digest_size=16).hexdigest()
