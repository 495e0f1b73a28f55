#pragma once

/* What the calling thread is for; Swift has no thread-local storage of its own. */
enum { CSHIMS_THREAD_ORDINARY = 0, CSHIMS_THREAD_LOOP = 1, CSHIMS_THREAD_BLOCKING = 2 };
int cshims_thread_role(void);
void cshims_set_thread_role(int role);

/* The event loop that owns the calling thread, or NULL. */
const void *cshims_thread_owner(void);
void cshims_set_thread_owner(const void *owner);

/* Names the calling thread for debuggers and `ps -L`; the kernel keeps 15 bytes. */
void cshims_name_thread(const char *name);

/* Blocks SIGPIPE for the calling thread, so that writing to a closed pipe is just an error. */
void cshims_block_pipe_signal(void);

/* The I/O priority of one thread, as ioprio_set(2) takes it: a class and a level. 0 or -errno. */
enum { CSHIMS_IO_BEST_EFFORT = 2, CSHIMS_IO_IDLE = 3 };
int cshims_set_io_priority(int thread, int io_class, int level);

/* The nice value of one thread, which on Linux is a thing of each. 0 or -errno. */
int cshims_set_nice(int thread, int value);
