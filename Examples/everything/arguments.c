/* One parameter of each type: required, optional, with a default. The answer holds what arrived, an absent argument is
 * left out of it, so that absent and empty look different. */
#include "everything.h"
#include "json.h"

mcp_status parameters(mcp_call *call, bool flag, int64_t integer, double number, mcp_str string, mcp_json json,
                      mcp_bools bools, mcp_integers integers, mcp_numbers numbers, mcp_strings strings) {
    json_object out = {0};
    json_bool(&out, "flag", flag);
    json_integer(&out, "integer", integer);
    json_number(&out, "number", number);
    json_string(&out, "string", string);
    json_value(&out, "json", json);
    json_bools(&out, "bools", bools);
    json_integers(&out, "integers", integers);
    json_numbers(&out, "numbers", numbers);
    json_strings(&out, "strings", strings);
    return json_answer(&out, call);
}

mcp_status optionals(mcp_call *call, mcp_opt_bool flag, mcp_opt_integer integer, mcp_opt_number number, mcp_str string,
                     mcp_json json, mcp_bools bools, mcp_integers integers, mcp_numbers numbers, mcp_strings strings) {
    json_object out = {0};
    if (flag.present) json_bool(&out, "flag", flag.value);
    if (integer.present) json_integer(&out, "integer", integer.value);
    if (number.present) json_number(&out, "number", number.value);
    if (string.data) json_string(&out, "string", string);
    if (json.data) json_value(&out, "json", json);
    if (bools.items) json_bools(&out, "bools", bools);
    if (integers.items) json_integers(&out, "integers", integers);
    if (numbers.items) json_numbers(&out, "numbers", numbers);
    if (strings.items) json_strings(&out, "strings", strings);
    return json_answer(&out, call);
}

mcp_status defaults(mcp_call *call, bool flag, int64_t integer, double number, mcp_str string, mcp_json json,
                    mcp_strings strings) {
    json_object out = {0};
    json_bool(&out, "flag", flag);
    json_integer(&out, "integer", integer);
    json_number(&out, "number", number);
    json_string(&out, "string", string);
    json_value(&out, "json", json);
    json_strings(&out, "strings", strings);
    return json_answer(&out, call);
}
