"""The colours of the charts, as KERN's tokens make them in light and in dark mode, have the
contrasts that WCAG asks for: 3 to 1 for what is drawn (1.4.11), 4.5 to 1 for words (1.4.3).

WELTOFFEND_BUILD   the build folder, which has KERN as npm fetched it or says where it lies
WELTOFFEND_KERN    path of another kern.min.css to look at instead
"""

import math
import os
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/support"))

from harness import main  # noqa: E402

CHARTS = (ROOT / "daemon/web/static/charts.css").read_text(encoding="utf-8")
GROUND = "layout-background-default"
BAND = "feedback-default-background"


def kern():
    if "WELTOFFEND_KERN" in os.environ:
        return pathlib.Path(os.environ["WELTOFFEND_KERN"]).read_text(encoding="utf-8")
    build = pathlib.Path(os.environ["WELTOFFEND_BUILD"])
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    given = re.search(r"^WEB_ASSETS_DIR:[A-Z]+=(.+)$", cache, re.MULTILINE)
    package = given.group(1) if given else build / "daemon/web/fetched/node_modules/@kern-ux/native"
    return (pathlib.Path(package) / "dist/kern.min.css").read_text(encoding="utf-8")


def declarations(css, selector):
    """The custom properties of all rules for exactly this selector, later ones over earlier."""
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        if selector in selectors.split(","):
            found.update(re.findall(r"--kern-color-([a-z0-9-]+)\s*:\s*([^;}]+)", body))
    return found


def linear_from_oklch(lightness, chroma, hue):
    """Linear sRGB, with Björn Ottosson's matrices."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return [min(1.0, max(0.0, value)) for value in (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short)]


def encoded(linear):
    return linear * 12.92 if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def decoded(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def over(front, back, opacity):
    """A colour with some opacity on another, mixed as browsers do: in encoded sRGB."""
    return [decoded(opacity * encoded(f) + (1 - opacity) * encoded(b))
            for f, b in zip(front, back)]


def luminance(colour):
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


class Theme:
    def __init__(self, css, name):
        everything = dict(re.findall(r"--kern-color-([a-z]+(?:-\d+)?)\s*:\s*(oklch\([^)]*\))", css))
        self.tokens = {**everything, **declarations(css, f".kern-{name}")}

    def __getitem__(self, token):
        value = self.tokens[token].strip()
        other = re.fullmatch(r"var\(--kern-color-([a-z0-9-]+)\)", value)
        if other:
            return self[other.group(1)]
        lightness, chroma, hue = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value).groups()
        return linear_from_oklch(float(lightness) / 100, float(chroma), float(hue))


def rule(name, member):
    """What charts.css says of a class outside its media queries: a token's name or a number."""
    for selectors, body in re.findall(r"^(\.chart [^{]*)\{([^}]*)\}", CHARTS, re.MULTILINE):
        if name in re.findall(r"\.([a-z0-9-]+)", selectors):
            found = re.search(rf"(?:^|;)\s*{member}:\s*([^;]+?)\s*(?:;|$)", body.strip())
            if found:
                return found.group(1).removeprefix("var(--kern-color-").removesuffix(")")
    raise KeyError((name, member))


class ChartContrast(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        css = kern()
        cls.themes = {name: Theme(css, name) for name in ("light", "dark")}

    def expect(self, least, front, back, what):
        for name, theme in self.themes.items():
            found = contrast(theme[front], theme[back])
            with self.subTest(theme=name, what=what):
                self.assertGreaterEqual(found, least, f"{front} on {back}")

    def test_the_reckoning_is_right(self):
        self.assertAlmostEqual(contrast([0, 0, 0], [1, 1, 1]), 21)
        red = [encoded(value) for value in linear_from_oklch(0.627955, 0.257683, 29.2339)]
        for found, expected in zip(red, (1, 0, 0)):
            self.assertAlmostEqual(found, expected, places=3)
        self.assertAlmostEqual(contrast([decoded(0x76 / 255)] * 3, [1, 1, 1]), 4.54, places=2)

    def test_what_carries_meaning_stands_out_from_the_page(self):
        for name, member in (
                ("chart-band", "stroke"), ("chart-area-edge", "stroke"), ("chart-axis", "stroke"),
                ("chart-rim", "stroke"), ("chart-median", "stroke"), ("chart-mean", "stroke"),
                ("chart-own-line", "stroke"), ("chart-own", "fill"), ("chart-break", "stroke"),
                ("chart-refused", "stroke"), ("chart-hatch", "stroke"),
                ("chart-group-1", "stroke"), ("chart-group-2", "stroke"),
                ("chart-group-3", "stroke"), ("chart-mark-1", "fill"), ("chart-mark-2", "fill"),
                ("chart-mark-3", "fill"), ("chart-level", "stroke")):
            self.expect(3, rule(name, member), GROUND, f"{name} {member}")

    def test_what_lies_on_the_band_stands_out_from_it(self):
        self.assertEqual(rule("chart-band", "fill"), BAND)
        for name, member in (("chart-median", "stroke"), ("chart-mean", "stroke"),
                             ("chart-own", "fill"), ("chart-own-line", "stroke"),
                             ("chart-group-1", "stroke"), ("chart-mark-1", "fill")):
            self.expect(3, rule(name, member), BAND, f"{name} {member}")

    def test_words_are_readable_on_the_page_and_on_the_band(self):
        for token in ("layout-text-default", rule("chart-value", "fill"), rule("chart-scale", "fill")):
            self.expect(4.5, token, GROUND, token)
        self.expect(4.5, rule("chart-value", "fill"), BAND, "own value on the band")

    def test_the_parts_of_a_bar_differ_and_their_numbers_are_readable(self):
        for name, theme in self.themes.items():
            parts = [over(theme[rule("chart-level", "fill")], theme[GROUND],
                          float(rule(f"chart-level-{level}", "fill-opacity")))
                     for level in range(5)]
            edge = theme[rule("chart-level", "stroke")]
            for level, part in enumerate(parts):
                text = theme["layout-text-default"] if level < 3 else theme[
                    rule(f"chart-number-{level}", "fill")]
                with self.subTest(theme=name, level=level):
                    self.assertGreaterEqual(contrast(text, part), 4.5)
            for level in range(4):
                # The edge between two parts is told from at least one of them, and they differ.
                with self.subTest(theme=name, edge=level):
                    self.assertGreaterEqual(max(contrast(edge, parts[level]),
                                                contrast(edge, parts[level + 1])), 3)
                    self.assertGreaterEqual(contrast(parts[level], parts[level + 1]), 1.15)

    def test_every_colour_is_a_token_that_follows_dark_mode(self):
        plain = CHARTS.split("@media (forced-colors")[0]
        self.assertEqual(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgb|oklch|--kern-color-neutral", plain), [])
        for token in set(re.findall(r"var\(--kern-color-([a-z0-9-]+)", plain)):
            for name, theme in self.themes.items():
                self.assertEqual(len(theme[token]), 3, f"{token} in {name}")


if __name__ == "__main__":
    main()
