#include "CFetch.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct writing {
    unsigned char *bytes;
    size_t length, room, limit;
    int is_full;
};

static size_t take(char *piece, size_t size, size_t count, void *state) {
    struct writing *writing = state;
    size_t more = size * count;
    if (more > writing->limit - writing->length) {
        writing->is_full = 1;
        return 0;
    }
    if (writing->length + more > writing->room) {
        size_t room = (writing->length + more) * 2;
        unsigned char *larger = realloc(writing->bytes, room);
        if (!larger) return 0;
        writing->bytes = larger;
        writing->room = room;
    }
    memcpy(writing->bytes + writing->length, piece, more);
    writing->length += more;
    return more;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

int kontor_fetch(const char *url, int direct, long seconds, size_t limit, unsigned char **bytes, size_t *length, long *status, char *error,
                 size_t error_size) {
    *bytes = NULL;
    *length = 0;
    *status = 0;
    if (error_size > 0) error[0] = 0;
    pthread_once(&once, start);
    CURL *curl = curl_easy_init();
    if (!curl) return CURLE_OUT_OF_MEMORY;
    char words[CURL_ERROR_SIZE] = "";
    struct writing writing = {NULL, 0, 0, limit, 0};
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, 3L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    if (direct) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, seconds < 15L ? seconds : 15L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "Kontor");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &writing);
    CURLcode code = curl_easy_perform(curl);
    if (writing.is_full) code = CURLE_FILESIZE_EXCEEDED;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
    if (code != CURLE_OK && error_size > 0) {
        strncpy(error, words[0] ? words : curl_easy_strerror(code), error_size - 1);
        error[error_size - 1] = 0;
    }
    curl_easy_cleanup(curl);
    *bytes = writing.bytes;
    *length = writing.length;
    return (int)code;
}

void kontor_fetch_free(unsigned char *bytes) { free(bytes); }

int kontor_fetch_end(int code) { return code == CURLE_OPERATION_TIMEDOUT ? 1 : code == CURLE_FILESIZE_EXCEEDED ? 2 : 0; }
