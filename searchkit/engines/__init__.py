"""Engines: what keeps articles and quotes, and finds them. `base` says what every engine does; each other module is one engine."""
