/* What the files that ask questions share. */
#ifndef EVERYTHING_ASKING_H
#define EVERYTHING_ASKING_H

#include "everything.h"

/* Fills `out` with the answer to `question`. Anything but MCP_OK is to be returned from the tool as it is. */
mcp_status put_question(mcp_call *call, const mcp_question *question, mcp_answer *out);
/* The answer's action in the words of MCP, "accept"; in ours for those that MCP does not have, "timeout". */
const char *action_name(const mcp_answer *answer);
/* The answer's content, `{}` when there is none. */
mcp_json content_of(const mcp_answer *answer);

#endif
