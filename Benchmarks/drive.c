/* Starts a server behind pipes, measures it, prints one line of JSON.
 *
 *     drive MODE COUNT CPU -- COMMAND...     MODE legacy or modern; CPU -1 leaves both unpinned
 *
 * Driver and server share the one CPU, so that what is measured is work and not the scheduler's choice of cores.
 * All times are microseconds. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WARM_UP = 300, IN_FLIGHT = 32, INPUT = 1 << 22 };

static int to_server, from_server;
static pid_t server;
static char input[INPUT];
static size_t filled, taken;
static const char *meta;

#define META                                                                                      \
    "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","                        \
    "\"io.modelcontextprotocol/clientCapabilities\":{},"                                            \
    "\"io.modelcontextprotocol/clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}}"

static void fail(const char *what) {
    fprintf(stderr, "drive: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    if (server > 0) kill(server, SIGKILL);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void pin(int cpu) {
    if (cpu < 0) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) != 0) fail("sched_setaffinity");
}

static void start(char **command) {
    int down[2], up[2];
    if (pipe2(down, O_CLOEXEC) != 0 || pipe2(up, O_CLOEXEC) != 0) fail("pipe");
    server = vfork();
    if (server < 0) fail("vfork");
    if (server == 0) {
        dup2(down[0], STDIN_FILENO);
        dup2(up[1], STDOUT_FILENO);
        execvp(command[0], command);
        _exit(127);
    }
    close(down[0]);
    close(up[1]);
    to_server = down[1];
    from_server = up[0];
}

static void put(const char *text, size_t size) {
    while (size > 0) {
        ssize_t count = write(to_server, text, size);
        if (count <= 0) fail("the server does not take input");
        text += count;
        size -= (size_t)count;
    }
}

/* The next line, without its end; it is valid until the next call. */
static char *line(void) {
    for (;;) {
        char *end = memchr(input + taken, '\n', filled - taken);
        if (end) {
            char *begin = input + taken;
            *end = 0;
            taken = (size_t)(end - input) + 1;
            return begin;
        }
        memmove(input, input + taken, filled - taken);
        filled -= taken;
        taken = 0;
        if (filled == INPUT) fail("a line is too long");
        ssize_t count = read(from_server, input + filled, INPUT - filled);
        errno = count < 0 ? errno : 0;
        if (count <= 0) fail("the server has ended");
        filled += (size_t)count;
    }
}

/* An answer with a result; notifications are skipped. */
static char *answer(void) {
    for (;;) {
        char *text = line();
        if (strstr(text, "\"result\":")) return text;
        errno = 0;
        if (!strstr(text, "\"method\":")) {
            fprintf(stderr, "drive: not a result: %.300s\n", text);
            fail("the server refused a request");
        }
    }
}

static size_t request(char *into, size_t space, int64_t id, const char *method, const char *params) {
    int size = snprintf(into, space, "{\"jsonrpc\":\"2.0\",\"id\":%lld,\"method\":\"%s\",\"params\":{%s%s%s}}\n",
                        (long long)id, method, params, *params && *meta ? "," : "", meta);
    return (size_t)size;
}

static char *ask(int64_t id, const char *method, const char *params) {
    char text[1024];
    put(text, request(text, sizeof text, id, method, params));
    return answer();
}

static long resident(void) {
    char path[64], text[4096];
    snprintf(path, sizeof path, "/proc/%d/status", (int)server);
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(text, 1, sizeof text - 1, file) : 0;
    if (file) fclose(file);
    text[size] = 0;
    char *found = strstr(text, "VmRSS:");
    return found ? strtol(found + 6, NULL, 10) : -1;
}

static int ascending(const void *left, const void *right) {
    double difference = *(const double *)left - *(const double *)right;
    return difference < 0 ? -1 : difference > 0;
}

int main(int count, char **arguments) {
    if (count < 6 || strcmp(arguments[4], "--") != 0) {
        fprintf(stderr, "usage: drive legacy|modern COUNT CPU -- COMMAND...\n");
        return 2;
    }
    int modern = strcmp(arguments[1], "modern") == 0;
    int calls = atoi(arguments[2]);
    meta = modern ? META : "";
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    alarm(120);
    pin(atoi(arguments[3]));

    double begun = now();
    start(arguments + 5);
    if (modern)
        ask(1, "server/discover", "");
    else
        ask(1, "initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                             "\"clientInfo\":{\"name\":\"bench\",\"version\":\"1\"}");
    double initialized = now();
    if (!modern) {
        static const char done[] = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
        put(done, sizeof done - 1);
    }
    size_t list_bytes = strlen(ask(2, "tools/list", ""));
    double listed = now();
    long memory = resident();

    static const char call[] = "\"name\":\"echo\",\"arguments\":{\"text\":\"hello\"}";
    int64_t id = 10;
    for (int number = 0; number < WARM_UP; number++) ask(id++, "tools/call", call);

    double *times = malloc(sizeof *times * (size_t)calls);
    if (!times) fail("out of memory");
    for (int number = 0; number < calls; number++) {
        double before = now();
        ask(id++, "tools/call", call);
        times[number] = now() - before;
    }
    qsort(times, (size_t)calls, sizeof *times, ascending);

    /* A window of calls: each answer lets the next call out, one write each, as a client with many tasks does. */
    double before = now();
    char text[1024];
    for (int sent = 0; sent < IN_FLIGHT && sent < calls; sent++)
        put(text, request(text, sizeof text, id++, "tools/call", call));
    for (int received = 0; received < calls; received++) {
        answer();
        if (received + IN_FLIGHT < calls) put(text, request(text, sizeof text, id++, "tools/call", call));
    }
    double seconds = (now() - before) / 1e6;
    long memory_after = resident();

    close(to_server);
    int status = 0;
    waitpid(server, &status, 0);
    printf("{\"initialize_us\":%.1f,\"list_us\":%.1f,\"list_bytes\":%zu,\"resident_kb\":%ld,\"resident_after_kb\":%ld,"
           "\"p50_us\":%.2f,\"p99_us\":%.2f,\"per_second\":%.0f,\"exit\":%d}\n",
           initialized - begun, listed - begun, list_bytes, memory, memory_after, times[calls / 2],
           times[(size_t)((double)calls * 0.99)], calls / seconds, status);
    free(times);
    return 0;
}
