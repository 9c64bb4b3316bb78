// The few lines of C that libcurl's variadic interface needs. See Sources/Fetch/WebClient.swift and Sources/Files/BucketLine.swift.
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

/// A line to a server that is kept open between requests; for one thread at a time. NULL when there is no memory.
void *kontor_line_open(void);

void kontor_line_close(void *line);

/// One request over a line, and what came of it.
struct kontor_exchange {
    /// `GET`, `HEAD`, `PUT` or `DELETE`.
    const char *method;
    const char *url;
    /// `Name: value`, ended by a NULL.
    const char *const *headers;
    /// 1 to go past a proxy that the environment names.
    int direct;
    /// A file of certificates to trust instead of the system's, or NULL.
    const char *authorities;
    /// An open file that is sent from its beginning, or -1.
    int source;
    long long source_size;
    /// An open file that takes the body of an answer with the status 200, or -1: it is kept in memory, as those of other answers are.
    int target;
    /// More bytes than these end the transfer; in memory 8 MiB at most.
    long long limit;
    /// For the whole of it; it also ends when less than 1 kB/s comes for 10 s.
    long seconds;
    long connect_seconds;

    /// The server's HTTP status, 0 when there was none.
    long status;
    /// What the answer says of its length, -1 when it does not.
    long long said_length;
    /// Seconds since 1970 from `Last-Modified`, -1 without it.
    long long modified;
    /// Seconds from `Retry-After`, 0 without it.
    long long retry_after;
    /// To be given back to `kontor_fetch_free`.
    unsigned char *bytes;
    size_t length;
    /// Bytes written to `target`.
    long long written;
    /// What ended the transfer on this side: 0 nothing, 1 `target` cannot be written, 2 there is no room for it, 3 `source` cannot be read, 4 the limit of bytes, 5 no memory.
    int fault;
    /// curl's words on failure.
    char error[256];
};

/// Waits for the end. Follows no redirection. Returns curl's code, 0 for success.
int kontor_line_exchange(void *line, struct kontor_exchange *exchange);

#endif
