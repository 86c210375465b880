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

NO_ORDERS = {"success": True, "response": {"filter": "all", "orders": [], "filter_counts": {"all": 0}, "paging": {"page": 1, "limit": 20, "total": 0}}}

OFFER = {"project_id": 3010126, "title": "Бот для магазина «Уют»", "price": 15000, "duration_days": 10,
         "description": "Здравствуйте! Сделаю бота: каталог, корзина, оплата.\n\n" + "Каталог из 1С обновлю раз в час & проверю. " * 4}
BAD_OFFERS = ({"title": " "}, {"title": "я" * 121}, {"title": "a\nb"}, {"description": "я" * 149}, {"description": " " * 200},
              {"description": "я" * 10_001}, {"description": "я" * 200 + "\u202e"}, {"price": 0}, {"price": 10_000_001}, {"price": 99.5},
              {"duration_days": 0}, {"duration_days": 366})
WEB_LOGIN = ("getWebAuthToken", "login-by-token", "projects")
OFFER_STEPS = ("quick-faq/init", "wants/create_offer_draft", "projects/check_is_template", "api/offer/createoffer")

TOOLS = (
    read("kwork-profile", "get_me", {}, "actor", wrong=(({"verbose": True}, "verbose"),)),
    read("kwork-profile", "get_connects", {}, "projects"),
    read("kwork-profile", "get_user_info", {"user_id": 318250}, "user", public=True, missing=NO_OBJECT,
         wrong=(({}, "user_id"), ({"user_id": 0}, "user_id"), ({"username": " @ "}, "username"), ({"user_id": "1"}, "user_id"))),
    read("kwork-profile", "search_users", {"query": "Петров"}, "userSearch", public=True, empty=NOTHING,
         wrong=(({}, "query"), ({"query": " \t"}, "query"), ({"query": "x", "page": 0}, "page"))),
    read("kwork-profile", "get_user_reviews", {"user_id": 1204417}, "userReviews", empty=NOTHING, missing=NOBODY,
         wrong=(*identifiers("user_id"), ({"user_id": 5, "type": "nice"}, "type"), ({"user_id": 5, "page": 0}, "page"))),
    read("kwork-projects", "list_projects", {}, "favoriteCategories", "projects", empty=NOTHING,
         wrong=(*PAGES, ({"mode": "everything"}, "mode"), ({"hiring_from": 101}, "hiring_from"))),
    read("kwork-projects", "search_projects", {"query": "бот"}, "projects", empty=NOTHING, wrong=(({}, "query"), ({"query": "\n"}, "query"))),
    read("kwork-projects", "get_project", {"project_id": 3010126}, "project", missing=NO_OBJECT, wrong=identifiers("project_id")),
    read("kwork-projects", "get_exchange_info", {}, "exchangeInfo"),
    read("kwork-offers", "list_my_offers", {"page": 2}, "offers", empty={**NOTHING, "paging": {**NOTHING["paging"], "page": 2}}, wrong=PAGES),
    read("kwork-offers", "get_offer", {"offer_id": 8120455}, "offer", missing=NO_OBJECT, wrong=identifiers("offer_id")),
    read("kwork-offers", "check_my_offer", {"project_id": 3010033}, "project", "offers", wrong=identifiers("project_id")),
    write("kwork-offers", "submit_offer", OFFER, "project", "offers", "offer", *WEB_LOGIN, "new_offer", *OFFER_STEPS, check="check_my_offer (project_id=3010126)",
          wrong=(*identifiers("project_id", **{k: v for k, v in OFFER.items() if k != "project_id"}),
                 *(({**OFFER, **bad}, next(iter(bad))) for bad in BAD_OFFERS)),
          errors=("closed_project", "duplicate", "insufficient_connects", "csrf", "site_unsupported")),
    write("kwork-offers", "delete_offer", {"offer_id": 8120455}, "deleteOffer", hint="D", check="get_offer", missing=NOBODY,
          wrong=identifiers("offer_id")),
    read("kwork-orders", "list_worker_orders", {}, "workerOrders", empty=NO_ORDERS,
         wrong=(*PAGES, ({"filter": "mine"}, "filter"), ({"filter": "missing_data"}, "filter"))),
    read("kwork-orders", "list_buyer_orders", {"filter": "delivered"}, "payerOrders", empty=NO_ORDERS,
         wrong=(*PAGES, ({"filter": "awaiting_receipt"}, "filter"))),
    read("kwork-orders", "get_order_details", {"order_id": 5204777}, "getOrderHeader", "getOrderDetails", missing=NO_OBJECT, wrong=identifiers("order_id")),
    read("kwork-orders", "get_order_files", {"order_id": 5204777}, "getOrderFiles", empty=NOTHING, missing=NOBODY, wrong=identifiers("order_id")),
    read("kwork-orders", "list_tracks", {"order_id": 5204777}, "getTracks", empty={"success": True, "response": {"messages": []}}, missing=NOBODY,
         wrong=(*identifiers("order_id"), ({"order_id": 5, "direction": "after"}, "direction"), ({"order_id": 5, "limit": 0}, "limit"),
                ({"order_id": 5, "limit": 101}, "limit"), ({"order_id": 5, "track_id": 0}, "track_id"),
                ({"order_id": 5, "track_id": 6, "direction": "up"}, "direction"))),
    write("kwork-orders", "send_track_message", {"order_id": 5204777, "user_id": 640031, "text": "Успею!"}, "inboxCreate", check="list_tracks (order_id=5204777)",
          missing=NOBODY, wrong=(*identifiers("order_id", user_id=5, text="x"), *identifiers("user_id", order_id=5, text="x"),
                                 ({"order_id": 5, "user_id": 6, "text": " \n"}, "text"), ({"order_id": 5, "user_id": 6, "text": "a\u202eb"}, "text"),
                                 ({"order_id": 5, "user_id": 6, "text": "x", "file_ids": [0]}, "file_ids"))),
    write("kwork-orders", "send_order_for_approval", {"order_id": 5204777}, "sendOrderForApproval", check="get_order_details (order_id=5204777)", missing=NOBODY,
          wrong=(*identifiers("order_id"), ({"order_id": 5, "comment": "x"}, "comment"), ({"order_id": 5, "stage_ids": [0]}, "stage_ids"),
                 ({"order_id": 5, "file_ids": "7"}, "file_ids"))),
    write("kwork-orders", "approve_order", {"order_id": 5203900}, "getOrderHeader", "approveOrder", hint="D", check="get_order_details (order_id=5203900)", missing=NOBODY,
          wrong=(*identifiers("order_id"), ({"order_id": 5, "add_to_portfolio": 1}, "add_to_portfolio"))),
    write("kwork-orders", "request_revision", {"order_id": 5203900, "text": "Логотип крупнее & теплее"}, "sendOrderForRevision",
          check="get_order_details (order_id=5203900)", missing=NOBODY,
          wrong=(*identifiers("order_id", text="x"), ({"order_id": 5, "text": " "}, "text"), ({"order_id": 5}, "text"))),
    write("kwork-orders", "upload_file", {"name": "отчёт.txt", "text": "Готово & проверено"}, "fileUpload", check="",
          wrong=(({"name": "a.txt"}, "path"), ({"name": "a.txt", "text": "x", "base64": "eA=="}, "base64"), ({"name": "a/b.txt", "text": "x"}, "name"),
                 ({"name": " ", "text": "x"}, "name"), ({"name": "a.txt", "path": "a.txt"}, "upload_directory"), ({"name": "a.txt", "base64": "!"}, "base64"))),
    read("kwork-dialogs", "list_dialogs", {}, "dialogs", empty=NOTHING, wrong=PAGES),
    read("kwork-dialogs", "get_dialog", {"username": "alfa_stroy"}, "inboxes", empty=NOTHING, missing=NOBODY,
         wrong=(({}, "username"), ({"username": " @ "}, "username"), ({"username": "a", "page": 0}, "page"), ({"username": 5}, "username"),
                ({"username": "a", "user_id": 5}, "user_id"), ({"user_id": 0}, "user_id"))),
    read("kwork-dialogs", "search_dialogs", {"query": "бот"}, "searchDialogs", empty=NOTHING,
         wrong=(({}, "query"), ({"query": "б"}, "query"), ({"query": " б "}, "query"), ({"query": "бот", "page": 0}, "page"))),
    read("kwork-dialogs", "search_messages", {"text": "бот", "user_id": 1118845}, "searchMessages", empty=NOTHING,
         wrong=(*identifiers("user_id", text="бот"), ({"user_id": 5, "text": " "}, "text"), ({"user_id": 5}, "text"))),
    write("kwork-dialogs", "send_message", {"user_id": 1402290, "text": "Здравствуйте!"}, "inboxCreate", check="get_dialog (user_id=1402290)", missing=NOBODY,
          wrong=(({"text": "x"}, "user_id"), ({"user_id": 5, "text": " \n"}, "text"), ({"user_id": 5, "text": "a\u202eb"}, "text"),
                 ({"user_id": 0, "text": "x"}, "user_id"), ({"username": " @", "text": "x"}, "username"),
                 ({"user_id": 5, "text": "x", "file_ids": [0]}, "file_ids"), ({"user_id": 5, "text": "x", "reply_to": 0}, "reply_to"))),
    write("kwork-dialogs", "edit_message", {"message_id": 70311507, "text": "Отлично! Завтра."}, "inboxMessage", "inboxEdit", hint="D",
          check="get_dialog", missing=NOBODY, wrong=(*identifiers("message_id", text="x"), ({"message_id": 5, "text": " "}, "text"), ({"message_id": 5}, "text"))),
    write("kwork-dialogs", "delete_message", {"message_id": 70311507}, "inboxDelete", hint="D", check="get_dialog", missing=NOBODY,
          wrong=identifiers("message_id")),
    write("kwork-dialogs", "mark_dialog_read", {"user_id": 640031}, "inboxRead", check="list_dialogs", missing=NOBODY,
          wrong=identifiers("user_id")),
    read("kwork-kworks", "list_my_kworks", {}, "kworksStatusList", empty=NOTHING,
         wrong=(({"page": 2}, "group_id"), ({"group_id": 0}, "group_id"), ({"group_id": 8}, "group_id"), ({"group_id": 7, "page": 0}, "page"))),
    read("kwork-kworks", "get_kwork", {"kwork_id": 22410626}, "getKworkDetails", public=True, missing=NO_OBJECT, wrong=identifiers("kwork_id")),
    read("kwork-kworks", "get_kwork_details", {"kwork_id": 22410626}, "getKworkDetailsExtra", missing=NO_OBJECT, wrong=identifiers("kwork_id")),
    write("kwork-kworks", "start_kwork", {"kwork_id": 22300108}, "startKwork", check="list_my_kworks", missing=NOBODY,
          wrong=identifiers("kwork_id"), errors=("duplicate",)),
    write("kwork-kworks", "pause_kwork", {"kwork_id": 22410900}, "pauseKwork", hint="D", check="list_my_kworks", missing=NOBODY,
          wrong=identifiers("kwork_id"), errors=("duplicate",)),
    read("kwork-categories", "list_categories", {}, "categories", public=True, empty=NOTHING, wrong=(({"page": 1}, "page"),)),
    read("kwork-categories", "get_favorite_categories", {}, "favoriteCategories", empty=NOTHING, wrong=(({"page": 1}, "page"),)),
    read("kwork-notifications", "whats_new", {}, "favoriteCategories", "projects", "dialogs", "workerOrders", "payerOrders", "notifications",
         tolerates_failure=True, wrong=(({"page": 1}, "page"),)),
    read("kwork-notifications", "list_notifications", {}, "notifications", empty={"success": True}, wrong=(({"page": 1}, "page"),)),
)

BUNDLES = tuple(dict.fromkeys(tool.bundle for tool in TOOLS))
READS = tuple(tool for tool in TOOLS if tool.hint == "R")
WRITES = tuple(tool for tool in TOOLS if tool.hint != "R")
