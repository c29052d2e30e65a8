"""Finding quotes while the index is written: in this process, or in several that keep the order.

In: articles with whatever the caller wants back with them. Out: the same, in the same order, with quotes and speakers.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from searchkit.article import Article, Quote

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Tag = TypeVar("Tag")

# Text that may wait in the queue of the processes. Beyond it the caller waits: memory must not grow with the corpus.
QUEUED_CHARACTERS = 4_000_000
QUEUED_ARTICLES = 400
# Starting processes takes as long as finding the quotes of about so much text.
WORTH_PROCESSES = 500_000


class Found(NamedTuple):
    """Quotes of one article and the people quoted; `failure` says why there are none where attribution broke down."""

    quotes: list[Quote]
    speakers: tuple[str, ...]
    failure: str | None = None


def find_quotes(article: Article) -> Found:
    """The quotes of an article. A mistake of ours in one article must not cost the others: it becomes a `failure`."""
    from searchkit.attribution import attribute, speakers_of

    try:
        quotes = list(attribute(article))
        return Found(quotes, tuple(speakers_of(quotes)))
    except (KeyboardInterrupt, MemoryError):
        raise
    except Exception as error:
        return Found([], (), f"its quotes were not found ({type(error).__name__}: {error}); this is a mistake of searchkit")


def _try_out() -> None:
    """Fails when attribution cannot work at all, so that this does not become a failure of every single article."""
    from searchkit.attribution import attribute

    attribute(Article(id="", body="“We will walk the whole way,” said Minister Orla Venn."))


class Attributor(Generic[Tag]):
    """`submit` articles; what is finished comes back in order, from `submit` and at the end from `drain`."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._is_tried = False
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: deque[tuple[Article, Tag, Future[Found]]] = deque()
        self._characters = self._characters_here = 0

    def submit(self, article: Article, tag: Tag) -> Iterator[tuple[Article, Tag, Found]]:
        if not self._is_tried:
            _try_out()
            self._is_tried = True
        if self._jobs <= 1 or self._characters_here < WORTH_PROCESSES:
            self._characters_here += len(article.body)
            yield article, tag, find_quotes(article)
            return
        if self._pool is None:
            self._pool = _pool(self._jobs)
        # `extra` may hold what cannot be sent to another process, and says nothing about quotes.
        self._waiting.append((article, tag, self._pool.submit(find_quotes, replace(article, extra={}))))
        self._characters += len(article.body)
        while self._waiting and (self._is_full() or self._waiting[0][2].done()):
            yield self._next()

    def drain(self) -> Iterator[tuple[Article, Tag, Found]]:
        while self._waiting:
            yield self._next()

    def close(self) -> None:
        """Ends the processes; what is still waiting is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._waiting.clear()

    def _is_full(self) -> bool:
        return self._characters > QUEUED_CHARACTERS or len(self._waiting) > QUEUED_ARTICLES

    def _next(self) -> tuple[Article, Tag, Found]:
        article, tag, future = self._waiting.popleft()
        self._characters -= len(article.body)
        from concurrent.futures import BrokenExecutor

        try:
            return article, tag, future.result()
        except BrokenExecutor as error:
            raise MemoryError(
                "a process that looks for quotes was ended from outside, as happens when memory runs out"
            ) from error


def _pool(jobs: int) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Not fork: this process may have threads.
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _end_with_parent)


def _end_with_parent() -> None:
    """Runs in each process of the pool: when the indexing process is killed, its pool must not stay behind."""
    import multiprocessing
    import signal

    # Ctrl-C goes to the whole group; the indexing process decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
