/* A JSON object, written member by member. For examples only: a real bundle will bring its own JSON library. */
#ifndef EVERYTHING_JSON_H
#define EVERYTHING_JSON_H

#include <mcp_plugin.h>

typedef struct json_object {
    char *text;
    size_t size, capacity;
    bool failed; /* out of memory: the rest is dropped and json_answer says so */
} json_object;

void json_bool(json_object *object, const char *name, bool value);
void json_integer(json_object *object, const char *name, int64_t value);
void json_number(json_object *object, const char *name, double value);
void json_string(json_object *object, const char *name, mcp_str value);
void json_value(json_object *object, const char *name, mcp_json value);
void json_bools(json_object *object, const char *name, mcp_bools values);
void json_integers(json_object *object, const char *name, mcp_integers values);
void json_numbers(json_object *object, const char *name, mcp_numbers values);
void json_strings(json_object *object, const char *name, mcp_strings values);
/* Gives the object as the structured result of the call and frees it. */
mcp_status json_answer(json_object *object, mcp_call *call);

#endif
