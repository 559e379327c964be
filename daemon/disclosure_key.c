#include "daemon/disclosure_key.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/digest.h"
#include "common/figures/disclosure.h"
#include "daemon/random.h"
#include "daemon/secret_file.h"

/* Hexadecimal of the longest key, with white space around. */
#define FILE_BYTES_MAX (2 * DISCLOSURE_KEY_BYTES_MAX + 16)

static void closep(const int *fd)
{
    if (*fd >= 0)
        (void)close(*fd);
}

/* How many bytes of the file there are, at most size; -1 with errno. */
static ssize_t read_bytes(int fd, char *out, size_t size)
{
    size_t filled = 0;

    while (filled < size) {
        const ssize_t count = read(fd, out + filled, size - filled);

        if (count < 0)
            return -1;
        if (count == 0)
            break;
        filled += (size_t)count;
    }
    return (ssize_t)filled;
}

/* Whether the file is a line of hexadecimal; then the key is what it says. text ends in NUL. */
static bool read_hex(char *text, size_t size, struct disclosure_key *out)
{
    const size_t start = strspn(text, " \t\r\n");
    size_t end = size;

    while (end > start && isspace((unsigned char)text[end - 1]) != 0)
        end--;
    if (strspn(text + start, "0123456789abcdefABCDEF") != end - start || end == start)
        return false;
    text[end] = '\0';
    return OPENSSL_hexstr2buf_ex(out->bytes, sizeof out->bytes, &out->size, text + start,
                                 '\0') == 1;
}

static bool read_key(char *text, size_t size, struct disclosure_key *out)
{
    if (!read_hex(text, size, out)) {
        if (size > sizeof out->bytes)
            return false;
        memcpy(out->bytes, text, size);
        out->size = size;
    }
    return out->size >= DISCLOSURE_KEY_SIZE;
}

bool disclosure_key_read(const char *path, struct disclosure_key *out, struct error *error)
{
    char text[FILE_BYTES_MAX + 1] = {0};
    CLEANUP(closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size;
    bool is_read;

    if (fd < 0 && errno == ENOENT)
        return error_set(error, ERROR_MISSING,
                         "there is no disclosure key; weltoffenctl key create %s makes one",
                         path);
    size = fd < 0 ? -1 : read_bytes(fd, text, FILE_BYTES_MAX);
    if (size < 0)
        return error_set(error, ERROR_SYSTEM, "the disclosure key %s cannot be read: %s", path,
                         strerrordesc_np(errno));
    is_read = read_key(text, (size_t)size, out);
    OPENSSL_cleanse(text, sizeof text);
    if (is_read)
        return true;
    disclosure_key_done(out);
    return error_set(error, ERROR_INVALID, "the disclosure key %s has to be %d to %d bytes",
                     path, DISCLOSURE_KEY_SIZE, DISCLOSURE_KEY_BYTES_MAX);
}

bool disclosure_key_create(const char *path, struct error *error)
{
    struct digest random;
    char text[DIGEST_HEX_SIZE];

    random_bytes(random.bytes, sizeof random.bytes);
    digest_print(&random, text);
    text[DIGEST_HEX_SIZE - 1] = '\n';
    return secret_file_write(path, text, sizeof text, error);
}

void disclosure_key_done(struct disclosure_key *self)
{
    OPENSSL_cleanse(self, sizeof *self);
}
