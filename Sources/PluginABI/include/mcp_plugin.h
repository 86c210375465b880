/* mcp_plugin.h - the whole contract between mcp-host and a tool bundle. ABI 1, revision 0.
 *
 * A bundle is a shared library that exports one symbol, `mcp_plugin_entry`. Behind it stand tools: plain C functions with
 * typed parameters, each beside a descriptor from which the host derives the JSON Schema, checks the arguments, converts
 * them and calls the function. A tool never parses its arguments. The smallest bundle:
 *
 *     #include <mcp_plugin.h>
 *
 *     static mcp_status greet(mcp_call *call, mcp_str name, int64_t times) {
 *         for (int64_t i = 0; i < times; i++)
 *             mcp_textf(call, "Hello, %.*s!", MCP_ARG(name));
 *         return MCP_OK;
 *     }
 *
 *     MCP_PLUGIN("com.example.hello", "1.0.0", "Greetings",
 *         MCP_TOOL(greet, "Say hello to someone.", MCP_READ_ONLY,
 *             MCP_STRING(name, "Who to greet", MCP_LENGTH(1, 80)),
 *             MCP_INTEGER(times, "How often", MCP_RANGE(1, 10), MCP_DEFAULT(1))))
 *
 *     cc -shared -fPIC -o hello.so hello.c $(mcp-host cflags)
 *
 * The header is C11 and C++17 and needs nothing but the three standard headers below. Every struct can be filled by
 * hand from any language; the macros at the end are for C and C++.
 *
 * RULES
 *
 *  R1  Growth. A struct that starts with `struct_size` may get fields at its end in a later revision. The writer stores
 *      its own sizeof; the reader uses only fields that lie inside it. Released fields never move or change meaning.
 *  R2  Text is UTF-8, pointer and length, not terminated, never written to. Empty text may have `data` NULL, so that a
 *      zeroed field is empty text; where NULL means more than empty, the field says so.
 *  R3  Ownership. What the host hands to a tool (arguments, answers, response bodies) stays valid until that tool
 *      function returns. What a bundle hands to the host is copied before the host function returns. Neither side frees
 *      memory of the other. Descriptors are the exception: they stay valid and unchanged for the life of the process.
 *  R4  One call at a time. The host never runs two functions of a bundle at once, unless the bundle sets
 *      MCP_THREAD_SAFE. Tool functions run on worker threads of the host and may block; `init` and `deinit` run alone.
 *  R5  Deadline. Each call has one. Blocking host functions return MCP_CANCELLED when it passes or the client cancels; a
 *      tool that computes for long asks mcp_cancelled() now and then. The client is answered at the deadline whether or
 *      not the function has returned; what it hands over after that is dropped.
 *  R6  Ask before you act. MCP_PENDING from `ask` means: return MCP_PENDING now; the tool will be run again from its start,
 *      perhaps in another process, with the answers given so far.
 *  R7  Errors are values. No exception, panic or longjmp may leave a function that the host called.
 *  R8  Keep off what belongs to the process: stdout, signals, environment, working directory, locale, exit(). Output on
 *      stdout goes to the host's log, never to the client.
 *  R9  Data only. No pointer to a bundle's own objects crosses this boundary and handles are opaque, so that the
 *      same library can be run in another process without being rebuilt.
 *  R10 Enumerations: a value the host does not know in a descriptor refuses the bundle. Values the host passes down are
 *      frozen for this ABI major.
 *  R11 A preview only looks: it sends no request marked MCP_EFFECT_WRITE and asks nothing, and says in text what will happen.
 *
 * TAGS below each function:
 *      [call]      with a live `mcp_call`, on any thread, until the tool function returns
 *      [init]      only inside `init`
 *      [any]       from `init` on, on any thread
 *      [host]      a function of the bundle, called by the host
 *      [blocks]    may block until the deadline of the call;    [instant]  never blocks
 *      [reenters]  may be called again before it has returned;  [alone]    is not
 */
