#include "json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append(json_object *object, const char *text, size_t size) {
    if (object->failed) return;
    if (object->capacity - object->size < size) {
        size_t capacity = (object->size + size) * 2 + 64;
        char *longer = realloc(object->text, capacity);
        if (!longer) {
            object->failed = true;
            return;
        }
        object->text = longer;
        object->capacity = capacity;
    }
    memcpy(object->text + object->size, text, size);
    object->size += size;
}

static void append_text(json_object *object, const char *text) { append(object, text, strlen(text)); }

static void append_string(json_object *object, mcp_str value) {
    append_text(object, "\"");
    for (size_t i = 0; i < value.size; i++) {
        unsigned char byte = (unsigned char)value.data[i];
        char escaped[8];
        if (byte == '"' || byte == '\\') {
            snprintf(escaped, sizeof escaped, "\\%c", byte);
            append_text(object, escaped);
        } else if (byte < 0x20) {
            snprintf(escaped, sizeof escaped, "\\u%04x", byte);
            append_text(object, escaped);
        } else {
            append(object, value.data + i, 1);
        }
    }
    append_text(object, "\"");
}

static void append_integer(json_object *object, int64_t value) {
    char digits[32];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    append_text(object, digits);
}

/* The shortest text that reads back as the same number. */
static void append_number(json_object *object, double value) {
    char digits[32];
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value) break;
    }
    append_text(object, digits);
}

static void append_bool(json_object *object, bool value) { append_text(object, value ? "true" : "false"); }

static void name_member(json_object *object, const char *name) {
    append_text(object, object->size ? "," : "{");
    append_string(object, mcp_string(name));
    append_text(object, ":");
}

#define SCALAR(function, type, append_value)                                 \
    void function(json_object *object, const char *name, type value) {       \
        name_member(object, name);                                           \
        append_value(object, value);                                         \
    }
#define LIST(function, type, append_value)                                   \
    void function(json_object *object, const char *name, type values) {      \
        name_member(object, name);                                           \
        append_text(object, "[");                                            \
        for (size_t i = 0; i < values.count; i++) {                          \
            if (i) append_text(object, ",");                                 \
            append_value(object, values.items[i]);                           \
        }                                                                    \
        append_text(object, "]");                                            \
    }

SCALAR(json_bool, bool, append_bool)
SCALAR(json_integer, int64_t, append_integer)
SCALAR(json_number, double, append_number)
SCALAR(json_string, mcp_str, append_string)
LIST(json_bools, mcp_bools, append_bool)
LIST(json_integers, mcp_integers, append_integer)
LIST(json_numbers, mcp_numbers, append_number)
LIST(json_strings, mcp_strings, append_string)

void json_value(json_object *object, const char *name, mcp_json value) {
    name_member(object, name);
    append(object, value.data, value.size);
}

mcp_status json_answer(json_object *object, mcp_call *call) {
    if (!object->size) append_text(object, "{");
    append_text(object, "}");
    mcp_status status = object->failed ? mcp_fail(call, "out_of_memory", "There is not enough memory for this answer.")
                                       : call->api->structured(call, (mcp_json){object->text, object->size});
    free(object->text);
    return status;
}
