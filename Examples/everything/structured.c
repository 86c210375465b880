/* Structured results: JSON that fits the tool's output schema. */
#include "everything.h"

mcp_status structured(mcp_call *call) {
    return mcp_structured(call, "{\"temperature\":21.5,\"conditions\":\"clear\",\"humidity\":40}");
}

/* Not an object: the host shows it as text to clients whose revision wants objects. */
mcp_status structured_list(mcp_call *call) { return mcp_structured(call, "[1,2,3]"); }