#ifndef MCP_PLUGIN_H
#define MCP_PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#include <exception>
extern "C" {
#endif

/** A bundle is refused when its major differs from the host's; the message names both. */
#define MCP_ABI_MAJOR 1u
/** Grows with each addition. Any combination of revisions of one major works together (R1). */
#define MCP_ABI_REVISION 0u

/* ---------------------------------------------------------------------------------------------------------- values */

/** UTF-8 text (R2). As the argument of an optional parameter, `data` is NULL when the argument is absent; an empty string
 *  that was given has a non-NULL `data`. */
typedef struct mcp_str {
    const char *data;
    size_t size; /**< bytes */
} mcp_str;

/** One JSON value as UTF-8 text. As the argument of an optional parameter, `data` is NULL when absent. */
typedef struct mcp_json {
    const char *data;
    size_t size;
} mcp_json;

/** Bytes of any kind. */
typedef struct mcp_bytes {
    const uint8_t *data;
    size_t size;
} mcp_bytes;

/** Arguments of optional scalar parameters: `value` means something only when `present` is true. */
typedef struct mcp_opt_bool {
    bool present;
    bool value;
} mcp_opt_bool;
typedef struct mcp_opt_integer {
    bool present;
    int64_t value;
} mcp_opt_integer;
typedef struct mcp_opt_number {
    bool present;
    double value;
} mcp_opt_number;

/** Arguments of array parameters. `items` is NULL when an optional array is absent, and not NULL when it is given empty. */
typedef struct mcp_bools {
    const bool *items;
    size_t count;
} mcp_bools;
typedef struct mcp_integers {
    const int64_t *items;
    size_t count;
} mcp_integers;
typedef struct mcp_numbers {
    const double *items;
    size_t count;
} mcp_numbers;
typedef struct mcp_strings {
    const mcp_str *items;
    size_t count;
} mcp_strings;

/** What functions return, in both directions. */
typedef int32_t mcp_status;
enum {
    /** Done. For a tool: the content given through the call handle is the answer. */
    MCP_OK = 0,
    /** Failed, and the reason has been recorded on the call, by mcp_fail() or by the service that returned this. */
    MCP_FAILED = 1,
    /** A question is with the user (R6): return MCP_PENDING from the tool. */
    MCP_PENDING = 2,
    /** The client cancelled or the deadline passed: clean up and return MCP_CANCELLED. */
    MCP_CANCELLED = 3,
    /** Not there: an unknown key, a feature this client lacks. Nothing is recorded; the tool may go on without. */
    MCP_UNAVAILABLE = 4,
    /** The bundle broke a rule of this header (null, not UTF-8, out of range, wrong phase). Logged with its reason. */
    MCP_INVALID = 5
};

/* --------------------------------------------------------------------------------------------------------- handles */

typedef struct mcp_call_api mcp_call_api;
typedef struct mcp_host_api mcp_host_api;

/** One running tool call. Comes as the first parameter of every tool function and is dead when that returns. */
typedef struct mcp_call {
    const mcp_call_api *api;
} mcp_call;

/** The host, for the life of the bundle. */
typedef struct mcp_host {
    const mcp_host_api *api;
} mcp_host;

/* ----------------------------------------------------------------------------------------------------- descriptors */

/** Parameter types. The C type of the function's parameter follows from type and MCP_PARAMETER_OPTIONAL:
 *
 *      type                 required or with default   optional
 *      MCP_TYPE_BOOL        bool                       mcp_opt_bool
 *      MCP_TYPE_INTEGER     int64_t                    mcp_opt_integer
 *      MCP_TYPE_NUMBER      double                     mcp_opt_number
 *      MCP_TYPE_STRING      mcp_str                    mcp_str       (data NULL = absent)
 *      MCP_TYPE_JSON        mcp_json                   mcp_json      (data NULL = absent)    any JSON value
 *      MCP_TYPE_OBJECT      mcp_json                   mcp_json      (data NULL = absent)    a JSON object
 *      MCP_TYPE_BOOLS       mcp_bools                  mcp_bools     (items NULL = absent)
 *      MCP_TYPE_INTEGERS    mcp_integers               mcp_integers  (items NULL = absent)
 *      MCP_TYPE_NUMBERS     mcp_numbers                mcp_numbers   (items NULL = absent)
 *      MCP_TYPE_STRINGS     mcp_strings                mcp_strings   (items NULL = absent)
 */
typedef uint32_t mcp_type;
enum {
    MCP_TYPE_BOOL = 1,
    MCP_TYPE_INTEGER = 2,
    MCP_TYPE_NUMBER = 3,
    MCP_TYPE_STRING = 4,
    MCP_TYPE_JSON = 5,
    MCP_TYPE_OBJECT = 6,
    MCP_TYPE_BOOLS = 17,
    MCP_TYPE_INTEGERS = 18,
    MCP_TYPE_NUMBERS = 19,
    MCP_TYPE_STRINGS = 20
};

/** Flags of a parameter. */
enum {
    /** May be absent, has no default, and arrives in the optional C type. A JSON null counts as absent. */
    MCP_PARAMETER_OPTIONAL = 1u << 0
};

/** How the members of one group of optional parameters go together. */
enum {
    MCP_GROUP_NONE = 0,
    MCP_GROUP_EXACTLY_ONE = 1,
    MCP_GROUP_AT_MOST_ONE = 2,
    MCP_GROUP_AT_LEAST_ONE = 3,
    MCP_GROUP_ALL_OR_NONE = 4
};

/** A limit of a number. Integer parameters use `integer`, number parameters `number`; `set` switches it on. */
typedef struct mcp_bound {
    int64_t integer;
    double number;
    bool set;
} mcp_bound;

/** One parameter of a tool, or one field of a question. Zero means "no such limit" in every field.
 *  Limits of array types, other than the item counts, apply to each item. */
typedef struct mcp_parameter {
    uint32_t struct_size; /**< sizeof(mcp_parameter) of the writer; the same for all elements of one array (R1) */
    mcp_type type;
    uint32_t flags;      /**< MCP_PARAMETER_... */
    uint32_t group_rule; /**< MCP_GROUP_..., the same for all members of a group */
    mcp_str name;        /**< the argument's name: 1 to 64 of a-z A-Z 0-9 _ -, unique in its tool */
    mcp_str title;       /**< a short label for people; may be empty */
    mcp_str description; /**< for the model: meaning, unit, example */
    mcp_json fallback;   /**< default as JSON text, `3` or `"RUB"`; must keep the limits below. Empty: no default */
    mcp_json choices;    /**< JSON array of the allowed strings or integers. Empty: all */
    mcp_json choice_titles; /**< JSON array of labels, one per choice, for questions. Empty: none */
    mcp_bound minimum;   /**< inclusive */
    mcp_bound maximum;   /**< inclusive */
    uint64_t min_length; /**< of strings, in Unicode code points */
    uint64_t max_length; /**< 0: no limit */
    uint64_t min_items;  /**< of arrays */
    uint64_t max_items;  /**< 0: no limit */
    mcp_str pattern;     /**< regular expression that must match somewhere in the string, in the syntax that ECMA 262 and
                              Swift share; anchor it with ^ and $ */
    mcp_str format;      /**< date, date-time, email, uri or uuid; checked by the host */
    mcp_str group;       /**< name of the group this optional parameter belongs to; see group_rule */
} mcp_parameter;

/** What a tool may do. Exactly one of MCP_READ_ONLY and MCP_WRITE must be set: the host enforces it, it is not a hint. */
enum {
    MCP_READ_ONLY = 1u << 0,   /**< changes nothing; may only send requests marked MCP_EFFECT_READ */
    MCP_WRITE = 1u << 1,       /**< has an effect in the world; falls under the operator's `writes` setting */
    MCP_DESTRUCTIVE = 1u << 2, /**< with MCP_WRITE: may remove or overwrite, not only add */
    MCP_IDEMPOTENT = 1u << 3,  /**< repeating it with the same arguments has no further effect */
    MCP_OPEN_WORLD = 1u << 4   /**< talks to something outside this machine */
};

/** A tool function. The real type has the parameters of the descriptor after `call`; this is only how it is stored. */
typedef void (*mcp_function)(void);

/** One tool. */
typedef struct mcp_tool {
    uint32_t struct_size; /**< the same for all elements of one array (R1) */
    uint32_t hints;       /**< MCP_READ_ONLY or MCP_WRITE, and the others */
    mcp_str name;         /**< 1 to 64 of a-z A-Z 0-9 _ -, unique among all enabled bundles */
    mcp_str title;        /**< short, for people; may be empty */
    mcp_str description;  /**< for the model: when to use it, what it returns, what to call next; not empty */
    /** `mcp_status name(mcp_call *call, parameters in their order)`. With `input_schema` set it is
     *  `mcp_status name(mcp_call *call, mcp_json arguments)`. Tag: [host] [blocks] [alone] unless MCP_THREAD_SAFE. */
    mcp_function function;
    const mcp_parameter *parameters; /**< `parameter_count` of them, in the order of the function's parameters */
    size_t parameter_count;          /**< 0 to 32 */
    mcp_json input_schema;  /**< for what parameters cannot express: a JSON Schema (2020-12) with an object root. The host
                                 checks arguments against it and passes the whole object. Then no `parameters`. */
    mcp_json output_schema; /**< of the structured result; checked before an answer leaves. Empty: no structured result */
    uint32_t deadline_ms;   /**< longest time this tool should take; 0: the operator's default. The operator may shorten it */
    uint32_t reserved;      /**< 0 */
    /** Only with MCP_WRITE, or NULL: says what `function` would do with these arguments. The same parameters. Called when the
     *  operator wants each write confirmed, before the person is asked: its text is the question, word for word, so it names the
     *  exact text, price and recipient, found out by reading. What fails here is the call's result, and nobody is asked. It may
     *  use all services, but a request with an effect is refused and `ask` returns MCP_INVALID (R11). Content that is not text
     *  is dropped. It may run more than once before the function does, or alone: what it learns, the function finds out
     *  again. Without a preview, or without text from it, the person sees the arguments. Tag: [host] [blocks] [alone] unless
     *  MCP_THREAD_SAFE. */
    mcp_function preview;
} mcp_tool;

/** A service the bundle wants, by id and least revision, such as { "mcp.http", 1 }. */
typedef struct mcp_need {
    mcp_str id;
    uint32_t revision;
    uint32_t required; /**< 1: refuse the bundle without it; 0: the bundle asks again with `service` and can do without */
} mcp_need;

/** Flags of a bundle. */
enum {
    /** Tool functions may run at the same time as each other (R4). */
    MCP_THREAD_SAFE = 1u << 0,
    /** For tools that programs call: every failure, the host's own about bad arguments and deadlines too, reaches the client as
     *  one text block {"error":{"code":…,"message":…,"retryable":…}}, with the members of `details` after these three. */
    MCP_JSON_FAILURES = 1u << 1
};

/** The bundle. Static and constant (R3). */
typedef struct mcp_plugin {
    uint32_t struct_size;
    uint32_t flags;
    mcp_str id;      /**< reverse domain name, such as com.example.hello */
    mcp_str version; /**< of the bundle, for people: 1.0.0 */
    mcp_str title;   /**< for people */
    const mcp_tool *tools;
    size_t tool_count; /**< 1 to 256 */
    const mcp_need *needs;
    size_t need_count;
    /** Called once before the first tool call, if not NULL. Keep `host`. May read settings and look services up. Anything
     *  but MCP_OK leaves the bundle out; say why with host->api->refuse. Must return within 10 s.
     *  [host] [init] [blocks] [alone] */
    mcp_status (*init)(mcp_host *host);
    /** Called once at an orderly end, after the last call has returned, if not NULL. Join your threads.
     *  May never come (kill -9). [host] [blocks] [alone] */
    void (*deinit)(void);
} mcp_plugin;

/** What the exported symbol points to. The host reads it before it calls anything in the library. */
typedef struct mcp_entry {
    uint32_t struct_size;
    uint32_t abi_major;
    uint32_t abi_revision;
    uint32_t reserved; /**< 0 */
    /** Returns the descriptor, or NULL to refuse. Does nothing else. [host] [instant] [alone] */
    const mcp_plugin *(*describe)(void);
} mcp_entry;

/** The name of the one symbol: `const mcp_entry mcp_plugin_entry`. */
#define MCP_ENTRY_SYMBOL "mcp_plugin_entry"

/* -------------------------------------------------------------------------------------------------------- failures */

/** Whether calling again makes sense. */
enum {
    MCP_RETRY_UNSPECIFIED = 0,
    MCP_RETRY_NEVER = 1,   /**< the same call will fail again */
    MCP_RETRY_LATER = 2,   /**< the same call may work, after `retry_after_ms`; nothing has happened yet */
    MCP_RETRY_UNKNOWN = 3  /**< the effect may have happened: check first, never just repeat */
};

/** Why a call failed. */
typedef struct mcp_failure {
    uint32_t struct_size;
    uint32_t retry;         /**< MCP_RETRY_... */
    mcp_str code;           /**< short stable word: not_found, rate_limit; may be empty */
    mcp_str message;        /**< one or two sentences for the model: what was wrong and what to do. No secrets */
    int64_t retry_after_ms; /**< with MCP_RETRY_LATER: how long to wait; 0: not known */
    mcp_json details;       /**< a JSON object with more for programs, such as {"column":"docker_image"}; empty: none. No secrets */
} mcp_failure;

/* ------------------------------------------------------------------------------------------------------- questions */

/** One form for the person at the client. Ask before you act (R6). Never ask for passwords or other secrets. */
typedef struct mcp_question {
    uint32_t struct_size;
    uint32_t deadline_ms; /**< how long to wait for the person; 0: the host's default. Bounded by the call's deadline */
    mcp_str key;     /**< names the question within this tool, 1 to 64 of a-z A-Z 0-9 _ -; one answer per key and call */
    mcp_str message; /**< what is asked, for people */
    const mcp_parameter *fields; /**< bool, integer, number, string (choices and titles too) and string arrays with choices */
    size_t field_count;
    mcp_json schema;   /**< instead of fields: the form as an elicitation schema, passed on as it is */
    mcp_json fallback; /**< the content to go on with when nobody answers in time or nobody can be asked. Empty: none */
} mcp_question;

/** What came of a question. */
enum {
    MCP_ANSWER_ACCEPTED = 1,    /**< `content` holds the checked answer */
    MCP_ANSWER_DECLINED = 2,    /**< the person said no */
    MCP_ANSWER_DISMISSED = 3,   /**< the person closed the form without choosing */
    MCP_ANSWER_UNAVAILABLE = 4, /**< this client cannot be asked; `content` holds the fallback, if there is one */
    MCP_ANSWER_TIMEOUT = 5      /**< no answer in time; `content` holds the fallback, if there is one */
};
typedef struct mcp_answer {
    uint32_t struct_size; /**< set by the caller */
    uint32_t action;      /**< MCP_ANSWER_... */
    mcp_json content;     /**< JSON object; data NULL when there is none */
} mcp_answer;

/* ---------------------------------------------------------------------------------------------------- call handle */

/** Severities, as in RFC 5424 and MCP. */
enum {
    MCP_LOG_DEBUG = 0,
    MCP_LOG_INFO = 1,
    MCP_LOG_NOTICE = 2,
    MCP_LOG_WARNING = 3,
    MCP_LOG_ERROR = 4,
    MCP_LOG_CRITICAL = 5,
    MCP_LOG_ALERT = 6,
    MCP_LOG_EMERGENCY = 7
};

/** Entries of the W3C trace context that came with the request. */
enum { MCP_TRACE_PARENT = 0, MCP_TRACE_STATE = 1, MCP_TRACE_BAGGAGE = 2 };

/** Where to go on reading, and who a block is for. */
enum { MCP_AUDIENCE_USER = 1u << 0, MCP_AUDIENCE_ASSISTANT = 1u << 1 };

/** What a link to a resource says. */
typedef struct mcp_link {
    uint32_t struct_size;
    uint32_t reserved;    /**< 0 */
    mcp_str uri;          /**< required */
    mcp_str name;         /**< required */
    mcp_str title;        /**< may be empty, as the next two */
    mcp_str description;
    mcp_str mime_type;
    int64_t size;         /**< bytes; negative: not known */
} mcp_link;

/** The functions of a call. Content blocks appear in the answer in the order they were added. All of them return MCP_INVALID
 *  for bad UTF-8 or a finished call, and MCP_FAILED once the answer exceeds the operator's size limit. */
struct mcp_call_api {
    uint32_t struct_size;
    uint32_t revision;

    /** Adds a text block. [call] [instant] [reenters] */
    mcp_status (*text)(mcp_call *call, mcp_str text);
    /** Sets the structured result, once per call. Must fit the tool's output schema; a tool that has one must set it unless
     *  it fails, a tool that has none may. When no text block is added, the host adds the JSON as text for older clients.
     *  [call] [instant] [reenters] */
    mcp_status (*structured)(mcp_call *call, mcp_json value);
    /** Adds an image; the host encodes the bytes. [call] [instant] [reenters] */
    mcp_status (*image)(mcp_call *call, mcp_bytes data, mcp_str mime_type);
    /** Adds audio; becomes an embedded resource for clients of 2024-11-05. [call] [instant] [reenters] */
    mcp_status (*audio)(mcp_call *call, mcp_bytes data, mcp_str mime_type);
    /** Adds an embedded text resource. [call] [instant] [reenters] */
    mcp_status (*resource_text)(mcp_call *call, mcp_str uri, mcp_str mime_type, mcp_str text);
    /** Adds an embedded binary resource. [call] [instant] [reenters] */
    mcp_status (*resource_blob)(mcp_call *call, mcp_str uri, mcp_str mime_type, mcp_bytes data);
    /** Adds a link to a resource; becomes text for clients before 2025-06-18. [call] [instant] [reenters] */
    mcp_status (*link)(mcp_call *call, const mcp_link *link);
    /** Annotates the block added last: MCP_AUDIENCE_... bits (0: all) and a priority from 0 to 1 (negative: none).
     *  [call] [instant] [reenters] */
    mcp_status (*annotate)(mcp_call *call, uint32_t audience, double priority);

    /** Records why the call fails; the last record counts, also when the tool then returns MCP_OK. Returns MCP_FAILED, so that a tool can end with
     *  `return call->api->fail(call, &failure);`. [call] [instant] [reenters] */
    mcp_status (*fail)(mcp_call *call, const mcp_failure *failure);
    /** Reads the recorded failure, for instance the one a service left. Set out->struct_size first. MCP_UNAVAILABLE: none. [call] [instant] [reenters] */
    mcp_status (*failure)(mcp_call *call, mcp_failure *out);
    /** Forgets the recorded failure, to go on after one. [call] [instant] [reenters] */
    mcp_status (*recover)(mcp_call *call);

    /** Milliseconds until the deadline, 0 once it has passed. [call] [instant] [reenters] */
    int64_t (*remaining_ms)(mcp_call *call);
    /** True once the client has cancelled or the deadline has passed. [call] [instant] [reenters] */
    bool (*cancelled)(mcp_call *call);
    /** Sleeps. MCP_OK after the whole time, MCP_CANCELLED earlier. [call] [blocks] [reenters] */
    mcp_status (*wait_ms)(mcp_call *call, int64_t milliseconds);
    /** Reports progress, which must rise; `total` 0 or less: not known; `message` may be empty. Dropped quietly when the
     *  client did not ask for it, or when it comes too often. [call] [instant] [reenters] */
    mcp_status (*progress)(mcp_call *call, double progress, double total, mcp_str message);
    /** Sends a log message to the client, if it wants that level. `data` is any JSON value. [call] [instant] [reenters] */
    mcp_status (*log)(mcp_call *call, uint32_t level, mcp_str logger, mcp_json data);
    /** An entry of the trace context, MCP_TRACE_...; `data` NULL when the client sent none. The host passes `traceparent`
     *  on with its own requests. [call] [instant] [reenters] */
    mcp_str (*trace)(mcp_call *call, uint32_t entry);
    /** Asks the person. MCP_OK: see `out`. MCP_PENDING: return MCP_PENDING (R6). MCP_CANCELLED as ever.
     *  A client of 2026-07-28 that cannot be asked gets the protocol's own error when there is no fallback; the tool then
     *  sees MCP_PENDING. A key asked again gives the same answer if it fits the form, else it is asked anew.
     *  MCP_INVALID in a preview (R11). Set out->struct_size first. [call] [blocks] [alone] */
    mcp_status (*ask)(mcp_call *call, const mcp_question *question, mcp_answer *out);
};

/* --------------------------------------------------------------------------------------------------------- host */

/** The functions of the host. */
struct mcp_host_api {
    uint32_t struct_size;
    uint32_t revision;
    /** The host's name and version, such as "mcp-host 0.1.0". [any] [instant] [reenters] */
    mcp_str (*version)(mcp_host *host);
    /** A table of functions by id, of at least that revision, valid for the life of the process; NULL when the host does not
     *  have it. Cast it to the struct named with the id below. [any] [instant] [reenters] */
    const void *(*service)(mcp_host *host, mcp_str id, uint32_t revision);
    /** Says why `init` is about to return something else than MCP_OK. [init] [instant] [alone] */
    mcp_status (*refuse)(mcp_host *host, mcp_str reason);
};

/* ------------------------------------------------------------------------------------------- service: mcp.log/1 */

#define MCP_SERVICE_LOG "mcp.log"
/** The operator's log on stderr. For the client's log see `log` of the call. */
typedef struct mcp_log_service {
    uint32_t struct_size;
    uint32_t revision;
    /** Writes one line, cut at 4096 bytes, secrets the host knows replaced. [any] [instant] [reenters] */
    mcp_status (*write)(mcp_host *host, uint32_t level, mcp_str text);
} mcp_log_service;

/* -------------------------------------------------------------------------------------- service: mcp.settings/1 */

#define MCP_SERVICE_SETTINGS "mcp.settings"
/** The `settings` object of this bundle in plugins.json, with environment variables already expanded. */
typedef struct mcp_settings_service {
    uint32_t struct_size;
    uint32_t revision;
    /** The whole object as JSON, `{}` when there is none. Valid for the life of the process. [any] [instant] [reenters] */
    mcp_json (*all)(mcp_host *host);
    /** One string member; `data` NULL when absent or no string. Valid for the life of the process.
     *  [any] [instant] [reenters] */
    mcp_str (*text)(mcp_host *host, mcp_str key);
} mcp_settings_service;

/* ------------------------------------------------------------------------------------------ service: mcp.http/1 */

#define MCP_SERVICE_HTTP "mcp.http"

/** Whether a request changes something. 0 is refused: say which. */
enum {
    MCP_EFFECT_READ = 1,  /**< may be sent again: the host retries lost connections, 429 and 5xx within the deadline */
    MCP_EFFECT_WRITE = 2  /**< never sent again once a byte may have left; refused while writes are off */
};

/** Flags of a request. */
enum {
    /** Without the user's credentials, though still through the session's rate limit. */
    MCP_HTTP_ANONYMOUS = 1u << 0,
    /** Hand over answers with any HTTP status instead of turning 4xx and 5xx into failures. */
    MCP_HTTP_ANY_STATUS = 1u << 1
};

/** A name and a value; names may repeat. */
typedef struct mcp_pair {
    mcp_str name;
    mcp_str value;
} mcp_pair;

/** One part of a multipart/form-data body. */
typedef struct mcp_part {
    mcp_str name;
    mcp_str file_name;    /**< empty: a plain field */
    mcp_str content_type; /**< empty: left out */
    mcp_bytes data;
} mcp_part;

/** A request. The bundle names a session of plugins.json and a path; the host adds address, credentials, rate limit,
 *  retries and redaction. At most one of form, parts and body. */
typedef struct mcp_http_request {
    uint32_t struct_size;
    uint32_t effect;     /**< MCP_EFFECT_READ or MCP_EFFECT_WRITE */
    uint32_t flags;      /**< MCP_HTTP_... */
    uint32_t timeout_ms; /**< for one attempt; 0: the session's. Bounded by the call's deadline */
    mcp_str session;     /**< as granted to this bundle in plugins.json */
    mcp_str site;        /**< which address of a session that has several, such as "web"; empty: the first */
    mcp_str method;      /**< GET, POST, PUT, PATCH, DELETE or HEAD */
    mcp_str path;        /**< below the session's base address, no query, no "..": "project" */
    const mcp_pair *query; /**< raw text; the host encodes it */
    size_t query_count;
    const mcp_pair *headers; /**< Authorization, Cookie, Host and the like are refused */
    size_t header_count;
    const mcp_pair *form; /**< application/x-www-form-urlencoded body */
    size_t form_count;
    const mcp_part *parts; /**< multipart/form-data body */
    size_t part_count;
    mcp_bytes body;       /**< any other body */
    mcp_str content_type; /**< of `body` */
    uint64_t max_bytes;   /**< largest answer taken; 0: the session's limit */
    mcp_str check_with;   /**< for writes: the call that shows whether it happened, such as "show_order (order_id=7)". While the
                               outcome of a write is open, an equal one is refused until that call has succeeded */
} mcp_http_request;

/** An answer. Everything in it lives until the tool function returns (R3). */
typedef struct mcp_http_response {
    uint32_t struct_size; /**< set by the caller */
    int32_t status;       /**< HTTP status */
    mcp_str content_type; /**< may be empty */
    mcp_bytes body;
    const mcp_pair *headers; /**< names in lower case; cookies and credentials are left out */
    size_t header_count;
} mcp_http_response;

typedef struct mcp_http_service {
    uint32_t struct_size;
    uint32_t revision;
    /** Sends a request and waits for the answer. MCP_FAILED: the guarded failure is recorded on the call, worded for the
     *  model; the tool can return MCP_FAILED as it is. Set out->struct_size first. [call] [blocks] [reenters] */
    mcp_status (*request)(mcp_call *call, const mcp_http_request *request, mcp_http_response *out);
} mcp_http_service;

/* ----------------------------------------------------------------------------------------- service: mcp.limit/1 */

#define MCP_SERVICE_LIMIT "mcp.limit"
/** The rate limit of a session, for a bundle that talks to the same service by other means than mcp.http, which takes its
 *  permits by itself. */
typedef struct mcp_limit_service {
    uint32_t struct_size;
    uint32_t revision;
    /** Waits in line for one permit. MCP_FAILED with rate_limit when it cannot come before the deadline.
     *  [call] [blocks] [reenters] */
    mcp_status (*acquire)(mcp_call *call, mcp_str session);
} mcp_limit_service;

/* ----------------------------------------------------------------------------------------- service: mcp.guard/1 */

#define MCP_SERVICE_GUARD "mcp.guard"
/** The host's vocabulary of failures, for a bundle that talks to the world by other means than mcp.http. */
typedef struct mcp_guard_service {
    uint32_t struct_size;
    uint32_t revision;
    /** Records a failure by its code from docs/failure-codes.md (timeout, upstream_unavailable, not_found, ...) with the
     *  host's wording and advice. `detail` goes to the operator's log only. MCP_EFFECT_WRITE with a code that leaves the outcome open
     *  becomes outcome_unknown. Returns MCP_FAILED. [call] [instant] [reenters] */
    mcp_status (*fail)(mcp_call *call, mcp_str code, uint32_t effect, mcp_str detail);
    /** Before the next attempt of a read: waits with backoff and jitter (`attempt` counts from 1). MCP_OK: try again.
     *  MCP_FAILED: enough, the recorded failure stands. MCP_CANCELLED as ever. [call] [blocks] [reenters] */
    mcp_status (*pause)(mcp_call *call, uint32_t attempt);
} mcp_guard_service;

/* ------------------------------------------------------------------------------------------------- layout (LP64) */

#ifdef __cplusplus
#define MCP_ASSERT_LAYOUT_(condition) static_assert(condition, "mcp_plugin.h: unexpected layout: " #condition)
#else
#define MCP_ASSERT_LAYOUT_(condition) _Static_assert(condition, "mcp_plugin.h: unexpected layout: " #condition)
#endif
MCP_ASSERT_LAYOUT_(sizeof(void *) == 8 && sizeof(size_t) == 8);
MCP_ASSERT_LAYOUT_(sizeof(mcp_str) == 16 && sizeof(mcp_json) == 16 && sizeof(mcp_bytes) == 16);
MCP_ASSERT_LAYOUT_(sizeof(mcp_opt_bool) == 2 && sizeof(mcp_opt_integer) == 16 && sizeof(mcp_opt_number) == 16);
MCP_ASSERT_LAYOUT_(sizeof(mcp_bools) == 16 && sizeof(mcp_strings) == 16);
MCP_ASSERT_LAYOUT_(sizeof(mcp_bound) == 24);
MCP_ASSERT_LAYOUT_(sizeof(mcp_parameter) == 240 && offsetof(mcp_parameter, minimum) == 112);
MCP_ASSERT_LAYOUT_(sizeof(mcp_tool) == 128 && offsetof(mcp_tool, function) == 56 && offsetof(mcp_tool, preview) == 120);
MCP_ASSERT_LAYOUT_(sizeof(mcp_plugin) == 104 && offsetof(mcp_plugin, init) == 88);
MCP_ASSERT_LAYOUT_(sizeof(mcp_entry) == 24 && offsetof(mcp_entry, describe) == 16);
MCP_ASSERT_LAYOUT_(sizeof(mcp_failure) == 64 && sizeof(mcp_question) == 88 && sizeof(mcp_answer) == 24);
MCP_ASSERT_LAYOUT_(sizeof(mcp_http_request) == 200 && sizeof(mcp_http_response) == 56);

/* ------------------------------------------------------------------------------------------ for C and C++: calling */

/** printf arguments for "%.*s". printf stops at a NUL and takes at most 2 GiB; call->api->text has neither limit. */
#define MCP_ARG(span) (int)(span).size, (span).data

/** A span over a terminated string; NULL gives an empty one. */
static inline mcp_str mcp_string(const char *terminated) {
    mcp_str span;
    span.data = terminated ? terminated : "";
    span.size = __builtin_strlen(span.data);
    return span;
}
/** The same for JSON text. */
static inline mcp_json mcp_json_text(const char *terminated) {
    mcp_str text = mcp_string(terminated);
    mcp_json span;
    span.data = text.data;
    span.size = text.size;
    return span;
}
/** Adds a text block. */
static inline mcp_status mcp_text(mcp_call *call, const char *terminated) {
    return call->api->text(call, mcp_string(terminated));
}
/** Sets the structured result from JSON text. */
static inline mcp_status mcp_structured(mcp_call *call, const char *json) {
    return call->api->structured(call, mcp_json_text(json));
}
/** True once the call should stop. */
static inline bool mcp_cancelled(mcp_call *call) { return call->api->cancelled(call); }
/** Reports progress; see mcp_call_api. */
static inline mcp_status mcp_progress(mcp_call *call, double progress, double total, const char *message) {
    return call->api->progress(call, progress, total, mcp_string(message));
}
/** Sleeps; see mcp_call_api. */
static inline mcp_status mcp_wait_ms(mcp_call *call, int64_t milliseconds) {
    return call->api->wait_ms(call, milliseconds);
}

/** Adds a text block, formatted as by printf. */
__attribute__((format(printf, 2, 3))) static inline mcp_status mcp_textf(mcp_call *call, const char *format, ...) {
    char line[1024];
    __builtin_va_list list;
    __builtin_va_start(list, format);
    int size = __builtin_vsnprintf(line, sizeof line, format, list);
    __builtin_va_end(list);
    if (size < 0) return MCP_INVALID;
    if ((size_t)size < sizeof line) {
        mcp_str span = {line, (size_t)size};
        return call->api->text(call, span);
    }
    char *longer = (char *)__builtin_malloc((size_t)size + 1);
    if (!longer) return MCP_INVALID;
    __builtin_va_start(list, format);
    size = __builtin_vsnprintf(longer, (size_t)size + 1, format, list);
    __builtin_va_end(list);
    mcp_str span = {longer, (size_t)size};
    mcp_status status = call->api->text(call, span);
    __builtin_free(longer);
    return status;
}

/** Records a failure, its message formatted as by printf and cut at 1023 bytes. Ends a tool: `return mcp_fail(call, …);` */
__attribute__((format(printf, 3, 4))) static inline mcp_status
mcp_fail(mcp_call *call, const char *code, const char *format, ...) {
    char line[1024];
    __builtin_va_list list;
    __builtin_va_start(list, format);
    int size = __builtin_vsnprintf(line, sizeof line, format, list);
    __builtin_va_end(list);
    if (size < 0) size = 0;
    if ((size_t)size >= sizeof line) {
        size = (int)sizeof line - 1;
        /* A character cut in half would not be UTF-8. */
        while (size > 0 && ((unsigned char)line[size - 1] & 0xC0) == 0x80) size--;
        if (size > 0 && (unsigned char)line[size - 1] >= 0xC0) size--;
    }
    mcp_failure failure;
    __builtin_memset(&failure, 0, sizeof failure);
    failure.struct_size = (uint32_t)sizeof failure;
    failure.code = mcp_string(code);
    failure.message.data = line;
    failure.message.size = (size_t)size;
    return call->api->fail(call, &failure);
}

/** A service by id, or NULL: `const mcp_http_service *http = (const mcp_http_service *)mcp_service(host, MCP_SERVICE_HTTP, 1);` */
static inline const void *mcp_service(mcp_host *host, const char *id, uint32_t revision) {
    return host->api->service(host, mcp_string(id), revision);
}

#ifdef __cplusplus
}
#endif

