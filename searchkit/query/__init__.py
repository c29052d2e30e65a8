"""Queries: text → tree of plain nodes with places, and date words → half-open ranges of days.

    parse     text → ParsedQuery; options as conditions         show      tree → one line of text, or drawn
    tree      the nodes: what a query means                     walk      going through a tree
    dates     "last week..2024-08" → DayRange                   periods   one period of days
    regex     patterns → automata over words                    limits    what a query may cost
    fields    what can stand before a colon                     point     query text in messages, carets

On the way from text to tree: `lexer` and `values` make `tokens`, `words` reads one piece of text, `build` turns what stands
between two parentheses into a node.
"""
