"""The texts of the pages: all there in both languages, all used, none missing."""

import json
import pathlib
import re
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "support"))

from harness import SOURCE, main  # noqa: E402

WEB = SOURCE / "daemon" / "web"
TAG = re.compile(r"\{\{%\s*([^}\s]+)\s*\}\}")
LITERAL = re.compile(r'"([a-z_]+\.[a-z0-9_%-]+)"')
ADDRESS = re.compile(r"\bdu\b|\bdein|\bdir\b|\bdich\b", re.IGNORECASE)


def texts():
    """All texts: {"area.key": {"de": ..., "en": ...}}."""
    return {f"{path.stem}.{key}": both
            for path in sorted((WEB / "texts").glob("*.json"))
            for key, both in json.loads(path.read_text()).items()}


def tags_of(text):
    return set(TAG.findall(text))


def named_in_templates():
    return {key for path in (WEB / "templates").rglob("*.mustache")
            for key in tags_of(path.read_text())}


def named_in_texts():
    return {key for both in texts().values() for text in both.values() for key in tags_of(text)}


def named_in_sources(areas):
    """Literals like "hand_in.title" and, with %s for a part, "error.%s"."""
    return {literal for path in (SOURCE / "daemon").rglob("*.c")
            for literal in LITERAL.findall(path.read_text()) if literal.split(".")[0] in areas}


class Texts(unittest.TestCase):
    def setUp(self):
        self.texts = texts()
        self.areas = {key.split(".")[0] for key in self.texts}
        self.sources = named_in_sources(self.areas)

    def test_each_is_there_in_both_languages(self):
        for key, both in self.texts.items():
            with self.subTest(key):
                self.assertEqual(set(both), {"de", "en"})
                self.assertTrue(all(text.strip() for text in both.values()))

    def test_both_languages_have_the_same_holes(self):
        for key, both in self.texts.items():
            with self.subTest(key):
                holes = [sorted(re.findall(r"\{\{[^}]*\}\}", both[name])) for name in ("de", "en")]
                self.assertEqual(*holes)

    def test_each_that_is_named_is_there(self):
        named = named_in_templates() | named_in_texts()
        named |= {literal for literal in self.sources if "%" not in literal}
        self.assertEqual(named - set(self.texts), set())

    def test_each_is_used(self):
        named = named_in_templates() | named_in_texts() | self.sources
        patterns = [re.compile(re.escape(name).replace("%s", "[a-z0-9_-]+")) for name in named]
        unused = {key for key in self.texts
                  if not any(pattern.fullmatch(key) for pattern in patterns)}
        self.assertEqual(unused, set())

    def test_the_error_pages_are_about_problems_that_there_are(self):
        problems = (SOURCE / "daemon" / "problem.def").read_text()
        codes = set(re.findall(r'PROBLEM\(\w+, "([^"]+)"', problems))
        titled = {key.removeprefix("error.").removesuffix("_title")
                  for key in self.texts if key.startswith("error.") and key.endswith("_title")}
        self.assertEqual(titled - codes, set())
        for code in titled:
            self.assertIn(f"error.{code}", self.texts)

    def test_readers_are_addressed_politely(self):
        for key, both in self.texts.items():
            with self.subTest(key):
                self.assertIsNone(ADDRESS.search(both["de"]))


if __name__ == "__main__":
    main()