/* --------------------------------------------------------------------------------------- for C and C++: describing
 *
 *  MCP_PLUGIN(id, version, title, tools...)                        one per library, at file scope
 *  MCP_PLUGIN_WITH(id, version, title, (options), tools...)        options: .flags, .init, .deinit, MCP_NEEDS(...)
 *  MCP_TOOL(function, description, hints, parameters...)
 *  MCP_TOOL_WITH(function, description, hints, (options), parameters...)
 *                                                                  options: .deadline_ms, MCP_TITLE, MCP_OUTPUT
 *  MCP_TOOL_NAMED("name", function, description, hints, (options), parameters...)
 *                                                                  for a name C will not have: "delete", "log", "a-b"
 *  MCP_TOOL_PREVIEWED(function, preview, description, hints, (options), parameters...)
 *                                                                  a writing tool with a preview of the same parameters
 *  MCP_TOOL_PREVIEWED_NAMED("name", function, preview, description, hints, (options), parameters...)
 *  MCP_RAW_TOOL(function, description, hints, input_schema)        the function takes (mcp_call *, mcp_json)
 *  MCP_RAW_TOOL_WITH(function, description, hints, (options), input_schema)
 *                                                                  options: those of tools, and MCP_RAW_PREVIEW(function)
 *  MCP_STRING(name, description, options...)  and MCP_BOOL, MCP_INTEGER, MCP_NUMBER, MCP_JSON,
 *  MCP_BOOLS, MCP_INTEGERS, MCP_NUMBERS, MCP_STRINGS, and each with MCP_OPT_ in front (MCP_OPT_STRING) for an optional one
 *                                                                  options: the ones below
 *
 *  A function or preview whose parameters differ from the descriptor's does not compile.
 */
