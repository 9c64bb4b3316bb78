#define _GNU_SOURCE
#include "CPictures.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <vips/vips.h>
#include <vips/vector.h>

// The most bytes of a picture that comes out.
static const size_t out_limit = 16u << 20;
// What the process that decodes may take: address space in bytes, seconds of processor time.
static const rlim_t memory_limit = 1536u << 20, processor_limit = 20;

static int has_started;
static void be_silent(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer state) {}

static void start(void) {
    g_log_set_handler("VIPS", G_LOG_LEVEL_MASK, be_silent, NULL);
    if (VIPS_INIT("kontor")) return;
    // Only what pictures of products come in: no vectors, no documents, none of the many rare formats.
    vips_operation_block_set("VipsForeignLoad", TRUE);
    static const char *const formats[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadNsgif"};
    for (size_t place = 0; place < sizeof formats / sizeof *formats; place++) vips_operation_block_set(formats[place], FALSE);
    // Compiles nothing while it runs: where kontor.service runs it, no memory may be both written and run.
    vips_vector_set_enabled(FALSE);
    // One picture, one thread, and nothing kept for later.
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    has_started = 1;
}

// A WebP tells its length in its head.
static int is_cut_webp(const unsigned char *bytes, size_t length) {
    if (length < 12 || memcmp(bytes, "RIFF", 4) || memcmp(bytes + 8, "WEBP", 4)) return 0;
    uint64_t told = bytes[4] | (uint64_t)bytes[5] << 8 | (uint64_t)bytes[6] << 16 | (uint64_t)bytes[7] << 24;
    return told + 8 > length;
}

// Whether a picture that could not be read lacks its end, and not something else.
static int lacks_end(const unsigned char *bytes, size_t length) {
    size_t tail = length < 1024 ? length : 1024;
    const unsigned char *end = bytes + length - tail;
    if (length >= 3 && !memcmp(bytes, "\xFF\xD8\xFF", 3)) return !memmem(end, tail, "\xFF\xD9", 2);
    if (length >= 4 && !memcmp(bytes, "\x89PNG", 4)) return !memmem(end, tail, "IEND", 4);
    if (length >= 4 && !memcmp(bytes, "GIF8", 4)) return !memchr(end, 0x3B, tail);
    return is_cut_webp(bytes, length);
}

// Leaves the chunks of a WebP that hold pixels: the saver makes up an EXIF of its own even when told to strip (8.14).
// The result is never longer. Returns its length, 0 for what is no WebP.
static size_t keep_pixels(unsigned char *webp, size_t length) {
    static const char *const kept[] = {"VP8 ", "VP8L", "ALPH", "VP8X"};
    if (length < 12 || memcmp(webp, "RIFF", 4)) return 0;
    size_t from = 12, to = 12;
    while (length - from >= 8) {
        unsigned char *chunk = webp + from;
        size_t size = chunk[4] | (size_t)chunk[5] << 8 | (size_t)chunk[6] << 16 | (size_t)chunk[7] << 24;
        if (size > length - from - 8) return 0;
        size_t whole = 8 + size + (size & 1);
        if (whole > length - from) whole = length - from;
        int is_kept = 0;
        for (size_t place = 0; place < sizeof kept / sizeof *kept; place++) is_kept |= !memcmp(chunk, kept[place], 4);
        if (!memcmp(chunk, "VP8X", 4) && size > 0) {
            chunk[8] &= 0x10;
            is_kept = chunk[8] != 0;
        }
        if (is_kept) {
            memmove(webp + to, chunk, whole);
            to += whole;
        }
        from += whole;
    }
    for (int place = 0; place < 4; place++) webp[4 + place] = (unsigned char)((to - 8) >> (8 * place));
    return to;
}

// The same pixels and nothing else.
static VipsImage *without_metadata(VipsImage *image) {
    VipsImage *bare = NULL;
    if (vips_copy(image, &bare, NULL)) return NULL;
    gchar **fields = vips_image_get_fields(bare);
    for (gchar **field = fields; field && *field; field++) vips_image_remove(bare, *field);
    g_strfreev(fields);
    return bare;
}

static int make(const unsigned char *bytes, size_t length, int side, int must_be_whole, unsigned char **out, size_t *out_length) {
    VipsImage *image = NULL, *bare = NULL;
    void *buffer = NULL;
    size_t size = 0;
    // The thumbnail's own `fail_on` does not reach the loader (8.14).
    int failed = vips_thumbnail_buffer((void *)bytes, length, &image, side, "height", side, "size", VIPS_SIZE_DOWN, "export_profile", "srgb",
                                       "option_string", must_be_whole ? "fail_on=truncated" : "", NULL) ||
                 !(bare = without_metadata(image)) || vips_webpsave_buffer(bare, &buffer, &size, "Q", 80, "strip", TRUE, NULL);
    if (bare) g_object_unref(bare);
    if (image) g_object_unref(image);
    vips_error_clear();
    vips_thread_shutdown();
    if (failed) {
        g_free(buffer);
        return -1;
    }
    *out = buffer;
    *out_length = keep_pixels(buffer, size);
    return *out_length == 0;
}

int kontor_picture_make(const unsigned char *bytes, size_t length, int side, unsigned char **out, size_t *out_length) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    *out = NULL;
    *out_length = 0;
    pthread_once(&once, start);
    if (!has_started || side < 1) return KONTOR_PICTURE_FAILED;
    VipsImage *head = vips_image_new_from_buffer(bytes, length, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
    if (!head) {
        vips_error_clear();
        return lacks_end(bytes, length) ? KONTOR_PICTURE_CUT : KONTOR_PICTURE_UNREADABLE;
    }
    int is_too_large = (uint64_t)vips_image_get_width(head) * (uint64_t)vips_image_get_height(head) > KONTOR_PICTURE_PIXELS;
    g_object_unref(head);
    if (is_too_large) return KONTOR_PICTURE_TOO_LARGE;
    if (is_cut_webp(bytes, length)) return KONTOR_PICTURE_CUT;
    if (!make(bytes, length, side, 1, out, out_length)) return 0;
    // Without its end it can be read; then that is what it lacks.
    int is_broken = make(bytes, length, side, 0, out, out_length);
    kontor_picture_free(*out);
    *out = NULL;
    *out_length = 0;
    return is_broken && !lacks_end(bytes, length) ? KONTOR_PICTURE_UNREADABLE : KONTOR_PICTURE_CUT;
}

void kontor_picture_free(unsigned char *bytes) { g_free(bytes); }

static int write_all(int file, const unsigned char *bytes, size_t length) {
    while (length > 0) {
        ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return -1;
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}

static int limit(int resource, rlim_t most) {
    struct rlimit limits;
    if (getrlimit(resource, &limits)) return -1;
    if (limits.rlim_max == RLIM_INFINITY || limits.rlim_max > most) limits.rlim_max = most;
    limits.rlim_cur = limits.rlim_max;
    return setrlimit(resource, &limits);
}

int kontor_picture_serve(int side) {
    // Requests go first, where that may be said.
    if (nice(10) < 0) errno = 0;
    if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_AS, memory_limit) || limit(RLIMIT_CPU, processor_limit)) return KONTOR_PICTURE_FAILED;
    off_t length = lseek(0, 0, SEEK_END);
    if (length <= 0) return KONTOR_PICTURE_UNREADABLE;
    void *bytes = mmap(NULL, (size_t)length, PROT_READ, MAP_PRIVATE, 0, 0);
    if (bytes == MAP_FAILED) return KONTOR_PICTURE_FAILED;
    unsigned char *out;
    size_t out_length;
    int outcome = kontor_picture_make(bytes, (size_t)length, side, &out, &out_length);
    if (outcome == 0 && write_all(1, out, out_length)) outcome = KONTOR_PICTURE_FAILED;
    return outcome;
}

