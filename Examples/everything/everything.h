/* What the files of this bundle share: one file an idea; the tools are named here and described in everything.c. */
#ifndef EVERYTHING_H
#define EVERYTHING_H

#include <mcp_plugin.h>

/* services.c: what `init` found; NULL when this host does not have it. */
extern mcp_host *everything_host;
extern const mcp_log_service *everything_log;
extern const mcp_settings_service *everything_settings;
extern const mcp_http_service *everything_http;
extern const mcp_limit_service *everything_limit;
extern const mcp_guard_service *everything_guard;
mcp_status everything_init(mcp_host *host);
void everything_deinit(void);

/* content.c */
mcp_status echo(mcp_call *call, mcp_str text);
mcp_status big(mcp_call *call, int64_t bytes);
mcp_status annotated(mcp_call *call);
mcp_status resource_link(mcp_call *call);
mcp_status resource_blob(mcp_call *call);
/* structured.c */
mcp_status structured(mcp_call *call);
mcp_status structured_list(mcp_call *call);
/* failing.c */
mcp_status fail(mcp_call *call, mcp_opt_integer retry_after_ms);
mcp_status recover(mcp_call *call);
/* time.c */
mcp_status slow(mcp_call *call, double seconds);
mcp_status stubborn(mcp_call *call, double seconds);
mcp_status remaining(mcp_call *call);
/* asking.c */
mcp_status ask(mcp_call *call, mcp_str question);
mcp_status ask_form(mcp_call *call);
mcp_status ask_twice(mcp_call *call);
mcp_status ask_or_default(mcp_call *call, int64_t wait_ms);

/* arguments.c: each answers with exactly the arguments it was given */
mcp_status parameters(mcp_call *call, bool flag, int64_t integer, double number, mcp_str string, mcp_json json,
                      mcp_bools bools, mcp_integers integers, mcp_numbers numbers, mcp_strings strings);
mcp_status optionals(mcp_call *call, mcp_opt_bool flag, mcp_opt_integer integer, mcp_opt_number number, mcp_str string,
                     mcp_json json, mcp_bools bools, mcp_integers integers, mcp_numbers numbers, mcp_strings strings);
mcp_status defaults(mcp_call *call, bool flag, int64_t integer, double number, mcp_str string, mcp_json json,
                    mcp_strings strings);
/* constraints.c: the same, for parameters with limits */
mcp_status limits(mcp_call *call, int64_t level, double share, mcp_str nickname, mcp_str code, mcp_integers dice);
mcp_status formats(mcp_call *call, mcp_str date, mcp_str instant, mcp_str email, mcp_str uri, mcp_str uuid);
mcp_status choices(mcp_call *call, mcp_str color, int64_t size, mcp_strings days);
mcp_status groups(mcp_call *call, mcp_opt_integer id, mcp_str name, mcp_str csv, mcp_str xml, mcp_str phone,
                  mcp_str email, mcp_opt_number width, mcp_opt_number height);

/* noise.c, client.c, operator.c, store.c */
mcp_status noise(mcp_call *call);
mcp_status log_levels(mcp_call *call);
mcp_status trace(mcp_call *call);
mcp_status services(mcp_call *call);
mcp_status settings(mcp_call *call, mcp_str key);
mcp_status operator_log(mcp_call *call, mcp_str text);
mcp_status put_note(mcp_call *call, mcp_str text);
mcp_status preview_put_note(mcp_call *call, mcp_str text);
mcp_status erase_note(mcp_call *call);
/* network.c, guarding.c */
mcp_status fetch(mcp_call *call, mcp_str path);
mcp_status publish(mcp_call *call, mcp_str path, mcp_str text);
mcp_status preview_publish(mcp_call *call, mcp_str path, mcp_str text);
mcp_status permit(mcp_call *call);
mcp_status guarded(mcp_call *call, mcp_str code, bool write);
mcp_status backoff(mcp_call *call, int64_t attempts);

#endif
