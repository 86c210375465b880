"""Which names Git takes for a reference."""

import re

FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\~^:?*\[]")
LONGEST = 100


def legal(name: str) -> bool:
    """Whether Git and the server take the name for a branch."""
    if not name or name == "@" or FORBIDDEN.search(name):
        return False
    if name[0] in "/-" or name[-1] in "/." or any(part in name for part in ("..", "//", "@{")):
        return False
    return not any(part.startswith(".") or part.endswith(".lock") for part in name.split("/"))


def shadows(one: str, other: str) -> bool:
    """Whether one name is a folder on the way to the other; Git keeps both as files and cannot hold both."""
    return one.startswith(other + "/") or other.startswith(one + "/")
