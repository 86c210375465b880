"""The table of Kwork's tools, as the shipped deployment has them: one good call of each, what it asks for, and what
nothing, nobody and wrong look like."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Tool:
    """One tool and one good call of it against the sandbox as it starts."""
    name: str
    bundle: str
    arguments: dict
    routes: tuple[str, ...]
    """Everything the call asks once the session has started."""
    hint: str = "R"
    """R: reads. W: writes. D: writes and destroys."""
    empty: dict | None = None
    """What the last route answers when there is nothing, which is no error."""
    missing: tuple[dict, ...] = ()
    """Faults that mean: there is no such thing."""
    wrong: tuple[tuple[dict, str], ...] = ()
    """Arguments that are refused before anything is sent, and what the refusal names."""
    public: bool = False
    """Works without a token."""
    check: str = ""
    """For a write: the tool that shows whether it happened."""
    tolerates_failure: bool = False
    """Tells what failed inside a good answer."""
    errors: tuple[str, ...] = ()
    """Failure codes that only this tool gives, or gives for a reason of its own."""
    effect: str = ""
    """For a write: the route that changes something."""

    def __str__(self) -> str:
        return self.name

    @property
    def last(self) -> str:
        """The route that faults are planned for."""
        return self.effect or self.routes[-1]


def read(bundle, name, arguments, *routes, **more) -> Tool:
    return Tool(name, bundle, arguments, routes, **more)


def write(bundle, name, arguments, *routes, hint="W", check, **more) -> Tool:
    return Tool(name, bundle, arguments, routes, hint=hint, check=check, effect=more.pop("effect", routes[-1]), **more)


def identifiers(name: str, **others) -> tuple:
    """What an identifier must not be."""
    return tuple(({**others, name: value}, name) for value in (0, -5, "7", 1.5, True, 2**63)) + ((others, name),)


PAGES = tuple(({"page": value}, "page") for value in (0, -1, "2", 1.5))
NOTHING = {"success": True, "response": [], "paging": {"page": 1, "limit": 20, "total": 0, "pages": 0}}
NOBODY = ({"kind": "api-error", "error": "Объект не найден"}, {"kind": "status", "status": 404})
NO_OBJECT = ({"kind": "shape", "body": {"success": True, "response": None}},
             {"kind": "shape", "body": {"success": True, "response": []}}, *NOBODY)

TOOLS = (
    read("kwork-profile", "get_me", {}, "actor", wrong=(({"verbose": True}, "verbose"),)),
    read("kwork-profile", "get_connects", {}, "projects"),
    read("kwork-profile", "get_user_info", {"user_id": 318250}, "user", public=True, missing=NO_OBJECT,
         wrong=(({}, "user_id"), ({"user_id": 0}, "user_id"), ({"username": " @ "}, "username"), ({"user_id": "1"}, "user_id"))),
    read("kwork-profile", "search_users", {"query": "Петров"}, "userSearch", public=True, empty=NOTHING,
         wrong=(({}, "query"), ({"query": " \t"}, "query"), ({"query": "x", "page": 0}, "page"))),
    read("kwork-projects", "list_projects", {}, "favoriteCategories", "projects", empty=NOTHING,
         wrong=(*PAGES, ({"mode": "everything"}, "mode"), ({"hiring_from": 101}, "hiring_from"))),
    read("kwork-projects", "search_projects", {"query": "бот"}, "projects", empty=NOTHING, wrong=(({}, "query"), ({"query": "\n"}, "query"))),
    read("kwork-projects", "get_project", {"project_id": 3010126}, "project", missing=NO_OBJECT, wrong=identifiers("project_id")),
    read("kwork-projects", "get_exchange_info", {}, "exchangeInfo"),
)

BUNDLES = tuple(dict.fromkeys(tool.bundle for tool in TOOLS))
READS = tuple(tool for tool in TOOLS if tool.hint == "R")
WRITES = tuple(tool for tool in TOOLS if tool.hint != "R")
