"""A plan as lines of text, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from searchkit.engines.whoosh import plan
from searchkit.engines.whoosh.score import BEST, Statistics

# A list of terms or names is cut here; its count is always told.
_SHOWN = 8


def describe(made: plan.Plan, statistics: Statistics) -> str:
    """The plan, one node a line, with how many records have each term."""
    lines = [f"{made.kind}s:", *("  " + line for line in _lines(made.root, statistics))]
    if made.pairs:
        pairs = ", ".join(" ".join(pair) for pair in made.pairs)
        lines.append(f"the best {BEST} again, with a bonus where these stand near each other in {made.field}: {pairs}")
    return "\n".join(lines)


def headline(node: plan.PlanNode, statistics: Statistics) -> str:
    """The first line of a node's description."""
    return next(_lines(node, statistics))


def _lines(node: plan.PlanNode, statistics: Statistics) -> Iterator[str]:
    match node:
        case plan.Term():
            yield f"term {node.field}:{node.term}{_found(node.field, node.term, statistics)}{_weight(node.weight)}"
        case plan.Sequence():
            slop = f" moved by at most {node.slop}" if node.slop else ""
            yield f'phrase {node.field}:"{" ".join(node.terms)}"{slop}{_weight(node.weight)}'
            for term in dict.fromkeys(node.terms):
                yield f"  term {node.field}:{term}{_found(node.field, term, statistics)}"
        case plan.Close():
            sides = f'"{" ".join(node.left)}" and "{" ".join(node.right)}"'
            yield f"near {node.field}: {sides} at most {node.distance} apart{_weight(node.weight)}"
        case plan.OneOf():
            yield f"any of {len(node.terms)} in {node.field}: {_some(node.terms)}{_weight(node.weight, constant=True)}"
        case plan.Named():
            yield f"any of {len(node.names)} names in {node.field}: {_some(node.names)}"
        case plan.DayRange():
            first = "" if node.first <= plan.FIRST_DAY else date.fromordinal(node.first).isoformat()
            before = "" if node.before > plan.LAST_DAY else date.fromordinal(node.before).isoformat()
            yield f"{node.field} from {first or 'the first day'} on, before {before or 'no day'}"
        case plan.NoDay():
            yield f"no {node.field}"
        case plan.All():
            yield f"every {node.kind}"
        case plan.Joined():
            yield "articles with a quote in:" if node.kind == "article" else "quotes of an article in:"
            yield from _indented([node.child], statistics)
        case plan.Combined():
            yield from _combined(node, statistics)


def _combined(node: plan.Combined, statistics: Statistics) -> Iterator[str]:
    if not (node.required or node.optional):
        yield "nothing"
        return
    if node.required:
        yield "all of:"
        yield from _indented(node.required, statistics)
    if node.optional:
        yield "better with:" if node.required else "at least one of:"
        yield from _indented(node.optional, statistics)
    if node.excluded:
        yield "none of:"
        yield from _indented(node.excluded, statistics)


def _indented(nodes: list[plan.PlanNode] | tuple[plan.PlanNode, ...], statistics: Statistics) -> Iterator[str]:
    for node in nodes:
        for line in _lines(node, statistics):
            yield "  " + line


def _found(field: str, term: str, statistics: Statistics) -> str:
    return f"  in {statistics.doc_freq(field, term):,} of {statistics.record_count(field):,}"


def _some(values: tuple[str, ...]) -> str:
    return ", ".join(values[:_SHOWN]) + (", …" if len(values) > _SHOWN else "")


def _weight(weight: float, *, constant: bool = False) -> str:
    if not weight:
        return "  unscored"
    if constant:
        return f"  scores {weight:g}"
    return "" if weight == 1 else f"  times {weight:g}"
