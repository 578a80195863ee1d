"""Whatever text is put into an element stays text."""

from __future__ import annotations

from html.parser import HTMLParser
from xml.etree.ElementTree import tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s_server.output.html.elements import (
    document,
    element,
    facts,
    raw,
    table,
    visible,
)


class Tags(HTMLParser):
    """Which tags a document has, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert all(name in {"title", "class"} for name, _ in attrs), attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(), st.text())
def test_text_is_no_markup(text: str, title: str) -> None:
    found = Tags()
    made = element("p", text, element("b", text), text, title=visible(title))
    found.feed(document(made).decode())
    found.close()
    assert found.tags == ["p", "b"]
    assert found.text.strip() == (visible(text) * 3).strip()


def test_the_parts_of_an_element() -> None:
    made = element("p", "a", None, element("br"), "b", "c", class_="x", aria_label="y")
    assert tostring(made, method="html") == b'<p class="x" aria-label="y">a<br>bc</p>'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é\n", "plain é\n"),
        ("a\x00b\x1b[1m", "a\\x00b\\x1b[1m"),
        ("abc\u202ecba", "abc\\x202ecba"),
    ],
)
def test_what_is_not_printable_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_our_own_files_go_out_as_they_are() -> None:
    assert tostring(raw("script", "1 < 2 && 3"), method="html") == (
        b"<script>1 < 2 && 3</script>"
    )


def test_a_table_names_its_rows_and_columns() -> None:
    made = table("Letters", ("#", "Letter", "Case"), [("1", "a", "small")], cards=True)
    assert tostring(made, encoding="unicode", method="html") == (
        '<div class="scroll" tabindex="0" role="region" aria-label="Letters">'
        '<table class="cards"><caption>Letters</caption><thead><tr>'
        '<th scope="col">#</th><th scope="col">Letter</th><th scope="col">Case</th>'
        '</tr></thead><tbody><tr><th scope="row">1</th><td>a</td>'
        '<td data-head="Case">small</td></tr></tbody></table></div>'
    )


def test_a_fact_without_a_value_is_left_out() -> None:
    made = facts([("a", "1"), ("b", None), ("c", "")])
    assert tostring(made, method="html") == b"<dl><dt>a</dt><dd>1</dd></dl>"


def test_surrogates_can_be_written() -> None:
    assert document(element("p", "\udcff")) == b"<!DOCTYPE html>\n<p>\\xdcff</p>\n"
