// The few lines of C that libcurl's variadic interface needs. See Sources/Fetch/WebClient.swift.
#ifndef CFETCH_H
#define CFETCH_H

#include <stddef.h>

/// Reads what an address answers, by http or https, and waits for the end. Safe to call from several threads.
/// - direct: 1 to go past a proxy that the environment names.
/// - seconds: for the whole of it.
/// - limit: more bytes than these end the transfer.
/// - bytes, length: the answer; to be given back to `kontor_fetch_free`, also after a failure.
/// - status: the server's HTTP status, 0 when there was none.
/// - error: filled with curl's words on failure, always ended by a zero.
/// Returns curl's code, 0 for success.
int kontor_fetch(const char *url, int direct, long seconds, size_t limit, unsigned char **bytes, size_t *length, long *status, char *error,
                 size_t error_size);

void kontor_fetch_free(unsigned char *bytes);

/// What ended the transfer: 1 the time, 2 the limit of bytes, 0 anything else.
int kontor_fetch_end(int code);

#endif
