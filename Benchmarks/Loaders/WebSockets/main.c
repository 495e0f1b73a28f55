/* Opens many WebSockets to a server on this machine and tells what each costs it.
 *
 *   bench-wsload PORT CONNECTIONS SERVER_PID [ECHOES_PER_SECOND SECONDS]
 *
 * Prints one line of JSON: how many are open, the growth of the server's resident memory for each,
 * and, where echoes were asked for, their round-trip times. It runs in a process of its own so that
 * neither its memory nor its descriptors count for the server's.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING, SHAKING, OPEN, GONE };
enum { PAYLOAD = 64, IN_FLIGHT_MAX = 128, TIMES_MAX = 1 << 22 };

typedef struct {
    int fd, state;
    size_t held;
    unsigned char bytes[512];
} peer;

static const char handshake[] =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

static peer *peers;
static int poll_fd, count, started, open_count, failed, shaking;
static float *times;
static size_t time_count;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static long resident_kb(int pid) {
    char path[64], line[256];
    long kb = -1;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *f = fopen(path, "r");
    if (!f) return -1;
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "VmRSS: %ld", &kb) == 1) break;
    fclose(f);
    return kb;
}

static void lose(peer *p) {
    if (p->state == OPEN) open_count--;
    if (p->state == CONNECTING || p->state == SHAKING) shaking--;
    p->state = GONE;
    failed++;
    close(p->fd);
}

static void begin(peer *p, int port) {
    int one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    p->state = CONNECTING;
    shaking++;
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (p->fd < 0 || (connect(p->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS)) {
        lose(p);
        return;
    }
    struct epoll_event e = {.events = EPOLLOUT, .data.ptr = p};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, p->fd, &e);
}

static void shake(peer *p) {
    if (send(p->fd, handshake, sizeof handshake - 1, MSG_NOSIGNAL) != sizeof handshake - 1) {
        lose(p);
        return;
    }
    p->state = SHAKING;
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = p};
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, p->fd, &e);
}

/* A masked binary frame that carries the moment it was sent. */
static void ask(peer *p) {
    unsigned char frame[6 + PAYLOAD] = {0x82, 0x80 | PAYLOAD, 0, 0, 0, 0};
    double t = now();
    memcpy(frame + 6, &t, sizeof t);
    if (send(p->fd, frame, sizeof frame, MSG_NOSIGNAL) != sizeof frame) lose(p);
}

static void drop(peer *p, size_t n) {
    p->held -= n;
    memmove(p->bytes, p->bytes + n, p->held);
}

static void understand(peer *p) {
    if (p->state == SHAKING) {
        unsigned char *end = memmem(p->bytes, p->held, "\r\n\r\n", 4);
        if (!end) return;
        if (memcmp(p->bytes, "HTTP/1.1 101", 12)) {
            lose(p);
            return;
        }
        drop(p, end + 4 - p->bytes);
        p->state = OPEN;
        open_count++;
        shaking--;
    }
    while (p->held >= 2 && p->held >= 2u + (p->bytes[1] & 127)) {
        double sent;
        if ((p->bytes[0] & 15) == 2 && time_count < TIMES_MAX) {
            memcpy(&sent, p->bytes + 2, sizeof sent);
            times[time_count++] = (float)((now() - sent) * 1e6);
        }
        drop(p, 2 + (p->bytes[1] & 127));
    }
}

static void serve(peer *p, uint32_t events) {
    if (p->state == CONNECTING) {
        if (events & (EPOLLERR | EPOLLHUP)) lose(p);
        else shake(p);
        return;
    }
    ssize_t n = recv(p->fd, p->bytes + p->held, sizeof p->bytes - p->held, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        lose(p);
        return;
    }
    p->held += n;
    understand(p);
}

static void turn(int timeout_ms) {
    struct epoll_event events[256];
    int n = epoll_wait(poll_fd, events, 256, timeout_ms);
    for (int i = 0; i < n; i++) {
        peer *p = events[i].data.ptr;
        if (p->state != GONE) serve(p, events[i].events);
    }
}

static void echo(double per_second, double seconds) {
    double end = now() + seconds, next = now();
    int at = 0;
    while (now() < end) {
        for (; next < now(); next += 1 / per_second, at = (at + 1) % count)
            if (peers[at].state == OPEN) ask(&peers[at]);
        turn(1);
    }
}

static int compare(const void *a, const void *b) {
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    if (argc != 4 && argc != 6) {
        fprintf(stderr,
                "usage: bench-wsload PORT CONNECTIONS SERVER_PID [ECHOES_PER_SECOND SECONDS]\n");
        return 2;
    }
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int port = atoi(argv[1]), pid = atoi(argv[3]);
    count = atoi(argv[2]);
    peers = calloc(count, sizeof *peers);
    times = malloc(TIMES_MAX * sizeof *times);
    poll_fd = epoll_create1(EPOLL_CLOEXEC);
    long before = resident_kb(pid);
    double begun = now();
    while (started < count || shaking > 0) {
        while (started < count && shaking < IN_FLIGHT_MAX) begin(&peers[started++], port);
        turn(100);
    }
    double opened = now() - begun;
    /* What was only needed to open them has a moment to be given back. */
    for (double until = now() + 2; now() < until;) turn(50);
    long after = resident_kb(pid);
    printf("{\"open\": %d, \"failed\": %d, \"seconds\": %.2f, \"rss_kb\": %ld, \"kb_each\": %.2f",
           open_count, failed, opened, after, (double)(after - before) / count);
    if (argc == 6) {
        echo(atof(argv[4]), atof(argv[5]));
        qsort(times, time_count, sizeof *times, compare);
        if (time_count)
            printf(", \"echoes\": %zu, \"p50_us\": %.0f, \"p99_us\": %.0f, \"rss_kb_echoing\": %ld",
                   time_count, times[time_count / 2], times[time_count * 99 / 100],
                   resident_kb(pid));
    }
    printf("}\n");
    return 0;
}