#define MCP_RANGE(low, high) MCP_MINIMUM(low), MCP_MAXIMUM(high)
#define MCP_MINIMUM(value) .minimum.integer = (int64_t)(value), .minimum.number = (double)(value), .minimum.set = true
#define MCP_MAXIMUM(value) .maximum.integer = (int64_t)(value), .maximum.number = (double)(value), .maximum.set = true
#define MCP_LENGTH(low, high) .min_length = (low), .max_length = (high)
#define MCP_ITEMS(low, high) .min_items = (low), .max_items = (high)
#define MCP_DEFAULT(...) .fallback = MCP_JSON_LITERAL(#__VA_ARGS__) /* a literal: 3, true, "RUB", ["a", "b"] */
#define MCP_CHOICES(...) .choices = MCP_JSON_LITERAL("[" #__VA_ARGS__ "]") /* literals: "asc", "desc" */
#define MCP_CHOICE_TITLES(...) .choice_titles = MCP_JSON_LITERAL("[" #__VA_ARGS__ "]")
#define MCP_PATTERN(text) .pattern = MCP_LITERAL(text)
#define MCP_FORMAT(text) .format = MCP_LITERAL(text)
#define MCP_GROUP(rule, text) .group_rule = MCP_GROUP_##rule, .group = MCP_LITERAL(text) /* MCP_GROUP(EXACTLY_ONE, "who") */
#define MCP_TITLE(text) .title = MCP_LITERAL(text)
#define MCP_OUTPUT(json) .output_schema = MCP_JSON_LITERAL(json)

