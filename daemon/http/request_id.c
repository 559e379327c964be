#include "daemon/http/request_id.h"

#include <stddef.h>
#include <stdint.h>

#include "daemon/random.h"

void request_id_make(char out[REQUEST_ID_SIZE])
{
    uint8_t bytes[16];
    size_t length = 0;

    random_bytes(bytes, sizeof bytes);
    bytes[6] = (uint8_t)((bytes[6] & 0x0f) | 0x40);
    bytes[8] = (uint8_t)((bytes[8] & 0x3f) | 0x80);
    for (size_t i = 0; i < sizeof bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[length++] = '-';
        out[length++] = "0123456789abcdef"[bytes[i] >> 4];
        out[length++] = "0123456789abcdef"[bytes[i] & 0x0f];
    }
    out[length] = '\0';
}
