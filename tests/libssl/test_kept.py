"""What was answered once is not asked for again."""

from __future__ import annotations

from s_server.libssl.kept import kept


class Facts:
    """Counts how often it was asked."""

    asked = 0

    @kept
    def number(self) -> int:
        """What it is."""
        self.asked += 1
        return 41 + self.asked


def test_it_is_asked_once() -> None:
    facts = Facts()
    assert facts.asked == 0
    assert (facts.number, facts.number, facts.asked) == (42, 42, 1)
    assert Facts().number == 42


def test_it_is_documented() -> None:
    assert Facts.number.__doc__ == "What it is."
