"""searchkit: search over news articles – who said what, to whom, and when."""

__version__ = "0.1.0"
