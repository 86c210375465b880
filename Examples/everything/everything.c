/* Every feature of the plugin ABI in one bundle: the descriptors. The functions are in the other files, one idea each. */
#include "everything.h"

#include "conformance.h"
#include "conformance_tools.h"

#define ANY_OBJECT MCP_OUTPUT("{\"type\":\"object\"}")

/* clang-format off */
MCP_PLUGIN_WITH("com.example.everything", "1.0.0", "Every feature of the plugin ABI",
    (.init = everything_init, .deinit = everything_deinit,
     MCP_NEEDS(MCP_REQUIRES(MCP_SERVICE_SETTINGS, 1), MCP_REQUIRES(MCP_SERVICE_LOG, 1),
               MCP_WANTS(MCP_SERVICE_HTTP, 1), MCP_WANTS(MCP_SERVICE_LIMIT, 1), MCP_WANTS(MCP_SERVICE_GUARD, 1))),

    MCP_TOOL(echo, "Answers with the text it was given.", MCP_READ_ONLY, MCP_STRING(text, "The text")),
    MCP_TOOL(big, "Answers with a text of so many bytes.", MCP_READ_ONLY,
        MCP_INTEGER(bytes, "How many", MCP_RANGE(0, 268435456))),
    MCP_TOOL(annotated, "Answers with blocks for the model, for the person, and for both.", MCP_READ_ONLY),
    MCP_TOOL(resource_link, "Answers with a link to a resource.", MCP_READ_ONLY),
    MCP_TOOL(resource_blob, "Answers with an embedded binary resource.", MCP_READ_ONLY),

    MCP_TOOL_WITH(structured, "Answers with structured content that fits an output schema.", MCP_READ_ONLY,
        (MCP_TITLE("Weather report"),
         MCP_OUTPUT("{\"type\":\"object\",\"properties\":{\"temperature\":{\"type\":\"number\"},"
                    "\"conditions\":{\"type\":\"string\"},\"humidity\":{\"type\":\"integer\",\"minimum\":0,"
                    "\"maximum\":100}},\"required\":[\"temperature\",\"conditions\",\"humidity\"],"
                    "\"additionalProperties\":false}"))),
    MCP_TOOL_WITH(structured_list, "Answers with structured content that is a list.", MCP_READ_ONLY,
        (MCP_OUTPUT("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}"))),

    MCP_TOOL(fail, "Always fails, and says whether to try again.", MCP_READ_ONLY,
        MCP_OPT_INTEGER(retry_after_ms, "Advise to try again after so many milliseconds", MCP_RANGE(0, 3600000))),
    MCP_TOOL(recover, "Fails inside, recovers, and answers.", MCP_READ_ONLY),

    MCP_TOOL(slow, "Waits, reports progress ten times, and stops at once when it is cancelled.", MCP_READ_ONLY,
        MCP_NUMBER(seconds, "How long", MCP_RANGE(0, 3600))),
    MCP_TOOL(stubborn, "Sleeps without listening to cancellation or deadline. A bad example.", MCP_READ_ONLY,
        MCP_NUMBER(seconds, "How long", MCP_RANGE(0, 3600))),
    MCP_TOOL_WITH(remaining, "Tells how long until the deadline of the call, which is 5 s at most.", MCP_READ_ONLY,
        (.deadline_ms = 5000)),

    MCP_TOOL(ask, "Asks the person a question and tells what came of it.", MCP_READ_ONLY,
        MCP_STRING(question, "What to ask", MCP_LENGTH(1, 500))),
    MCP_TOOL(ask_form, "Asks the person to fill in a form with every kind of field.", MCP_READ_ONLY),
    MCP_TOOL(ask_twice, "Asks a second question after the first is answered.", MCP_READ_ONLY),
    MCP_TOOL(ask_or_default, "Asks, and goes on with tea when nobody answers.", MCP_READ_ONLY,
        MCP_INTEGER(wait_ms, "How long to wait for an answer", MCP_RANGE(1, 600000), MCP_DEFAULT(1000))),

    MCP_TOOL_WITH(parameters, "One required parameter of each type; answers with what it received.", MCP_READ_ONLY,
        (ANY_OBJECT),
        MCP_BOOL(flag, "A truth value"), MCP_INTEGER(integer, "An integer"), MCP_NUMBER(number, "A number"),
        MCP_STRING(string, "A text"), MCP_JSON(json, "Any JSON value"), MCP_BOOLS(bools, "Truth values"),
        MCP_INTEGERS(integers, "Integers"), MCP_NUMBERS(numbers, "Numbers"), MCP_STRINGS(strings, "Texts")),
    MCP_TOOL_WITH(optionals, "One optional parameter of each type; answers with those that were given.", MCP_READ_ONLY,
        (ANY_OBJECT),
        MCP_OPT_BOOL(flag, "A truth value"), MCP_OPT_INTEGER(integer, "An integer"),
        MCP_OPT_NUMBER(number, "A number"), MCP_OPT_STRING(string, "A text"), MCP_OPT_JSON(json, "Any JSON value"),
        MCP_OPT_BOOLS(bools, "Truth values"), MCP_OPT_INTEGERS(integers, "Integers"),
        MCP_OPT_NUMBERS(numbers, "Numbers"), MCP_OPT_STRINGS(strings, "Texts")),
    MCP_TOOL_WITH(defaults, "Parameters with defaults; answers with what it received.", MCP_READ_ONLY, (ANY_OBJECT),
        MCP_BOOL(flag, "A truth value", MCP_DEFAULT(true)), MCP_INTEGER(integer, "An integer", MCP_DEFAULT(-7)),
        MCP_NUMBER(number, "A number", MCP_DEFAULT(2.5)),
        MCP_STRING(string, "A text", MCP_DEFAULT("say \"hi\"")),
        MCP_JSON(json, "Any JSON value", MCP_DEFAULT({"a": [1, null]})),
        MCP_STRINGS(strings, "Texts", MCP_DEFAULT(["one", "two"]))),
    MCP_TOOL_WITH(limits, "Parameters with limits; answers with what it received.", MCP_READ_ONLY, (ANY_OBJECT),
        MCP_INTEGER(level, "From -3 to 3", MCP_TITLE("Level"), MCP_RANGE(-3, 3)),
        MCP_NUMBER(share, "From 0 to 1", MCP_RANGE(0, 1)),
        MCP_STRING(nickname, "Two to eight characters", MCP_LENGTH(2, 8)),
        MCP_STRING(code, "Two capital letters and three digits", MCP_PATTERN("^[A-Z]{2}[0-9]{3}$")),
        MCP_INTEGERS(dice, "One to five dice", MCP_ITEMS(1, 5), MCP_RANGE(1, 6))),
    MCP_TOOL_WITH(formats, "Parameters with formats; answers with those that were given.", MCP_READ_ONLY, (ANY_OBJECT),
        MCP_OPT_STRING(date, "2026-02-28", MCP_FORMAT("date")),
        MCP_OPT_STRING(instant, "2026-02-28T12:00:00Z", MCP_FORMAT("date-time")),
        MCP_OPT_STRING(email, "ada@example.com", MCP_FORMAT("email")),
        MCP_OPT_STRING(uri, "https://example.com/", MCP_FORMAT("uri")),
        MCP_OPT_STRING(uuid, "123e4567-e89b-12d3-a456-426614174000", MCP_FORMAT("uuid"))),
    MCP_TOOL_WITH(choices, "Parameters with choices; answers with what it received.", MCP_READ_ONLY, (ANY_OBJECT),
        MCP_STRING(color, "One of three", MCP_CHOICES("red", "green", "blue"), MCP_DEFAULT("green")),
        MCP_INTEGER(size, "One of four", MCP_CHOICES(36, 38, 40, 42)),
        MCP_OPT_STRINGS(days, "Any of two", MCP_CHOICES("sat", "sun"))),
    MCP_TOOL_WITH(groups, "Parameters that go together; answers with those that were given.", MCP_READ_ONLY,
        (ANY_OBJECT),
        MCP_OPT_INTEGER(id, "Either this or name", MCP_GROUP(EXACTLY_ONE, "who")),
        MCP_OPT_STRING(name, "Either this or id", MCP_GROUP(EXACTLY_ONE, "who")),
        MCP_OPT_STRING(csv, "This, xml or neither", MCP_GROUP(AT_MOST_ONE, "output")),
        MCP_OPT_STRING(xml, "This, csv or neither", MCP_GROUP(AT_MOST_ONE, "output")),
        MCP_OPT_STRING(phone, "This, email or both", MCP_GROUP(AT_LEAST_ONE, "contact")),
        MCP_OPT_STRING(email, "This, phone or both", MCP_GROUP(AT_LEAST_ONE, "contact")),
        MCP_OPT_NUMBER(width, "With height or not at all", MCP_GROUP(ALL_OR_NONE, "area")),
        MCP_OPT_NUMBER(height, "With width or not at all", MCP_GROUP(ALL_OR_NONE, "area"))),

    MCP_TOOL(noise, "Writes to stdout in three ways; nothing of it reaches the client.", MCP_READ_ONLY),
    MCP_TOOL_NAMED("log", log_levels, "Logs to the client at each of the eight levels.", MCP_READ_ONLY, (.reserved = 0)),
    MCP_TOOL_WITH(trace, "Answers with the trace context of the request.", MCP_READ_ONLY, (ANY_OBJECT)),
    MCP_TOOL_WITH(services, "Tells the host's version and which services it has.", MCP_READ_ONLY, (ANY_OBJECT)),
    MCP_TOOL(settings, "Tells the settings of this bundle, or one of them.", MCP_READ_ONLY,
        MCP_OPT_STRING(key, "Name of a text setting; all of them when left out")),
    MCP_TOOL(operator_log, "Writes a line to the operator's log.", MCP_READ_ONLY, MCP_STRING(text, "The line")),
    MCP_TOOL_PREVIEWED(put_note, preview_put_note, "Keeps a note in memory, in place of the one before.",
        MCP_WRITE | MCP_IDEMPOTENT, (.reserved = 0),
        MCP_STRING(text, "The note")),
    MCP_TOOL(erase_note, "Empties the note.", MCP_WRITE | MCP_DESTRUCTIVE | MCP_IDEMPOTENT),

    MCP_TOOL(fetch, "Gets a path through session example.", MCP_READ_ONLY | MCP_OPEN_WORLD,
        MCP_STRING(path, "Path below the session's address")),
    MCP_TOOL_PREVIEWED(publish, preview_publish, "Posts a text to a path through session example.",
        MCP_WRITE | MCP_OPEN_WORLD, (.reserved = 0),
        MCP_STRING(path, "Path below the session's address"), MCP_STRING(text, "What to post")),
    MCP_TOOL(permit, "Takes one permit of the rate limit of session example.", MCP_READ_ONLY),
    MCP_TOOL(guarded, "Fails with one of the host's own failure codes.", MCP_READ_ONLY,
        MCP_STRING(code, "Such as timeout or not_found"), MCP_BOOL(write, "As if of a write", MCP_DEFAULT(false))),
    MCP_TOOL(backoff, "Works after so many failed attempts, with the host's pauses between them.", MCP_READ_ONLY,
        MCP_INTEGER(attempts, "How many attempts fail", MCP_RANGE(0, 10))),

    CONFORMANCE_TOOLS)
/* clang-format on */
