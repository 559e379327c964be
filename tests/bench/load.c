/*
 * Hands in as fast as it can: clients with a connection each send requests from standard input,
 * the next one when the one before is answered, and all that counts is 201.
 *
 *     load PORT CLIENTS < REQUESTS     prints the seconds it took
 *
 * REQUESTS is, for each: its length in bytes, a line end, and the request as it goes over the
 * wire.
 */

#include <arpa/inet.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/memory.h"

#define REQUESTS_MAX 100000
#define CLIENTS_MAX  64
#define REPLY_MAX    65536

struct request {
    char *bytes;
    size_t size;
};

static struct request requests[REQUESTS_MAX];
static size_t request_count;
static atomic_size_t next_request;
static struct sockaddr_in server = {.sin_family = AF_INET};

static _Noreturn void die(const char *why)
{
    (void)fprintf(stderr, "load: %s\n", why);
    exit(EXIT_FAILURE);
}

static void read_requests(void)
{
    size_t size;

    while (request_count < REQUESTS_MAX && scanf("%zu", &size) == 1) {
        struct request *request = &requests[request_count++];

        request->size = size;
        request->bytes = memory_new(size, 1);
        if (getchar() != '\n' || fread(request->bytes, 1, size, stdin) != size)
            die("a request is cut short");
    }
}

static void send_all(int fd, const struct request *request)
{
    size_t sent = 0;

    while (sent < request->size) {
        ssize_t count = send(fd, request->bytes + sent, request->size - sent, MSG_NOSIGNAL);

        if (count <= 0)
            die("the connection was lost");
        sent += (size_t)count;
    }
}

/* The size of the whole reply, 0 if its head is not complete. */
static size_t reply_size(const char *reply)
{
    static const char length[] = "\r\nContent-Length:";
    const char *end = strstr(reply, "\r\n\r\n");
    const char *field = strcasestr(reply, length);

    if (end == NULL)
        return 0;
    if (field == NULL || field > end)
        die("a reply without a length");
    return (size_t)(end - reply) + 4 + strtoul(field + strlen(length), NULL, 10);
}

static void receive(int fd)
{
    char reply[REPLY_MAX];
    size_t size = 0;

    do {
        ssize_t count = recv(fd, reply + size, sizeof reply - 1 - size, 0);

        if (count <= 0)
            die("a reply is cut short or too long");
        size += (size_t)count;
        reply[size] = '\0';
    } while (reply_size(reply) == 0 || size < reply_size(reply));
    if (strncmp(reply, "HTTP/1.1 201 ", strlen("HTTP/1.1 201 ")) != 0)
        die(reply);
}

static void *work(void *unused)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    size_t i;

    if (fd < 0 || connect(fd, (const struct sockaddr *)&server, sizeof server) != 0)
        die("nobody listens");
    while ((i = atomic_fetch_add(&next_request, 1)) < request_count) {
        send_all(fd, &requests[i]);
        receive(fd);
    }
    (void)close(fd);
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t threads[CLIENTS_MAX];
    struct timespec start, end;
    size_t clients = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;

    if (clients == 0 || clients > CLIENTS_MAX)
        die("usage: load PORT CLIENTS < REQUESTS");
    server.sin_port = htons((unsigned short)strtoul(argv[1], NULL, 10));
    server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    read_requests();

    (void)clock_gettime(CLOCK_MONOTONIC, &start);
    for (size_t i = 0; i < clients; i++)
        if (pthread_create(&threads[i], NULL, work, NULL) != 0)
            die("no thread");
    for (size_t i = 0; i < clients; i++)
        (void)pthread_join(threads[i], NULL);
    (void)clock_gettime(CLOCK_MONOTONIC, &end);
    (void)printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) +
                               (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    for (size_t i = 0; i < request_count; i++)
        free(requests[i].bytes);
    return EXIT_SUCCESS;
}