#define MCP_BOOL(name_, ...) MCP_PARAMETER_(bool, MCP_TYPE_BOOL, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_INTEGER(name_, ...) MCP_PARAMETER_(int64_t, MCP_TYPE_INTEGER, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_NUMBER(name_, ...) MCP_PARAMETER_(double, MCP_TYPE_NUMBER, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_STRING(name_, ...) MCP_PARAMETER_(mcp_str, MCP_TYPE_STRING, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_JSON(name_, ...) MCP_PARAMETER_(mcp_json, MCP_TYPE_JSON, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OBJECT(name_, ...) MCP_PARAMETER_(mcp_json, MCP_TYPE_OBJECT, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_BOOLS(name_, ...) MCP_PARAMETER_(mcp_bools, MCP_TYPE_BOOLS, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_INTEGERS(name_, ...) MCP_PARAMETER_(mcp_integers, MCP_TYPE_INTEGERS, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_NUMBERS(name_, ...) MCP_PARAMETER_(mcp_numbers, MCP_TYPE_NUMBERS, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_STRINGS(name_, ...) MCP_PARAMETER_(mcp_strings, MCP_TYPE_STRINGS, 0, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_BOOL(name_, ...) \
    MCP_PARAMETER_(mcp_opt_bool, MCP_TYPE_BOOL, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_INTEGER(name_, ...) \
    MCP_PARAMETER_(mcp_opt_integer, MCP_TYPE_INTEGER, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_NUMBER(name_, ...) \
    MCP_PARAMETER_(mcp_opt_number, MCP_TYPE_NUMBER, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_STRING(name_, ...) \
    MCP_PARAMETER_(mcp_str, MCP_TYPE_STRING, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_JSON(name_, ...) \
    MCP_PARAMETER_(mcp_json, MCP_TYPE_JSON, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_OBJECT(name_, ...) \
    MCP_PARAMETER_(mcp_json, MCP_TYPE_OBJECT, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_BOOLS(name_, ...) \
    MCP_PARAMETER_(mcp_bools, MCP_TYPE_BOOLS, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_INTEGERS(name_, ...) \
    MCP_PARAMETER_(mcp_integers, MCP_TYPE_INTEGERS, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_NUMBERS(name_, ...) \
    MCP_PARAMETER_(mcp_numbers, MCP_TYPE_NUMBERS, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)
#define MCP_OPT_STRINGS(name_, ...) \
    MCP_PARAMETER_(mcp_strings, MCP_TYPE_STRINGS, MCP_PARAMETER_OPTIONAL, #name_, __VA_ARGS__, MCP_SIZED_)

/** A parameter as a value of its own, for the fields of a question: `mcp_parameter field = MCP_FIELD(MCP_BOOL(…));` */
#define MCP_FIELD(parameter) MCP_FIELD_(parameter)
#define MCP_FIELD_(parameter) MCP_INITIALIZER_ parameter

#define MCP_EXPORT __attribute__((visibility("default")))

/* Below: how it is done. A parameter macro expands to a tuple `(C type, .field = value, ...)`; MCP_TOOL walks its tuples
 * twice, for the types of the signature and for the descriptors. `MCP_SIZED_` and the `~` at the end of argument
 * lists only make sure that a variadic part is never empty, which C11 does not allow. */
#define MCP_PARAMETER_(type_, kind_, flags_, name_, description_, ...)                                              \
    (type_, .type = kind_, .flags = flags_, .name = MCP_LITERAL(name_), .description = MCP_LITERAL(description_),     \
     __VA_ARGS__)
#define MCP_SIZED_ .struct_size = (uint32_t)sizeof(mcp_parameter)
#define MCP_TYPE_OF_(type_, ...) type_
#define MCP_COMMA_TYPE_(tuple) , MCP_TYPE_OF_ tuple
#define MCP_DESCRIPTOR_(tuple) MCP_INITIALIZER_ tuple,
#define MCP_UNWRAP_(...) __VA_ARGS__
#define MCP_SIGNATURE_(...) mcp_status (*)(mcp_call * MCP_EACH_(MCP_COMMA_TYPE_, __VA_ARGS__))

/* `#` stands in the outermost macro, where an argument is still as it was written: a parameter called `bool` or `unix`
 * would otherwise get the name of what that macro stands for. */
#define MCP_TOOL(function_, ...) MCP_TOOL_0_(#function_, function_, __VA_ARGS__, ~)
#define MCP_TOOL_0_(name_, function_, description_, hints_, ...) \
    MCP_TOOL_1_(name_, function_, description_, hints_, (.reserved = 0), __VA_ARGS__)
#define MCP_TOOL_WITH(function_, ...) MCP_TOOL_1_(#function_, function_, __VA_ARGS__, ~)
#define MCP_TOOL_NAMED(...) MCP_TOOL_1_(__VA_ARGS__, ~)
#define MCP_TOOL_PREVIEWED(function_, ...) MCP_TOOL_2_(#function_, function_, __VA_ARGS__, ~)
#define MCP_TOOL_PREVIEWED_NAMED(...) MCP_TOOL_2_(__VA_ARGS__, ~)
#define MCP_TOOL_2_(name_, function_, preview_, description_, hints_, options_, ...)                                \
    MCP_TOOL_1_(name_, function_, description_, hints_,                                                             \
                (MCP_PREVIEW_(MCP_SIGNATURE_(__VA_ARGS__), preview_), MCP_UNWRAP_ options_), __VA_ARGS__)
#define MCP_RAW_PREVIEW(function_) MCP_PREVIEW_(mcp_status (*)(mcp_call *, mcp_json), function_)
#define MCP_PLUGIN(id_, version_, title_, ...) MCP_PLUGIN_WITH(id_, version_, title_, (.flags = 0), __VA_ARGS__)
#define MCP_RAW_TOOL(function_, description_, hints_, schema_) \
    MCP_RAW_TOOL_WITH(function_, description_, hints_, (.reserved = 0), schema_)
#define MCP_NEEDS(...) MCP_NEEDS_(__VA_ARGS__)

#ifndef __cplusplus

#define MCP_LITERAL(text) {text, sizeof(text) - 1}
#define MCP_JSON_LITERAL(text) {text, sizeof(text) - 1}
#define MCP_INITIALIZER_(type_, ...) {__VA_ARGS__}
#define MCP_REQUIRES(id_, revision_) {MCP_LITERAL(id_), revision_, 1}
#define MCP_WANTS(id_, revision_) {MCP_LITERAL(id_), revision_, 0}
#define MCP_NEEDS_(...) .needs = (const mcp_need[]){__VA_ARGS__}, \
    .need_count = sizeof((const mcp_need[]){__VA_ARGS__}) / sizeof(mcp_need)

/* `_Generic` without a default: a function of another type is a compile error that names both types. */
#define MCP_PREVIEW_(type_, function_) .preview = _Generic((function_), type_: (mcp_function)(function_))
#define MCP_TOOL_1_(name_, function_, description_, hints_, options_, ...)                                          \
    {.struct_size = (uint32_t)sizeof(mcp_tool),                                                                     \
     .hints = (hints_),                                                                                             \
     .name = MCP_LITERAL(name_),                                                                                    \
     .description = MCP_LITERAL(description_),                                                                      \
     .function = _Generic((function_), MCP_SIGNATURE_(__VA_ARGS__): (mcp_function)(function_)),                     \
     .parameters = (const mcp_parameter[]){MCP_EACH_(MCP_DESCRIPTOR_, __VA_ARGS__) {.flags = 0}},                    \
     .parameter_count = MCP_COUNT_(__VA_ARGS__),                                                                    \
     MCP_UNWRAP_ options_}
#define MCP_RAW_TOOL_WITH(function_, description_, hints_, options_, schema_)                                                      \
    {.struct_size = (uint32_t)sizeof(mcp_tool),                                                                     \
     .hints = (hints_),                                                                                             \
     .name = MCP_LITERAL(#function_),                                                                               \
     .description = MCP_LITERAL(description_),                                                                      \
     .function = _Generic((function_), mcp_status (*)(mcp_call *, mcp_json): (mcp_function)(function_)),             \
     .input_schema = MCP_JSON_LITERAL(schema_),                                                                     \
     MCP_UNWRAP_ options_}
#define MCP_PLUGIN_WITH(id_, version_, title_, options_, ...)                                                       \
    static const mcp_tool mcp_tools_[] = {__VA_ARGS__};                                                             \
    static const mcp_plugin mcp_plugin_ = {.struct_size = (uint32_t)sizeof(mcp_plugin),                             \
                                           .id = MCP_LITERAL(id_),                                                  \
                                           .version = MCP_LITERAL(version_),                                        \
                                           .title = MCP_LITERAL(title_),                                            \
                                           .tools = mcp_tools_,                                                     \
                                           .tool_count = sizeof mcp_tools_ / sizeof mcp_tools_[0],                  \
                                           MCP_UNWRAP_ options_};                                                   \
    static const mcp_plugin *mcp_describe_(void) { return &mcp_plugin_; }                                           \
    MCP_EXPORT const mcp_entry mcp_plugin_entry = {(uint32_t)sizeof(mcp_entry), MCP_ABI_MAJOR, MCP_ABI_REVISION, 0, \
                                                   mcp_describe_};

#else

/* C++17 has no designated initializers: each `.field = value` becomes an assignment inside a lambda. Tools are wrapped, so
 * that an exception becomes a failure (R7). */
namespace mcp {
template <size_t N> inline mcp_str literal(const char (&text)[N]) { return mcp_str{text, N - 1}; }
template <size_t N> inline mcp_json json_literal(const char (&text)[N]) { return mcp_json{text, N - 1}; }
template <auto Function> struct guarded;
template <typename... Arguments, mcp_status (*Function)(mcp_call *, Arguments...)> struct guarded<Function> {
    static mcp_status call(mcp_call *call, Arguments... arguments) noexcept {
        try {
            return Function(call, arguments...);
        } catch (const std::exception &error) {
            return mcp_fail(call, "internal", "%s", error.what());
        } catch (...) {
            return mcp_fail(call, "internal", "the tool threw an unknown exception");
        }
    }
};
} // namespace mcp

#define MCP_LITERAL(text) mcp::literal(text)
#define MCP_JSON_LITERAL(text) mcp::json_literal(text)
#define MCP_ASSIGN_(assignment) value assignment;
#define MCP_INITIALIZER_(type_, ...)                   \
    ([] {                                              \
        mcp_parameter value{};                         \
        MCP_EACH_B_(MCP_ASSIGN_, __VA_ARGS__, ~)       \
        return value;                                  \
    }())
#define MCP_REQUIRES(id_, revision_) mcp_need{MCP_LITERAL(id_), revision_, 1}
#define MCP_WANTS(id_, revision_) mcp_need{MCP_LITERAL(id_), revision_, 0}
/* The commas of the list must not split the option list, hence one assignment for both fields. */
#define MCP_NEEDS_(...) .needs = ([&value] {                        \
        static const mcp_need needs[] = {__VA_ARGS__};              \
        value.need_count = sizeof needs / sizeof needs[0];          \
        return needs;                                               \
    }())
#define MCP_PREVIEW_(type_, function_) \
    .preview = reinterpret_cast<mcp_function>(&mcp::guarded<static_cast<type_>(function_)>::call)
#define MCP_TOOL_1_(name_, function_, description_, hints_, options_, ...)                                          \
    ([] {                                                                                                           \
        static const mcp_parameter parameters[] = {MCP_EACH_(MCP_DESCRIPTOR_, __VA_ARGS__) mcp_parameter{}};        \
        constexpr auto function = static_cast<MCP_SIGNATURE_(__VA_ARGS__)>(function_);                               \
        mcp_tool value{};                                                                                           \
        value.struct_size = (uint32_t)sizeof(mcp_tool);                                                             \
        value.hints = (hints_);                                                                                     \
        value.name = MCP_LITERAL(name_);                                                                            \
        value.description = MCP_LITERAL(description_);                                                              \
        value.function = reinterpret_cast<mcp_function>(&mcp::guarded<function>::call);                             \
        value.parameters = parameters;                                                                              \
        value.parameter_count = MCP_COUNT_(__VA_ARGS__);                                                            \
        MCP_EACH_B_(MCP_ASSIGN_, MCP_UNWRAP_ options_, ~)                                                           \
        return value;                                                                                               \
    }())
#define MCP_RAW_TOOL_WITH(function_, description_, hints_, options_, schema_)                                                      \
    ([] {                                                                                                           \
        constexpr auto function = static_cast<mcp_status (*)(mcp_call *, mcp_json)>(function_);                      \
        mcp_tool value{};                                                                                           \
        value.struct_size = (uint32_t)sizeof(mcp_tool);                                                             \
        value.hints = (hints_);                                                                                     \
        value.name = MCP_LITERAL(#function_);                                                                       \
        value.description = MCP_LITERAL(description_);                                                              \
        value.function = reinterpret_cast<mcp_function>(&mcp::guarded<function>::call);                             \
        value.input_schema = MCP_JSON_LITERAL(schema_);                                                             \
        MCP_EACH_B_(MCP_ASSIGN_, MCP_UNWRAP_ options_, ~)                                                           \
        return value;                                                                                               \
    }())
#define MCP_PLUGIN_WITH(id_, version_, title_, options_, ...)                                                       \
    static const mcp_plugin *mcp_describe_() noexcept {                                                             \
        static const mcp_tool tools[] = {__VA_ARGS__};                                                              \
        static const mcp_plugin plugin = [] {                                                                       \
            mcp_plugin value{};                                                                                     \
            value.struct_size = (uint32_t)sizeof(mcp_plugin);                                                       \
            value.id = MCP_LITERAL(id_);                                                                            \
            value.version = MCP_LITERAL(version_);                                                                  \
            value.title = MCP_LITERAL(title_);                                                                      \
            value.tools = tools;                                                                                    \
            value.tool_count = sizeof tools / sizeof tools[0];                                                      \
            MCP_EACH_B_(MCP_ASSIGN_, MCP_UNWRAP_ options_, ~)                                                       \
            return value;                                                                                           \
        }();                                                                                                        \
        return &plugin;                                                                                             \
    }                                                                                                               \
    extern "C" MCP_EXPORT const mcp_entry mcp_plugin_entry;                                                         \
    const mcp_entry mcp_plugin_entry = {(uint32_t)sizeof(mcp_entry), MCP_ABI_MAJOR, MCP_ABI_REVISION, 0,            \
                                        mcp_describe_};

#endif

/* The number of arguments before the closing `~`, 0 to 32, and `macro(argument)` for each of them. */
#define MCP_COUNT_(...) MCP_COUNT_AT_(__VA_ARGS__, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, \
    17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, ~)
#define MCP_COUNT_AT_(a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15, a16, a17, a18, a19, a20, \
    a21, a22, a23, a24, a25, a26, a27, a28, a29, a30, a31, a32, a33, count, ...) count
#define MCP_EACH_(macro, ...) MCP_EACH_COUNTED_(MCP_COUNT_(__VA_ARGS__), macro, __VA_ARGS__)
#define MCP_EACH_COUNTED_(count, macro, ...) MCP_EACH_PASTE_(count, macro, __VA_ARGS__)
#define MCP_EACH_PASTE_(count, macro, ...) MCP_EACH_##count##_(macro, __VA_ARGS__)
#define MCP_EACH_0_(macro, ...)
#define MCP_EACH_1_(macro, first, ...) macro(first) MCP_EACH_0_(macro, __VA_ARGS__)
#define MCP_EACH_2_(macro, first, ...) macro(first) MCP_EACH_1_(macro, __VA_ARGS__)
#define MCP_EACH_3_(macro, first, ...) macro(first) MCP_EACH_2_(macro, __VA_ARGS__)
#define MCP_EACH_4_(macro, first, ...) macro(first) MCP_EACH_3_(macro, __VA_ARGS__)
#define MCP_EACH_5_(macro, first, ...) macro(first) MCP_EACH_4_(macro, __VA_ARGS__)
#define MCP_EACH_6_(macro, first, ...) macro(first) MCP_EACH_5_(macro, __VA_ARGS__)
#define MCP_EACH_7_(macro, first, ...) macro(first) MCP_EACH_6_(macro, __VA_ARGS__)
#define MCP_EACH_8_(macro, first, ...) macro(first) MCP_EACH_7_(macro, __VA_ARGS__)
#define MCP_EACH_9_(macro, first, ...) macro(first) MCP_EACH_8_(macro, __VA_ARGS__)
#define MCP_EACH_10_(macro, first, ...) macro(first) MCP_EACH_9_(macro, __VA_ARGS__)
#define MCP_EACH_11_(macro, first, ...) macro(first) MCP_EACH_10_(macro, __VA_ARGS__)
#define MCP_EACH_12_(macro, first, ...) macro(first) MCP_EACH_11_(macro, __VA_ARGS__)
#define MCP_EACH_13_(macro, first, ...) macro(first) MCP_EACH_12_(macro, __VA_ARGS__)
#define MCP_EACH_14_(macro, first, ...) macro(first) MCP_EACH_13_(macro, __VA_ARGS__)
#define MCP_EACH_15_(macro, first, ...) macro(first) MCP_EACH_14_(macro, __VA_ARGS__)
#define MCP_EACH_16_(macro, first, ...) macro(first) MCP_EACH_15_(macro, __VA_ARGS__)
#define MCP_EACH_17_(macro, first, ...) macro(first) MCP_EACH_16_(macro, __VA_ARGS__)
#define MCP_EACH_18_(macro, first, ...) macro(first) MCP_EACH_17_(macro, __VA_ARGS__)
#define MCP_EACH_19_(macro, first, ...) macro(first) MCP_EACH_18_(macro, __VA_ARGS__)
#define MCP_EACH_20_(macro, first, ...) macro(first) MCP_EACH_19_(macro, __VA_ARGS__)
#define MCP_EACH_21_(macro, first, ...) macro(first) MCP_EACH_20_(macro, __VA_ARGS__)
#define MCP_EACH_22_(macro, first, ...) macro(first) MCP_EACH_21_(macro, __VA_ARGS__)
#define MCP_EACH_23_(macro, first, ...) macro(first) MCP_EACH_22_(macro, __VA_ARGS__)
#define MCP_EACH_24_(macro, first, ...) macro(first) MCP_EACH_23_(macro, __VA_ARGS__)
#define MCP_EACH_25_(macro, first, ...) macro(first) MCP_EACH_24_(macro, __VA_ARGS__)
#define MCP_EACH_26_(macro, first, ...) macro(first) MCP_EACH_25_(macro, __VA_ARGS__)
#define MCP_EACH_27_(macro, first, ...) macro(first) MCP_EACH_26_(macro, __VA_ARGS__)
#define MCP_EACH_28_(macro, first, ...) macro(first) MCP_EACH_27_(macro, __VA_ARGS__)
#define MCP_EACH_29_(macro, first, ...) macro(first) MCP_EACH_28_(macro, __VA_ARGS__)
#define MCP_EACH_30_(macro, first, ...) macro(first) MCP_EACH_29_(macro, __VA_ARGS__)
#define MCP_EACH_31_(macro, first, ...) macro(first) MCP_EACH_30_(macro, __VA_ARGS__)
#define MCP_EACH_32_(macro, first, ...) macro(first) MCP_EACH_31_(macro, __VA_ARGS__)
#define MCP_EACH_B_(macro, ...) MCP_EACH_B_COUNTED_(MCP_COUNT_(__VA_ARGS__), macro, __VA_ARGS__)
#define MCP_EACH_B_COUNTED_(count, macro, ...) MCP_EACH_B_PASTE_(count, macro, __VA_ARGS__)
#define MCP_EACH_B_PASTE_(count, macro, ...) MCP_EACH_B_##count##_(macro, __VA_ARGS__)
#define MCP_EACH_B_0_(macro, ...)
#define MCP_EACH_B_1_(macro, first, ...) macro(first) MCP_EACH_B_0_(macro, __VA_ARGS__)
#define MCP_EACH_B_2_(macro, first, ...) macro(first) MCP_EACH_B_1_(macro, __VA_ARGS__)
#define MCP_EACH_B_3_(macro, first, ...) macro(first) MCP_EACH_B_2_(macro, __VA_ARGS__)
#define MCP_EACH_B_4_(macro, first, ...) macro(first) MCP_EACH_B_3_(macro, __VA_ARGS__)
#define MCP_EACH_B_5_(macro, first, ...) macro(first) MCP_EACH_B_4_(macro, __VA_ARGS__)
#define MCP_EACH_B_6_(macro, first, ...) macro(first) MCP_EACH_B_5_(macro, __VA_ARGS__)
#define MCP_EACH_B_7_(macro, first, ...) macro(first) MCP_EACH_B_6_(macro, __VA_ARGS__)
#define MCP_EACH_B_8_(macro, first, ...) macro(first) MCP_EACH_B_7_(macro, __VA_ARGS__)
#define MCP_EACH_B_9_(macro, first, ...) macro(first) MCP_EACH_B_8_(macro, __VA_ARGS__)
#define MCP_EACH_B_10_(macro, first, ...) macro(first) MCP_EACH_B_9_(macro, __VA_ARGS__)
#define MCP_EACH_B_11_(macro, first, ...) macro(first) MCP_EACH_B_10_(macro, __VA_ARGS__)
#define MCP_EACH_B_12_(macro, first, ...) macro(first) MCP_EACH_B_11_(macro, __VA_ARGS__)
#define MCP_EACH_B_13_(macro, first, ...) macro(first) MCP_EACH_B_12_(macro, __VA_ARGS__)
#define MCP_EACH_B_14_(macro, first, ...) macro(first) MCP_EACH_B_13_(macro, __VA_ARGS__)
#define MCP_EACH_B_15_(macro, first, ...) macro(first) MCP_EACH_B_14_(macro, __VA_ARGS__)
#define MCP_EACH_B_16_(macro, first, ...) macro(first) MCP_EACH_B_15_(macro, __VA_ARGS__)
#define MCP_EACH_B_17_(macro, first, ...) macro(first) MCP_EACH_B_16_(macro, __VA_ARGS__)
#define MCP_EACH_B_18_(macro, first, ...) macro(first) MCP_EACH_B_17_(macro, __VA_ARGS__)
#define MCP_EACH_B_19_(macro, first, ...) macro(first) MCP_EACH_B_18_(macro, __VA_ARGS__)
#define MCP_EACH_B_20_(macro, first, ...) macro(first) MCP_EACH_B_19_(macro, __VA_ARGS__)
#define MCP_EACH_B_21_(macro, first, ...) macro(first) MCP_EACH_B_20_(macro, __VA_ARGS__)
#define MCP_EACH_B_22_(macro, first, ...) macro(first) MCP_EACH_B_21_(macro, __VA_ARGS__)
#define MCP_EACH_B_23_(macro, first, ...) macro(first) MCP_EACH_B_22_(macro, __VA_ARGS__)
#define MCP_EACH_B_24_(macro, first, ...) macro(first) MCP_EACH_B_23_(macro, __VA_ARGS__)
#define MCP_EACH_B_25_(macro, first, ...) macro(first) MCP_EACH_B_24_(macro, __VA_ARGS__)
#define MCP_EACH_B_26_(macro, first, ...) macro(first) MCP_EACH_B_25_(macro, __VA_ARGS__)
#define MCP_EACH_B_27_(macro, first, ...) macro(first) MCP_EACH_B_26_(macro, __VA_ARGS__)
#define MCP_EACH_B_28_(macro, first, ...) macro(first) MCP_EACH_B_27_(macro, __VA_ARGS__)
#define MCP_EACH_B_29_(macro, first, ...) macro(first) MCP_EACH_B_28_(macro, __VA_ARGS__)
#define MCP_EACH_B_30_(macro, first, ...) macro(first) MCP_EACH_B_29_(macro, __VA_ARGS__)
#define MCP_EACH_B_31_(macro, first, ...) macro(first) MCP_EACH_B_30_(macro, __VA_ARGS__)
#define MCP_EACH_B_32_(macro, first, ...) macro(first) MCP_EACH_B_31_(macro, __VA_ARGS__)
#endif
