"""Every class of KERN that a template names is in the style sheet that is sent: a part of KERN is left
out of it (daemon/web/assets.cmake)."""

import pathlib
import re
import unittest

from harness import SOURCE, main, needed

STYLES = pathlib.Path(needed("WELTOFFEND_BUILD")) / "daemon" / "web" / "app.css"
TEMPLATES = sorted((SOURCE / "daemon" / "web" / "templates").rglob("*.mustache"))
CLASS = re.compile(r"(?<![\w-])kern-[a-z][a-z0-9-]*[a-z0-9](?![\w{-])")


class Classes(unittest.TestCase):
    def test_every_class_of_a_template_is_sent(self):
        there = set(re.findall(r"\.(kern-[\w-]+)", STYLES.read_text(encoding="utf-8")))
        named = {name for template in TEMPLATES
                 for attribute in re.findall('class="([^"]*)"', template.read_text(encoding="utf-8"))
                 for name in CLASS.findall(attribute)}
        self.assertGreater(len(named), 40)
        self.assertEqual(named - there, set())


if __name__ == "__main__":
    main()
