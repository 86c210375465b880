"""The page of Kwork's tools says what the tools do."""

from .reference import PAGE, build


def test_the_page_is_what_the_tools_are():
    assert PAGE.read_text() == build(), "run `python -m kwork.reference` in Tests/EndToEnd"
