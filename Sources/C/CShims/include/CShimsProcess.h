#pragma once

typedef struct {
    const char *executable;        /* absolute */
    char **arguments;        /* the program's name first, NULL last */
    char **environment;      /* NULL last */
    const char *folder;            /* NULL: the caller's */
    int input, output, error;      /* descriptors above 2 that become 0, 1 and 2 */
} cshims_spawn_request;

/* Starts a program in a session of its own, with default signals and no descriptor but 0, 1 and 2.
   The process id, or -errno also when the program could not be executed. */
int cshims_spawn(const cshims_spawn_request *request);

/* A descriptor that becomes readable when the process ends. */
int cshims_process_descriptor(int pid);
int cshims_process_signal(int process, int signal);

typedef struct {
    int exited; /* 1: `code` is the exit code; 0: `code` is the signal that ended it */
    int code;
} cshims_exit;
/* 1 when a process has ended and waits to be reaped, 0 while it runs. */
int cshims_process_has_ended(int process);
/* Reaps a process that has ended: 0, -EAGAIN while it runs. */
int cshims_process_reap(int process, cshims_exit *out);

/* A pipe whose ends are closed on exec and have numbers above 2. */
int cshims_pipe(int ends[2]);
/* A copy of the descriptor, closed on exec and with a number above 2. */
int cshims_duplicate(int fd);
int cshims_open_null(void);
int cshims_set_nonblocking(int fd);

/* Bytes that wait in a pipe, or -errno. */
int cshims_waiting_bytes(int fd);

/* Has blocks of `size` bytes come from the kernel, and go back to it, one by one; of smaller ones
   that are free at the end of its heap, a thread keeps `rest` bytes. */
void cshims_return_large_blocks(int size, int rest);
