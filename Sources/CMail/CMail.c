#include "CMail.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

struct reading {
    const char *bytes;
    size_t left;
};

static size_t read_message(char *buffer, size_t size, size_t count, void *state) {
    struct reading *reading = state;
    size_t room = size * count;
    size_t taken = reading->left < room ? reading->left : room;
    memcpy(buffer, reading->bytes, taken);
    reading->bytes += taken;
    reading->left -= taken;
    return taken;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }

int kontor_send_mail(const char *url, const char *user, const char *password, int must_encrypt, const char *sender, const char *recipient,
                     const char *message, size_t length, char *error, size_t error_size, long *reply) {
    *reply = 0;
    if (error_size > 0) error[0] = 0;
    pthread_once(&once, start);
    CURL *curl = curl_easy_init();
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    if (!curl || !recipients) {
        curl_slist_free_all(recipients);
        curl_easy_cleanup(curl);
        return CURLE_OUT_OF_MEMORY;
    }
    char words[CURL_ERROR_SIZE] = "";
    struct reading reading = {message, length};
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
    if (user) curl_easy_setopt(curl, CURLOPT_USERNAME, user);
    if (password) curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender);
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_message);
    curl_easy_setopt(curl, CURLOPT_READDATA, &reading);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, reply);
    if (code != CURLE_OK && error_size > 0) {
        strncpy(error, words[0] ? words : curl_easy_strerror(code), error_size - 1);
        error[error_size - 1] = 0;
    }
    curl_slist_free_all(recipients);
    curl_easy_cleanup(curl);
    return (int)code;
}

int kontor_mail_refused(int code) { return code == CURLE_SEND_ERROR || code == CURLE_WEIRD_SERVER_REPLY; }
