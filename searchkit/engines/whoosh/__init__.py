"""The Whoosh engine: one index folder in Whoosh's own format, written and read by searchkit's own code.

Reading order: schema (fields) · groups (what is stored) · w3, columns (bytes) · mapped, trust, terms, postings, segment (reading) ·
batch, merge (writing segments) · toc, commits, files, lock (commits) · writer · check · index (the Engine) ·
snapshot and what it uses (answers).
"""
