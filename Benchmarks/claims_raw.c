// The statements that any store must run to claim a task and to complete it, straight at the database: what the host costs beyond
// that is seen by comparing. One process is one worker; it prints one line of JSON.
//
//   claims_raw sqlite PATH AGENT            claims_raw server HOST PORT USER DATABASE AGENT
//
// The password comes in CLAIMS_PASSWORD. It ends when nothing is left to claim.
#define _GNU_SOURCE
#include <mysql.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static sqlite3 *file;
static MYSQL *server;
static char found[128];

static void give_up(const char *what) {
    fprintf(stderr, "claims_raw: %s: %s\n", what, file ? sqlite3_errmsg(file) : server ? mysql_error(server) : "");
    exit(1);
}

static int keep(void *unused, int count, char **values, char **names) {
    (void)unused, (void)names;
    snprintf(found, sizeof found, "%s", count > 0 && values[0] ? values[0] : "");
    return 0;
}

// Runs a statement; the first column of its last row goes to `found`. Returns 0 when the transaction has to begin again.
static int run(const char *format, ...) {
    char text[2048];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    found[0] = 0;
    if (file) {
        if (sqlite3_exec(file, text, keep, NULL, NULL) != SQLITE_OK) give_up(text);
        return 1;
    }
    if (mysql_query(server, text)) {
        if (mysql_errno(server) == 1213 || mysql_errno(server) == 1205) return 0;
        give_up(text);
    }
    MYSQL_RES *rows = mysql_store_result(server);
    if (rows) {
        MYSQL_ROW row = mysql_fetch_row(rows);
        snprintf(found, sizeof found, "%s", row && row[0] ? row[0] : "");
        mysql_free_result(rows);
    }
    return 1;
}

static int wait_for_lock(void *unused, int tries) {
    (void)unused, (void)tries;
    usleep(100);
    return 1;
}

static double now_us(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static const char *begin(void) { return file ? "BEGIN IMMEDIATE" : "START TRANSACTION"; }
static const char *moment(int ahead) {
    static char text[2][96];
    snprintf(text[ahead > 0], sizeof text[0], file ? "strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ', 'now', '+%d seconds')" : "UTC_TIMESTAMP(3) + INTERVAL %d SECOND", ahead);
    return text[ahead > 0];
}

static int event(const char *task, const char *from, const char *to, const char *agent) {
    return run("INSERT INTO outbox_events (event_id, event, task_id, project_id, payload, created_at) VALUES ('%s-%s-%s', 'task:status_changed', "
               "'%s', 'p', '{\"taskId\":\"%s\",\"oldState\":\"%s\",\"newState\":\"%s\",\"agentId\":\"%s\"}', %s)",
               task, to, agent, task, task, from, to, agent, moment(0));
}

// 1: claimed into `task`; 0: nothing left; -1: again.
static int claim(const char *agent, char *task) {
    if (!run(begin())) return -1;
    if (!run("SELECT current_task_id FROM agents WHERE id = '%s'%s", agent, file ? "" : " FOR UPDATE")) return -1;
    if (!run("SELECT id FROM tasks WHERE state = 'backlog' AND (run_after IS NULL OR run_after <= %s) ORDER BY priority DESC, created_at, id "
             "LIMIT 1%s", moment(0), file ? "" : " FOR UPDATE SKIP LOCKED")) return -1;
    strcpy(task, found);
    if (!*task) {
        run("ROLLBACK");
        return 0;
    }
    if (!run("UPDATE tasks SET state = 'in_progress', assigned_agent_id = '%s', assigned_at = %s, started_at = COALESCE(started_at, %s), "
             "attempt_count = attempt_count + 1, lease_token = 'x', lease_expires_at = %s, updated_at = %s WHERE id = '%s'",
             agent, moment(0), moment(0), moment(300), moment(0), task)) return -1;
    if (!event(task, "backlog", "in_progress", agent)) return -1;
    if (!run("UPDATE agents SET current_task_id = '%s', status = 'busy', last_heartbeat = %s WHERE id = '%s'", task, moment(0), agent)) return -1;
    return run("COMMIT") ? 1 : -1;
}

static int complete(const char *agent, const char *task) {
    if (!run(begin())) return -1;
    if (!run("SELECT state FROM tasks WHERE id = '%s'%s", task, file ? "" : " FOR UPDATE")) return -1;
    if (!run("UPDATE tasks SET state = 'completed', completed_at = %s, lease_token = NULL, lease_expires_at = NULL, updated_at = %s WHERE id = '%s'",
             moment(0), moment(0), task)) return -1;
    if (!event(task, "in_progress", "completed", agent)) return -1;
    if (!run("UPDATE agents SET tasks_completed = tasks_completed + 1, current_task_id = NULL, status = 'idle' WHERE id = '%s'", agent)) return -1;
    return run("COMMIT") ? 1 : -1;
}

static int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int count, char **words) {
    const char *agent = words[count - 1];
    if (count == 4 && !strcmp(words[1], "sqlite")) {
        if (sqlite3_open(words[2], &file) != SQLITE_OK) give_up("open");
        sqlite3_busy_handler(file, wait_for_lock, NULL);
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("PRAGMA foreign_keys = ON");
    } else if (count == 7 && !strcmp(words[1], "server")) {
        MYSQL *handle = mysql_init(NULL);
        if (!mysql_real_connect(handle, words[2], words[4], getenv("CLAIMS_PASSWORD"), words[5], (unsigned)atoi(words[3]), NULL, 0)) {
            server = handle;
            give_up("connect");
        }
        server = handle;
        run("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
        run("SET SESSION time_zone = '+00:00'");
    } else {
        fprintf(stderr, "usage: claims_raw sqlite PATH AGENT | claims_raw server HOST PORT USER DATABASE AGENT\n");
        return 2;
    }
    run(file ? "INSERT OR IGNORE INTO agents (id, name) VALUES ('%s', 'raw')" : "INSERT IGNORE INTO agents (id, name) VALUES ('%s', 'raw')", agent);
    size_t used = 0, room = 1 << 20;
    double *claims = malloc(room * sizeof *claims), *pairs = malloc(room * sizeof *pairs);
    if (!claims || !pairs) give_up("memory");
    // Everybody begins together, when a line comes.
    printf("ready\n");
    fflush(stdout);
    if (getchar() == EOF) return 1;
    double start = now_us();
    while (used < room) {
        char task[128];
        double before = now_us();
        int state;
        while ((state = claim(agent, task)) < 0) run("ROLLBACK");
        if (!state) break;
        claims[used] = now_us() - before;
        while (complete(agent, task) < 0) run("ROLLBACK");
        pairs[used++] = now_us() - before;
    }
    double seconds = (now_us() - start) / 1e6;
    printf("{\"pairs\": %zu, \"seconds\": %.6f, \"claims_us\": [", used, seconds);
    qsort(claims, used, sizeof *claims, ascending);
    for (size_t index = 0; index < used; index++) printf("%s%.1f", index ? "," : "", claims[index]);
    printf("]}\n");
    return 0;
}
