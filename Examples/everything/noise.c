/* A tool that writes to stdout in every way it can, which R8 asks it not to. None of it may reach the client. */
#define _POSIX_C_SOURCE 200809L
#include "everything.h"

#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

mcp_status noise(mcp_call *call) {
    printf("noise from printf\n");
    fflush(stdout);

    static const char line[] = "noise from write\n";
    ssize_t written = write(STDOUT_FILENO, line, sizeof line - 1);
    (void)written;

    pid_t child;
    char *const arguments[] = {"echo", "noise from a child process", NULL};
    char *const environment[] = {NULL};
    if (posix_spawnp(&child, "echo", NULL, NULL, arguments, environment) == 0) waitpid(child, NULL, 0);
    return mcp_text(call, "Made noise in three ways.");
}
