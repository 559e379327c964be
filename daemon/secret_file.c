#include "daemon/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t written = write(fd, bytes, size);

        if (written < 0)
            return false;
        bytes += written;
        size -= (size_t)written;
    }
    return fsync(fd) == 0;
}

bool secret_file_write(const char *path, const char *bytes, size_t size, struct error *error)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool is_written;

    if (fd < 0 && errno == EEXIST)
        return error_set(error, ERROR_CONFLICT, "%s is there already and stays as it is", path);
    if (fd < 0)
        return error_set(error, ERROR_SYSTEM, "%s cannot be made: %s", path,
                         strerrordesc_np(errno));
    is_written = write_all(fd, bytes, size);
    if (!is_written) {
        error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", path,
                  strerrordesc_np(errno));
        (void)unlink(path);
    }
    (void)close(fd);
    return is_written;
}
