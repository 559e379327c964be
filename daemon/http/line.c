#include "daemon/http/line.h"

static bool is_control(char byte)
{
    return ((unsigned char)byte < 0x20 && byte != '\t') || byte == 0x7f;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

enum line_event line_feed(struct line *line, const char *bytes, size_t size, size_t *used)
{
    for (*used = 0; *used < size; (*used)++) {
        const char byte = bytes[*used];

        if (line->is_after_cr) {
            if (byte != '\n')
                return LINE_BROKEN;
            (*used)++;
            return LINE_ENDED;
        }
        if (byte == '\r') {
            line->is_after_cr = true;
            continue;
        }
        if (is_control(byte) || (line->length == 0 && is_blank(byte)))
            return LINE_BROKEN;
        line->length++;
    }
    return LINE_OPEN;
}
