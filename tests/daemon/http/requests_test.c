/*
 * Raw bytes against the whole server. Each request is sent at once and byte by byte, and the
 * client then ends its side, so that nothing has to wait for a deadline.
 */

#include "common/compiler.h"
#include "tests/daemon/http/world.h"

struct request {
    const char *name;
    const char *bytes;
    size_t size;
    const char *statuses;
    size_t heads; /* requests the service saw */
};

#define CASE(name, bytes, statuses, heads)              \
    {                                                   \
        name, bytes, sizeof(bytes) - 1, statuses, heads \
    }

#define HOST    "Host: a\r\n"
#define GET     "GET / HTTP/1.1\r\n" HOST
#define PUT     "PUT /p HTTP/1.1\r\n" HOST
#define POST    "POST /p HTTP/1.1\r\n" HOST
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define END     "\r\n"
#define HIDDEN  "GET /hidden HTTP/1.1\r\n" HOST END
_Static_assert(sizeof HIDDEN - 1 == 33, "requests that hide it in a body say so");

static void play(const struct request *request, size_t step, const char *manner)
{
    CLEANUP(world_freep) struct world *world = world_new();
    CLEANUP(memory_freep) char *label = memory_format("%s (%s)", request->name, manner);
    struct client client;

    world_start(world);
    client = client_connect(world);
    world_wait(world, http_server_connections(world->server) == 1);
    for (size_t at = 0; at < request->size; at += step) {
        const size_t left = request->size - at;

        client_send(world, &client, request->bytes + at, left < step ? left : step);
        world_turn(world);
    }
    shutdown(client.fd, SHUT_WR);
    world_wait(world, client_is_over(&client));
    expect_text(label, client_statuses(&client), request->statuses);
    expect_number(label, world->heads, request->heads);
    expect_number(label, world->hidden, 0);
    expect_number(label, world->replied, world->heads);
    cr_expect(!client.is_reset, "%s: the connection was reset", label);
    world_wait(world, http_server_connections(world->server) == 0);
    client_close(&client);
}

static void play_all(const struct request *requests, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        play(&requests[i], requests[i].size, "at once");
        play(&requests[i], 1, "byte by byte");
    }
}

