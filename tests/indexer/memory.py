"""A writer that keeps everything in memory: what the indexer asks of an engine, and nothing else."""


class MemoryWriter:
    """`articles` maps an id to (article, quotes, speakers, origin, digest) as committed; `commits` counts commits."""

    def __init__(self):
        self.articles, self.committed_manifest, self.commits, self.written = {}, b"", 0, []
        self.after_commit = lambda: None
        self.restart()

    def restart(self):
        """Forgets what was not committed, as a new process would."""
        self._now, self._bytes, self._is_changed = dict(self.articles), 0, False
        self.written, self.flushes = [], 0
        return self

    def add(self, article, quotes, *, speakers, origin="", digest=""):
        self._now[article.id] = (article, tuple(quotes), tuple(speakers), origin, digest)
        self._bytes += len(article.body)
        self._is_changed = True
        self.written.append(article.id)

    def delete(self, ids):
        gone = [id for id in ids if self._now.pop(id, None) is not None]
        self._is_changed |= bool(gone)
        return len(gone)

    def lookup(self, id):
        known = self._now.get(id)
        return known[3:] if known else None

    def ids_of(self, origin):
        return [id for id, known in self._now.items() if known[3] == origin]

    def pending_bytes(self):
        return self._bytes

    def flush(self):
        self._bytes = 0
        self.flushes += 1

    def commit(self, manifest=None):
        if not self._is_changed and manifest is None:
            return
        self.articles, self._bytes, self._is_changed = dict(self._now), 0, False
        self.committed_manifest = self.committed_manifest if manifest is None else manifest
        self.commits += 1
        self.after_commit()

    def manifest(self):
        return self.committed_manifest

    def close(self):
        pass
