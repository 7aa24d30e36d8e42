"""The engine's expressions and the checker's terms: the same trees, kept apart."""

from __future__ import annotations

from symgeo.evidence.check.terms import Term
from symgeo.expression import Expr


def to_term(e: Expr) -> Term:
    """The expression as the checker keeps it."""
    done: dict[Expr, Term] = {}
    for node in e.walk():
        done[node] = Term(node.head, *(done[a] if isinstance(a, Expr) else a for a in node.args))
    return done[e]


def to_expr(t: Term) -> Expr:
    """The term as the engine keeps it."""
    done: dict[Term, Expr] = {}
    stack = [t]
    while stack:
        node = stack[-1]
        pending = [c for c in node.children if c not in done]
        if pending:
            stack += pending
            continue
        stack.pop()
        done[node] = Expr(node.head, tuple(done[a] if isinstance(a, Term) else a for a in node.args))
    return done[t]
