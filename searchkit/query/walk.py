"""Going through a query tree without recursion."""

from __future__ import annotations

from collections.abc import Iterator

from searchkit.query.tree import And, Boost, Filter, Near, Node, Not, OneQuote, Or, Ranked


def children_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text; those of Ranked by role: should, must, must_not."""
    if isinstance(node, And | Or):
        return node.children
    if isinstance(node, Not | Boost | Filter):
        return (node.child,)
    if isinstance(node, Ranked):
        return (*node.should, *node.must, *node.must_not)
    if isinstance(node, OneQuote):
        return (node.condition,)
    if isinstance(node, Near):
        return (node.left, node.right)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, parents first."""
    todo = [node]
    while todo:
        here = todo.pop()
        yield here
        todo.extend(reversed(children_of(here)))


def depth_of(node: Node) -> int:
    """Levels of the tree: 1 for a leaf."""
    deepest = 0
    todo = [(node, 1)]
    while todo:
        here, depth = todo.pop()
        deepest = max(deepest, depth)
        todo.extend((child, depth + 1) for child in children_of(here))
    return deepest
