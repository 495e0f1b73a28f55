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
