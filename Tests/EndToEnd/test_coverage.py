"""Every requirement has a test or an entry in not_tested.md with a reason."""

import re

import pytest

from harness.paths import SUITE

IDS = (SUITE / "requirement_ids.txt").read_text().split()


def covered() -> set[str]:
    """The requirement ids that names of tests carry."""
    text = "\n".join(path.read_text() for path in sorted(SUITE.rglob("test_*.py")) if path.name != "test_coverage.py")
    found = {f"{group}-{number}" for group, number in re.findall(r"def test_([A-Z])_(\d\d)_", text)}
    return found | ({"C"} if re.search(r"def test_C_", text) else set())


def excused() -> dict[str, str]:
    """The ids in not_tested.md with their reasons."""
    text = (SUITE / "not_tested.md").read_text()
    return dict(re.findall(r"^- \*\*([A-Z](?:-\d\d)?)\*\* (.+)$", text, re.M))


@pytest.mark.parametrize("identifier", IDS)
def test_each_requirement_is_tested_or_excused(identifier):
    assert identifier in covered() or len(excused().get(identifier, "")) > 20, f"{identifier} has no test"


def test_names_of_tests_and_excuses_carry_known_ids():
    assert not (covered() | set(excused())) - set(IDS)
