/* The inline functions of mcp_plugin.h that format text, against a call handle that only remembers. */
#include <mcp_plugin.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char taken[8192];
static size_t taken_size;

static void take(mcp_str text) {
    if (text.size > sizeof taken) abort();
    if (text.size) memcpy(taken, text.data, text.size);
    taken_size = text.size;
}
static mcp_status take_text(mcp_call *call, mcp_str text) {
    (void)call;
    take(text);
    return MCP_OK;
}
static mcp_status take_failure(mcp_call *call, const mcp_failure *failure) {
    (void)call;
    take(failure->message);
    return failure->struct_size == sizeof(mcp_failure) ? MCP_FAILED : MCP_INVALID;
}

static int faults;
static void check(bool right, const char *what, size_t prefix, size_t width) {
    if (right) return;
    printf("%s: %zu bytes and then characters of %zu bytes, %zu bytes taken\n", what, prefix, width, taken_size);
    faults++;
}

int main(void) {
    static const char *const characters[] = {"x", "\xd0\xb6", "\xe2\x98\x83", "\xf0\x9f\x98\x80"};
    mcp_call_api api;
    memset(&api, 0, sizeof api);
    api.struct_size = (uint32_t)sizeof api;
    api.text = take_text;
    api.fail = take_failure;
    mcp_call call = {&api};

    static char text[4096];
    for (size_t width = 1; width <= 4; width++)
        for (size_t prefix = 0; prefix < 8; prefix++)
            for (size_t count = 0; count < 1100 / width; count++) {
                memset(text, 'a', prefix);
                for (size_t i = 0; i < count; i++) memcpy(text + prefix + i * width, characters[width - 1], width);
                size_t size = prefix + count * width;
                text[size] = 0;

                check(mcp_textf(&call, "%s", text) == MCP_OK, "mcp_textf failed", prefix, width);
                check(taken_size == size && !memcmp(taken, text, size), "mcp_textf changed the text", prefix, width);

                check(mcp_fail(&call, "code", "%s", text) == MCP_FAILED,
                      "mcp_fail returned something else", prefix, width);
                check(!memcmp(taken, text, taken_size), "mcp_fail changed the text", prefix, width);
                check(size > 1023 || taken_size == size, "mcp_fail cut what fits", prefix, width);
                check(taken_size <= 1023 && taken_size + 8 > (size < 1023 ? size : 1023),
                      "mcp_fail cut elsewhere", prefix, width);
                check(taken_size < prefix || (taken_size - prefix) % width == 0,
                      "mcp_fail cut a character in half", prefix, width);
            }
    return faults ? 1 : 0;
}