static int64_t milliseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

// Everything that comes until the other end is closed; -1 when that takes too long or is too much.
static int read_all(int file, int64_t until, unsigned char **out, size_t *out_length) {
    size_t room = 0, length = 0;
    unsigned char *bytes = NULL;
    for (;;) {
        if (length == room) {
            room = room ? room * 2 : 1u << 16;
            unsigned char *larger = room > out_limit ? NULL : g_try_realloc(bytes, room);
            if (!larger) break;
            bytes = larger;
        }
        int64_t left = until - milliseconds_now();
        struct pollfd waiting = {file, POLLIN, 0};
        int ready = left > 0 ? poll(&waiting, 1, (int)left) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) break;
        ssize_t count = read(file, bytes + length, room - length);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) break;
        if (count == 0) {
            *out = bytes;
            *out_length = length;
            return 0;
        }
        length += (size_t)count;
    }
    g_free(bytes);
    return -1;
}

static int spawn(const char *program, const char *argument, int side, int in, int out, pid_t *child) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    if (posix_spawn_file_actions_init(&files)) return -1;
    if (posix_spawnattr_init(&attributes)) {
        posix_spawn_file_actions_destroy(&files);
        return -1;
    }
    char side_text[16], library_path[4096] = "LD_LIBRARY_PATH=";
    snprintf(side_text, sizeof side_text, "%d", side);
    const char *told = getenv("LD_LIBRARY_PATH");
    snprintf(library_path + strlen(library_path), sizeof library_path - strlen(library_path), "%s", told ? told : "");
    char *arguments[] = {(char *)program, (char *)argument, side_text, NULL};
    // One arena, for the address space is limited; a home without modules, for none of their formats is read.
    char *environment[] = {"LC_ALL=C", "MALLOC_ARENA_MAX=1", "VIPSHOME=/nonexistent", told ? library_path : NULL, NULL};
    sigset_t none;
    sigemptyset(&none);
    int failed = posix_spawnattr_setsigmask(&attributes, &none) || posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK) ||
                 posix_spawn_file_actions_adddup2(&files, in, 0) || posix_spawn_file_actions_adddup2(&files, out, 1) ||
                 posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0) || posix_spawn_file_actions_addclosefrom_np(&files, 3) ||
                 posix_spawn(child, program, &files, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return failed ? -1 : 0;
}

