#include "CFetch.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct state {
    CURL *curl;
    struct kontor_exchange *exchange;
    long long sent;
};

static size_t take_bytes(char *piece, size_t size, size_t count, void *pointer) {
    struct state *state = pointer;
    struct kontor_exchange *exchange = state->exchange;
    size_t more = size * count;
    if ((long long)more > exchange->limit - exchange->written - (long long)exchange->length) {
        exchange->fault = 4;
        return 0;
    }
    long status = 0;
    curl_easy_getinfo(state->curl, CURLINFO_RESPONSE_CODE, &status);
    if (exchange->target >= 0 && status == 200) {
        size_t done = 0;
        while (done < more) {
            ssize_t step = write(exchange->target, piece + done, more - done);
            if (step < 0 && errno == EINTR) continue;
            if (step <= 0) {
                exchange->fault = step < 0 && (errno == ENOSPC || errno == EDQUOT) ? 2 : 1;
                return 0;
            }
            done += (size_t)step;
        }
        exchange->written += (long long)more;
        return more;
    }
    if (exchange->length + more > (size_t)8 << 20) {
        exchange->fault = 4;
        return 0;
    }
    unsigned char *larger = realloc(exchange->bytes, exchange->length + more);
    if (!larger) {
        exchange->fault = 5;
        return 0;
    }
    exchange->bytes = larger;
    memcpy(exchange->bytes + exchange->length, piece, more);
    exchange->length += more;
    return more;
}

static size_t give_bytes(char *piece, size_t size, size_t count, void *pointer) {
    struct state *state = pointer;
    long long left = state->exchange->source_size - state->sent;
    size_t room = size * count;
    if ((long long)room > left) room = (size_t)left;
    if (room == 0) return 0;
    ssize_t step;
    do { step = pread(state->exchange->source, piece, room, (off_t)state->sent); } while (step < 0 && errno == EINTR);
    if (step <= 0) {
        state->exchange->fault = 3;
        return CURL_READFUNC_ABORT;
    }
    state->sent += step;
    return (size_t)step;
}

static int go_to(void *pointer, curl_off_t place, int origin) {
    struct state *state = pointer;
    if (origin != SEEK_SET) return CURL_SEEKFUNC_CANTSEEK;
    state->sent = place;
    return CURL_SEEKFUNC_OK;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

void *kontor_line_open(void) {
    pthread_once(&once, start);
    return curl_easy_init();
}

void kontor_line_close(void *line) { curl_easy_cleanup(line); }

int kontor_line_exchange(void *line, struct kontor_exchange *exchange) {
    CURL *curl = line;
    // Forgets the options of the request before, not its connection.
    curl_easy_reset(curl);
    struct state state = {curl, exchange, 0};
    exchange->status = 0;
    exchange->said_length = -1;
    exchange->modified = -1;
    exchange->retry_after = 0;
    exchange->bytes = NULL;
    exchange->length = 0;
    exchange->written = 0;
    exchange->fault = 0;
    exchange->error[0] = 0;
    char words[CURL_ERROR_SIZE] = "";
    struct curl_slist *headers = NULL;
    // No waiting for the server's leave to send, no type that nobody has named.
    headers = curl_slist_append(headers, "Expect:");
    for (const char *const *header = exchange->headers; header && *header; header++) headers = curl_slist_append(headers, *header);

    curl_easy_setopt(curl, CURLOPT_URL, exchange->url);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (exchange->direct) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (exchange->authorities) curl_easy_setopt(curl, CURLOPT_CAINFO, exchange->authorities);
    curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, exchange->connect_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, exchange->seconds);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1024L);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 10L);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Kontor");
    curl_easy_setopt(curl, CURLOPT_FILETIME, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &state);
    if (strcmp(exchange->method, "HEAD") == 0) {
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    } else if (exchange->source >= 0) {
        curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)exchange->source_size);
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_bytes);
        curl_easy_setopt(curl, CURLOPT_READDATA, &state);
        curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, go_to);
        curl_easy_setopt(curl, CURLOPT_SEEKDATA, &state);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange->method);
    } else {
        curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, exchange->method);
    }
    CURLcode code = curl_easy_perform(curl);
    if (exchange->fault) code = exchange->fault == 4 ? CURLE_FILESIZE_EXCEEDED : CURLE_WRITE_ERROR;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
    curl_off_t number = -1;
    if (curl_easy_getinfo(curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &number) == CURLE_OK) exchange->said_length = number;
    number = -1;
    if (curl_easy_getinfo(curl, CURLINFO_FILETIME_T, &number) == CURLE_OK) exchange->modified = number;
    number = 0;
    if (curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &number) == CURLE_OK) exchange->retry_after = number;
    if (code != CURLE_OK) {
        strncpy(exchange->error, words[0] ? words : curl_easy_strerror(code), sizeof exchange->error - 1);
        exchange->error[sizeof exchange->error - 1] = 0;
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(headers);
    return (int)code;
}