Test(requests, are_answered_when_they_keep_to_the_rules)
{
    static const struct request requests[] = {
        CASE("GET", GET END, "200", 1),
        CASE("two in a row", GET END GET END, "200 200", 2),
        CASE("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", "200", 1),
        CASE("HTTP/1.0 goes on when asked to",
             "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
             "200 200", 2),
        CASE("HTTP/1.0 ends otherwise", "GET / HTTP/1.0\r\n\r\n" HIDDEN, "200", 1),
        CASE("close is kept to", GET "Connection: close\r\n\r\n" HIDDEN, "200", 1),
        CASE("HEAD", "HEAD / HTTP/1.1\r\n" HOST END GET END, "200 200", 2),
        CASE("PUT", PUT "Content-Length: 5\r\n\r\nhello" GET END, "200 200", 2),
        CASE("PUT of nothing", PUT "Content-Length: 0\r\n\r\n" GET END, "200 200", 2),
        CASE("the longest body", PUT "Content-Length: 1\r\n\r\n\0", "200", 1),
        CASE("DELETE", "DELETE / HTTP/1.1\r\n" HOST END GET END, "200 200", 2),
        CASE("DELETE with a body",
             "DELETE / HTTP/1.1\r\n" HOST "Content-Length: 36\r\n\r\n" HIDDEN "123" GET END,
             "200 200", 2),
        CASE("GET with no bytes of body", GET "Content-Length: 0\r\n\r\n", "200", 1),
        CASE("a body that looks like a request",
             PUT "Content-Length: 33\r\n\r\n" HIDDEN GET END, "200 200", 2),
        CASE("chunks", CHUNKED "5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n" GET END, "200 200",
             2),
        CASE("chunks with extensions", CHUNKED "5;a=b\r\nhello\r\n0;x=\"y\"\r\n\r\n", "200", 1),
        CASE("no chunk", CHUNKED "0\r\n\r\n" GET END, "200 200", 2),
        CASE("a coding in capitals", POST "transfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n", "200",
             1),
        CASE("trailers", CHUNKED "0\r\nContent-Length: 33\r\nHost: b\r\n\r\n" GET END,
             "200 200", 2),
        CASE("empty lines in front", "\r\n\r\n" GET END "\r\n" GET END, "200 200", 2),
        CASE("blanks around a value",
             PUT "Content-Length: \t 5  \r\nX:\t 1 \t\r\n\r\nhello" GET END, "200 200", 2),
        CASE("a field without a value", GET "X:\r\nY: \r\n\r\n" GET END, "200 200", 2),
        CASE("eight bits in a value", GET "X: \303\244\377\r\n\r\n", "200", 1),
        CASE("a host with a port", "GET / HTTP/1.1\r\nHost: a.example:80\r\n\r\n", "200", 1),
        CASE("a host of numbers", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", "200", 1),
        CASE("escapes", "GET /a%20%C3%a4?b=%2f+%2E HTTP/1.1\r\n" HOST END, "200", 1),
        CASE("another protocol is not spoken",
             GET "Connection: upgrade\r\nUpgrade: websocket\r\n\r\n" GET END, "200 200", 2),
        CASE(
            "nor HTTP/2",
            GET
            "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
            "200", 1),
        CASE("an early answer ends the connection",
             "PUT /early HTTP/1.1\r\n" HOST "Content-Length: 33\r\n\r\n" HIDDEN, "404", 1),
        CASE("an early answer without a body does not",
             "GET /early HTTP/1.1\r\n" HOST END GET END, "404 200", 2),
        CASE("Expect means nothing in HTTP/1.0",
             "PUT / HTTP/1.0\r\nExpect: x\r\nContent-Length: 1\r\n\r\n1", "200", 1),
        CASE("cut off in the head", GET, "", 0),
        CASE("cut off in the body", PUT "Content-Length: 5\r\n\r\nhell", "", 1),
        CASE("cut off in a chunk", CHUNKED "5\r\nhell", "", 1),
        CASE("cut off before the last chunk", CHUNKED "5\r\nhello\r\n", "", 1),
        CASE("cut off behind one that is whole", GET END "GET /hid", "200", 1),
    };

    play_all(requests, COUNT_OF(requests));
}

Test(requests, are_refused_when_their_borders_are_in_doubt)
{
    static const struct request requests[] = {
        CASE("both lengths",
             POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("both lengths, turned round",
             POST "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("two lengths", PUT "Content-Length: 5\r\nContent-Length: 46\r\n\r\nhello" HIDDEN,
             "400", 0),
        CASE("the same length twice",
             PUT "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("a list of lengths", PUT "Content-Length: 5, 5\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("a length with a sign", PUT "Content-Length: +5\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("a negative length", PUT "Content-Length: -5\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("a length in hexadecimal", PUT "Content-Length: 0x5\r\n\r\nhello" HIDDEN, "400",
             0),
        CASE("a length in two pieces", PUT "Content-Length: 5 0\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("an empty length", PUT "Content-Length: \r\n\r\n" HIDDEN, "400", 0),
        CASE("a length beyond 64 bits",
             PUT "Content-Length: 18446744073709551621\r\n\r\nhello" HIDDEN, "400", 0),
        CASE("a length beyond reason", PUT "Content-Length: 9223372036854775807\r\n\r\n" HIDDEN,
             "413", 0),
        CASE("a blank in front of the colon", PUT "Content-Length : 5\r\n\r\nhello" HIDDEN,
             "400", 0),
        CASE("the same for the coding",
             POST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" HIDDEN, "400", 0),
        CASE("chunks in HTTP/1.0",
             "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, "400", 0),
        CASE("two codings",
             POST
             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN,
             "400", 0),
        CASE(
            "two different codings",
            POST
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" HIDDEN,
            "400", 0),
        CASE("an unknown coding", POST "Transfer-Encoding: gzip\r\n\r\n0\r\n\r\n" HIDDEN, "501",
             0),
        CASE("a list of codings",
             POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" HIDDEN, "501", 0),
        CASE("chunked twice",
             POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" HIDDEN, "400", 0),
        CASE("nearly chunked", POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" HIDDEN,
             "501", 0),
        CASE("an empty coding", POST "Transfer-Encoding:\r\n\r\n0\r\n\r\n" HIDDEN, "501", 0),
        CASE("a coding behind a control character",
             POST "Transfer-Encoding: \vchunked\r\n\r\n0\r\n\r\n" HIDDEN, "400", 0),
        CASE("a folded field", GET "X: 1\r\n 2\r\n\r\n" HIDDEN, "400", 0),
        CASE("a folded coding", POST "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("a blank in front of the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("a bare LF behind the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("a bare LF behind a field", GET "X: 1\nY: 2\r\n\r\n" HIDDEN, "400", 0),
        CASE("a bare LF behind the head", GET "\n" HIDDEN, "400", 0),
        CASE("a bare LF in front", "\n" GET END, "400", 0),
        CASE("a bare CR in a value", GET "X: 1\rY: 2\r\n\r\n" HIDDEN, "400", 0),
        CASE("a bare CR behind the head", GET "\r" HIDDEN, "400", 0),
        CASE("a bare CR behind a line", GET "X: 1\rContent-Length: 5\r\n\r\n", "400", 0),
        CASE("a NUL in a value", GET "X: 1\0002\r\n\r\n" HIDDEN, "400", 0),
        CASE("a NUL in a name", GET "X\000: 1\r\n\r\n" HIDDEN, "400", 0),
        CASE("a name of nothing", GET ": 1\r\n\r\n" HIDDEN, "400", 0),
        CASE("a name of two words", GET "X Y: 1\r\n\r\n" HIDDEN, "400", 0),
        CASE("a field without a colon", GET "X\r\n\r\n" HIDDEN, "400", 0),
        CASE("GET with a body", GET "Content-Length: 33\r\n\r\n" HIDDEN, "400", 0),
        CASE("GET with chunks", GET "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" HIDDEN, "400",
             0),
        CASE("HEAD with a body", "HEAD / HTTP/1.1\r\n" HOST "Content-Length: 33\r\n\r\n" HIDDEN,
             "400", 0),
        CASE("PUT without a length", PUT END HIDDEN, "411", 0),
        CASE("POST without a length", POST END HIDDEN, "411", 0),
        CASE("a chunk with a sign", CHUNKED "+5\r\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a chunk in C's notation", CHUNKED "0x5\r\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a chunk with a blank in front", CHUNKED " 5\r\nhello\r\n0\r\n\r\n" HIDDEN, "400",
             1),
        CASE("a negative chunk", CHUNKED "-1\r\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a chunk of no size", CHUNKED "\r\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a chunk beyond 64 bits", CHUNKED "10000000000000005\r\nhello\r\n0\r\n\r\n" HIDDEN,
             "400", 1),
        CASE("a chunk line with a bare LF", CHUNKED "5\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("an extension with a bare LF", CHUNKED "5;x\nhello\r\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a chunk that is shorter than it says", CHUNKED "6\r\nhello\r\n0\r\n\r\n" HIDDEN,
             "400", 1),
        CASE("a chunk that is longer than it says", CHUNKED "4\r\nhello\r\n0\r\n\r\n" HIDDEN,
             "400", 1),
        CASE("two other bytes behind a chunk", CHUNKED "5\r\nhelloXX0\r\n\r\n" HIDDEN, "400",
             1),
        CASE("a bare LF behind a chunk", CHUNKED "5\r\nhello\n0\r\n\r\n" HIDDEN, "400", 1),
        CASE("a folded trailer", CHUNKED "0\r\nX: 1\r\n 2\r\n\r\n" HIDDEN, "400", 1),
        CASE("a bare LF behind the trailers", CHUNKED "0\r\n\n" HIDDEN, "400", 1),
    };

    play_all(requests, COUNT_OF(requests));
}

Test(requests, are_refused_with_the_status_that_fits)
{
    static const struct request requests[] = {
        CASE("no host", "GET / HTTP/1.1\r\n\r\n" HIDDEN, "400", 0),
        CASE("two hosts", GET "Host: b\r\n\r\n" HIDDEN, "400", 0),
        CASE("an empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n" HIDDEN, "400", 0),
        CASE("a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" HIDDEN, "400", 0),
        CASE("a host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n" HIDDEN, "400", 0),
        CASE("a list of hosts", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n" HIDDEN, "400", 0),
        CASE("HTTP/1.2", "GET / HTTP/1.2\r\n" HOST END HIDDEN, "505", 0),
        CASE("HTTP/2.0", "GET / HTTP/2.0\r\n" HOST END HIDDEN, "505", 0),
        CASE("HTTP/9.9", "GET / HTTP/9.9\r\n" HOST END HIDDEN, "505", 0),
        CASE("HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "405", 0),
        CASE("no version", "GET /\r\n" HOST END HIDDEN, "505", 0),
        CASE("another protocol", "GET / HTCPCP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("a protocol in small letters", "GET / http/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("a version with two digits", "GET / HTTP/1.10\r\n" HOST END HIDDEN, "505", 0),
        CASE("something behind the version", "GET / HTTP/1.1 x\r\n" HOST END HIDDEN, "505", 0),
        CASE("PATCH", "PATCH / HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("OPTIONS", "OPTIONS * HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("TRACE", "TRACE / HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("CONNECT", "CONNECT a:80 HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("an unknown method", "FOO / HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("a method in small letters", "get / HTTP/1.1\r\n" HOST END HIDDEN, "405", 0),
        CASE("TLS", "\026\003\001\002\000\001\000\001\374\003\003", "400", 0),
        CASE("a whole URL", "GET http://a/ HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("an authority", "GET a:80 HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("an asterisk", "GET * HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("a fragment", "GET /#a HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("an escaped NUL", "GET /%00 HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("an escaped slash", "GET /a%2fb HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("a way up", "GET /a/../hidden HTTP/1.1\r\n" HOST END HIDDEN, "400", 0),
        CASE("eight bits in the target", "GET /\303\244 HTTP/1.1\r\n" HOST END HIDDEN, "400",
             0),
        CASE("another expectation", PUT "Expect: miracles\r\nContent-Length: 33\r\n\r\n" HIDDEN,
             "417", 0),
        CASE("a body beyond the limit", PUT "Content-Length: 1001\r\n\r\n" HIDDEN, "413", 1),
        CASE("chunks beyond the limit", CHUNKED "3e9\r\n" HIDDEN, "413", 1),
        CASE("a second chunk beyond the limit", CHUNKED "1\r\nx\r\n3e8\r\n" HIDDEN, "413", 1),
        CASE("a second request that is wrong", GET END "GET / HTTP/1.1\r\n\r\n" HIDDEN,
             "200 400", 1),
    };

    play_all(requests, COUNT_OF(requests));
}

/* A request made of `count` times the same piece between a beginning and an end. */
static void play_long(const char *name, const char *before, const char *piece, size_t count,
                      const char *after, const char *statuses, size_t heads)
{
    const size_t length = strlen(piece);
    CLEANUP(memory_freep) char *middle = memory_new(count * length + 1, 1);
    CLEANUP(memory_freep) char *bytes = NULL;
    struct request request = {.name = name, .statuses = statuses, .heads = heads};

    for (size_t i = 0; i < count; i++)
        memcpy(middle + i * length, piece, length);
    bytes = memory_format("%s%s%s", before, middle, after);
    request.bytes = bytes;
    request.size = strlen(bytes);
    play_all(&request, 1);
}

Test(requests, are_refused_when_they_are_too_long, .timeout = 60)
{
    play_long("the longest target", "GET /", "x", EXCHANGE_TARGET_MAX - 1,
              " HTTP/1.1\r\nHost: a\r\n\r\n", "200", 1);
    play_long("a longer target", "GET /", "x", EXCHANGE_TARGET_MAX,
              " HTTP/1.1\r\nHost: a\r\n\r\n", "414", 0);
    play_long("the most fields", GET, "X: y\r\n", EXCHANGE_HEADERS_MAX - 1, END, "200", 1);
    play_long("one field more", GET, "X: y\r\n", EXCHANGE_HEADERS_MAX, END, "431", 0);
    play_long("the longest head", GET "X: ", "y", HTTP_HEAD_MAX - strlen(GET) - 7, "\r\n\r\n",
              "200", 1);
    play_long("a longer head", GET "X: ", "y", HTTP_HEAD_MAX - strlen(GET) - 6, "\r\n\r\n",
              "431", 0);
    play_long("a head without end", GET "X: ", "y", 30000, "", "431", 0);
    play_long("empty lines without end", "", "\r\n", 15000, "", "431", 0);
    play_long("chunk lines beyond the head's limit", CHUNKED,
              "1;xxxxxxxxxxxxxxxxxxxxxx\r\ny\r\n", 900, "0\r\n\r\n", "431", 1);
    play_long("an extension without end", CHUNKED "1;", "x", 30000, "", "431", 1);
    play_long("trailers beyond the head's limit", CHUNKED "0\r\n", "X: y\r\n", 4000, END, "431",
              1);
    play_long("a parameter too many", "GET /?a", "&a", EXCHANGE_QUERY_MAX,
              " HTTP/1.1\r\nHost: a\r\n\r\n", "400", 0);
}
