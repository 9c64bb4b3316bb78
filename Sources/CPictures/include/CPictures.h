// The few lines of C that libvips' variadic interface needs, and the process in which it decodes. See Sources/Pictures/PictureMill.swift.
#ifndef CPICTURES_H
#define CPICTURES_H

#include <stddef.h>

/// The most pixels of a picture that is decoded; told by its head.
#define KONTOR_PICTURE_PIXELS 50000000

/// Why no picture came out; 0 for success. Also the exit status of the process that decodes.
enum {
    KONTOR_PICTURE_UNREADABLE = 11,
    KONTOR_PICTURE_TOO_LARGE = 12,
    KONTOR_PICTURE_CUT = 13,
    /// No memory, no time, no process: another attempt may succeed.
    KONTOR_PICTURE_FAILED = 14,
};

/// Makes a WebP of a JPEG, PNG, WebP or GIF: upright, in sRGB, without any metadata, within a square of `side` pixels and never larger than it was.
/// Of several frames the first. The whole file is read, so what comes out proves that it is whole.
/// - out, out_length: the WebP; to be given back to `kontor_picture_free`, also after a failure.
int kontor_picture_make(const unsigned char *bytes, size_t length, int side, unsigned char **out, size_t *out_length);

void kontor_picture_free(unsigned char *bytes);

/// The same by a process of its own, `program argument side`, that ends with `kontor_picture_serve`. It inherits no file and no secret.
/// - milliseconds: after which it is ended.
int kontor_picture_ask(const char *program, const char *argument, const unsigned char *bytes, size_t length, int side, int milliseconds,
                       unsigned char **out, size_t *out_length);

/// What that process does: reads the picture from standard input, puts limits on itself, writes the WebP to standard output.
/// Returns its exit status.
int kontor_picture_serve(int side);

#endif