int kontor_picture_ask(const char *program, const char *argument, const unsigned char *bytes, size_t length, int side, int milliseconds,
                       unsigned char **out, size_t *out_length) {
    *out = NULL;
    *out_length = 0;
    int64_t until = milliseconds_now() + milliseconds;
    int in = memfd_create("picture", MFD_CLOEXEC), ends[2] = {-1, -1};
    if (in < 0) return KONTOR_PICTURE_FAILED;
    pid_t child;
    if (write_all(in, bytes, length) || pipe2(ends, O_CLOEXEC) || spawn(program, argument, side, in, ends[1], &child)) {
        close(in);
        if (ends[0] >= 0) close(ends[0]);
        if (ends[1] >= 0) close(ends[1]);
        return KONTOR_PICTURE_FAILED;
    }
    close(in);
    close(ends[1]);
    int failed = read_all(ends[0], until, out, out_length);
    close(ends[0]);
    if (failed) kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    int outcome = failed || !WIFEXITED(status) ? KONTOR_PICTURE_FAILED : WEXITSTATUS(status);
    if (outcome == 0 && *out_length > 0) return 0;
    g_free(*out);
    *out = NULL;
    *out_length = 0;
    return outcome >= KONTOR_PICTURE_UNREADABLE && outcome <= KONTOR_PICTURE_FAILED ? outcome : KONTOR_PICTURE_FAILED;
}
