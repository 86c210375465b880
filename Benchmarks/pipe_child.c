/* The raw pipe: answers each line with bytes prepared beforehand, the id copied from the request. It does what no server
 * can do less of (read, find the id, write), and is the measure for everything else.
 *
 *     pipe_child INITIALIZE LIST CALL      files with the answer to each method, `@` where the id belongs
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { METHODS = 3, INPUT = 1 << 20, OUTPUT = 1 << 20 };

typedef struct {
    char *head, *tail;
    size_t head_size, tail_size;
} answer;

static answer answers[METHODS];
static char input[INPUT], output[OUTPUT];
static size_t waiting;

static void load(answer *into, const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    static char text[OUTPUT / 2];
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    while (size > 0 && text[size - 1] == '\n') size--;
    char *mark = memchr(text, '@', size);
    if (!mark) {
        fprintf(stderr, "%s: no @ for the id\n", path);
        exit(2);
    }
    into->head_size = (size_t)(mark - text);
    into->tail_size = size - into->head_size - 1;
    into->head = malloc(into->head_size);
    into->tail = malloc(into->tail_size + 1);
    memcpy(into->head, text, into->head_size);
    memcpy(into->tail, mark + 1, into->tail_size);
    into->tail[into->tail_size++] = '\n';
}

static void put(const char *bytes, size_t size) {
    if (waiting + size > OUTPUT) exit(1);
    memcpy(output + waiting, bytes, size);
    waiting += size;
}

/* One write for each answer: a server answers a call when it is done, not when others are. */
static void flush(void) {
    for (size_t done = 0; done < waiting;) {
        ssize_t count = write(STDOUT_FILENO, output + done, waiting - done);
        if (count <= 0) exit(0);
        done += (size_t)count;
    }
    waiting = 0;
}

static const char *find(const char *line, size_t size, const char *what) {
    return memmem(line, size, what, strlen(what));
}

/* The id of the driver's requests is a plain integer. */
static void reply(const char *line, size_t size) {
    const char *id = find(line, size, "\"id\":");
    if (!id) return;
    id += 5;
    size_t digits = strspn(id, "-0123456789");
    int method = find(line, size, "\"tools/call\"") ? 2 : find(line, size, "\"tools/list\"") ? 1 : 0;
    put(answers[method].head, answers[method].head_size);
    put(id, digits);
    put(answers[method].tail, answers[method].tail_size);
    flush();
}

int main(int count, char **arguments) {
    if (count != METHODS + 1) {
        fprintf(stderr, "usage: pipe_child INITIALIZE LIST CALL\n");
        return 2;
    }
    for (int method = 0; method < METHODS; method++) load(&answers[method], arguments[method + 1]);
    size_t filled = 0;
    for (;;) {
        ssize_t got = read(STDIN_FILENO, input + filled, INPUT - filled);
        if (got <= 0) return 0;
        filled += (size_t)got;
        char *start = input;
        for (char *end; (end = memchr(start, '\n', filled - (size_t)(start - input))); start = end + 1)
            reply(start, (size_t)(end - start));
        filled -= (size_t)(start - input);
        memmove(input, start, filled);
        if (filled == INPUT) return 1;
    }
}
