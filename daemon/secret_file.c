#include "daemon/secret_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

#include "common/memory.h"

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

/* A new file is there after a power cut once its directory is on the disk, too; some file
 * systems do that by themselves, and say EINVAL. */
static bool sync_directory(const char *path)
{
    CLEANUP(memory_freep) char *copy = memory_copy_text(path);
    const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_synced = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);

    if (fd >= 0)
        (void)close(fd);
    return is_synced;
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
    is_written = write_all(fd, bytes, size) && sync_directory(path);
    if (!is_written) {
        error_set(error, ERROR_SYSTEM, "%s cannot be written: %s", path,
                  strerrordesc_np(errno));
        (void)unlink(path);
    }
    (void)close(fd);
    return is_written;
}
