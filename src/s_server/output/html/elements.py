"""HTML by elements, so that no text can become markup.

The elements are those of xml.etree.ElementTree, which escapes what it writes; only
the contents of ``style`` and ``script``, which are our own files, go out as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias
from xml.etree.ElementTree import Element, tostring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Child: TypeAlias = "Element | str | None"


def element(tag: str, *children: Child, **attributes: str) -> Element:
    """Make an element; None among the children is nothing.

    In the attributes' names ``_`` is ``-``, and one at the end is left out:
    ``class_="wide"``, ``aria_label="Menu"``.
    """
    made = Element(
        tag, {name.rstrip("_").replace("_", "-"): v for name, v in attributes.items()}
    )
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif child is not None:
            if last is None:
                made.text = (made.text or "") + visible(child)
            else:
                last.tail = (last.tail or "") + visible(child)
    return made


def raw(tag: str, text: str, **attributes: str) -> Element:
    """Make a ``style`` or ``script`` with a file of ours in it."""
    made = Element(tag, attributes)
    made.text = text
    return made


def visible(text: str) -> str:
    """Show what is not printable by its number: nothing hides, turns or blinks."""
    if text.isprintable():
        return text
    return "".join(
        one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}"
        for one in text
    )


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[Child]],
    *,
    cards: bool = False,
) -> Element:
    """Make a table with a caption; the first cell of each row is its head.

    With ``cards`` a narrow window shows each row as a card.
    """
    return element(
        "div",
        element(
            "table",
            element("caption", caption),
            element("thead", element("tr", *(_head(h, "col") for h in heads))),
            element("tbody", *(_row(heads, row) for row in rows)),
            class_="cards" if cards else "",
        ),
        class_="scroll",
        tabindex="0",
        role="region",
        aria_label=caption,
    )


def facts(rows: Iterable[tuple[str, Child]]) -> Element:
    """Make a list of names and values; one without a value is left out."""
    made = element("dl")
    for name, value in rows:
        if value is not None and value != "":
            made.append(element("dt", name))
            made.append(element("dd", value))
    return made


def document(root: Element) -> bytes:
    """Write a whole document, in UTF-8."""
    text = tostring(root, encoding="unicode", method="html")
    return b"<!DOCTYPE html>\n" + text.encode(errors="backslashreplace") + b"\n"


def _row(heads: Sequence[str], cells: Sequence[Child]) -> Element:
    made = element("tr", _head(cells[0], "row"))
    for at, (head, cell) in enumerate(zip(heads, cells, strict=True)):
        # The second names the row, and needs no word before it.
        if at == 1:
            made.append(element("td", cell))
        elif at > 1:
            made.append(element("td", cell, data_head=head))
    return made


def _head(cell: Child, scope: str) -> Element:
    return element("th", cell, scope=scope)
