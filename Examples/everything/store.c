/* The smallest thing that can be written, to show what hints say. One call at a time (R4), hence no lock. */
#include "everything.h"

#include <string.h>

static char note[256];

mcp_status put_note(mcp_call *call, mcp_str text) {
    if (text.size >= sizeof note)
        return mcp_fail(call, "too_long", "A note has at most %zu bytes; this one has %zu.", sizeof note - 1, text.size);
    memcpy(note, text.data, text.size);
    note[text.size] = 0;
    return mcp_textf(call, "The note now says: %s", note);
}

/* What the person reads before put_note runs, when the operator wants writes confirmed. What cannot be done is said here. */
mcp_status preview_put_note(mcp_call *call, mcp_str text) {
    if (strlen(note) == text.size && memcmp(note, text.data, text.size) == 0)
        return mcp_fail(call, "unchanged", "The note says that already.");
    mcp_textf(call, "The note will say: %.*s", MCP_ARG(text));
    return note[0] ? mcp_textf(call, "It says now: %s", note) : MCP_OK;
}

mcp_status erase_note(mcp_call *call) {
    note[0] = 0;
    return mcp_text(call, "The note is empty now.");
}
