#pragma once

/* Sends each of the signals into a pipe, one byte each, and ignores SIGPIPE. Once per process.
   The pipe's reading end, or -errno; -EALREADY the second time. */
int cshims_take_signals(const int *signals, int count);

/* Blocks the calling thread until the next signal; its number, or -errno. */
int cshims_next_signal(int fd);
