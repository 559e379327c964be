#pragma once

/*
 * What a request is called in its reply and in the log: a random UUID (RFC 9562, version 4).
 */

#define REQUEST_ID_SIZE 37 /* with the NUL */

void request_id_make(char out[REQUEST_ID_SIZE]);
