"""A plot of ratios: bars in groups, as an SVG that is read on white and on black."""

from xml.sax.saxutils import escape

_WIDTH, _LEFT, _BAR, _GAP, _TOP = 820, 150, 18, 34, 44
# The client itself stands out; the others are told apart by their names beside the bars.
_COLOURS = {"this crate": "#d9730d"}
_OTHERS = "#6e8fb5"
_INK = "#7a7a7a"


def svg(groups):
    """Bars for each group: a title, and names with ratios. 1 is a line across all."""
    groups = list(groups)
    most = max([1.2, *(ratio for _, bars in groups for _, ratio in bars)])
    scale = (_WIDTH - _LEFT - 70) / most
    lines, y = [], _TOP
    for title, bars in groups:
        y += _GAP
        lines.append(f'<text x="{_LEFT}" y="{y - 8}" font-weight="bold">{escape(title)}</text>')
        for name, ratio in bars:
            middle = y + _BAR - 5
            colour = _COLOURS.get(name, _OTHERS)
            lines.append(f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{escape(name)}</text>')
            lines.append(
                f'<rect x="{_LEFT}" y="{y}" width="{max(1, ratio * scale):.1f}" height="{_BAR - 3}" fill="{colour}"/>'
            )
            told = f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"
            lines.append(f'<text x="{_LEFT + ratio * scale + 6:.1f}" y="{middle}">{told}</text>')
            y += _BAR
    one = _LEFT + scale
    bottom = y + 12
    lines.append(f'<line x1="{one:.1f}" y1="{_TOP}" x2="{one:.1f}" y2="{bottom}" stroke="{_INK}" stroke-dasharray="4 3"/>')
    lines.append(f'<text x="{one:.1f}" y="{_TOP - 6}" text-anchor="middle">by hand = 1</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {bottom + 8}" '
        f'font-family="sans-serif" font-size="12" fill="{_INK}">\n'
        '<text x="8" y="18" font-size="14">How fast, as a part of the speed by hand; longer is better</text>\n'
        + "\n".join(lines)
        + "\n</svg>\n"
    )
