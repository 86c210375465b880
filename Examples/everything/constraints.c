/* Parameters with limits. The host has checked them: these tools only answer with what arrived. */
#include "everything.h"
#include "json.h"

mcp_status limits(mcp_call *call, int64_t level, double share, mcp_str nickname, mcp_str code, mcp_integers dice) {
    json_object out = {0};
    json_integer(&out, "level", level);
    json_number(&out, "share", share);
    json_string(&out, "nickname", nickname);
    json_string(&out, "code", code);
    json_integers(&out, "dice", dice);
    return json_answer(&out, call);
}

mcp_status formats(mcp_call *call, mcp_str date, mcp_str instant, mcp_str email, mcp_str uri, mcp_str uuid) {
    json_object out = {0};
    if (date.data) json_string(&out, "date", date);
    if (instant.data) json_string(&out, "instant", instant);
    if (email.data) json_string(&out, "email", email);
    if (uri.data) json_string(&out, "uri", uri);
    if (uuid.data) json_string(&out, "uuid", uuid);
    return json_answer(&out, call);
}

mcp_status choices(mcp_call *call, mcp_str color, int64_t size, mcp_strings days) {
    json_object out = {0};
    json_string(&out, "color", color);
    json_integer(&out, "size", size);
    if (days.items) json_strings(&out, "days", days);
    return json_answer(&out, call);
}

mcp_status groups(mcp_call *call, mcp_opt_integer id, mcp_str name, mcp_str csv, mcp_str xml, mcp_str phone,
                  mcp_str email, mcp_opt_number width, mcp_opt_number height) {
    json_object out = {0};
    if (id.present) json_integer(&out, "id", id.value);
    if (name.data) json_string(&out, "name", name);
    if (csv.data) json_string(&out, "csv", csv);
    if (xml.data) json_string(&out, "xml", xml);
    if (phone.data) json_string(&out, "phone", phone);
    if (email.data) json_string(&out, "email", email);
    if (width.present) json_number(&out, "width", width.value);
    if (height.present) json_number(&out, "height", height.value);
    return json_answer(&out, call);
}
