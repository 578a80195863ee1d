"""A bar for each measure: ours through the C program's, as SVG."""

from __future__ import annotations

from html import escape

WIDTH, LABEL, BAR, GAP = 860, 430, 22, 10


def plot(rows: list[tuple[str, float | None]]) -> str:
    """Answer the picture; measures without a ratio are left out."""
    known = [(title, ratio) for title, ratio in rows if ratio is not None]
    top = max([1.0, *(ratio for _, ratio in known)])
    scale = (WIDTH - LABEL - 70) / top
    height = len(known) * (BAR + GAP) + 40
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
        'font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    for i, (title, ratio) in enumerate(known):
        y = 10 + i * (BAR + GAP)
        width = ratio * scale
        parts += [
            f'<text x="{LABEL - 8}" y="{y + 16}" text-anchor="end">'
            f"{escape(title)}</text>",
            f'<rect x="{LABEL}" y="{y}" width="{width:.0f}" height="{BAR}" '
            'fill="#4a7fb5"/>',
            f'<text x="{LABEL + width + 6:.0f}" y="{y + 16}">{ratio:.2f}</text>',
        ]
    one = LABEL + scale
    parts += [
        f'<line x1="{one:.0f}" y1="4" x2="{one:.0f}" y2="{height - 26}" '
        'stroke="#b03030" stroke-dasharray="4 3"/>',
        f'<text x="{one:.0f}" y="{height - 10}" text-anchor="middle" fill="#b03030">'
        "openssl s_server = 1</text>",
        "</svg>\n",
    ]
    return "\n".join(parts)
