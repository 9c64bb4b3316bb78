// The few lines of C that libcurl's variadic interface needs. See Sources/Mail/SMTPServer.swift.
#ifndef CMAIL_H
#define CMAIL_H

#include <stddef.h>

/// Sends one message by SMTP and waits for the answer. Safe to call from several threads.
/// - url: smtp://host:port or smtps://host:port.
/// - user, password: NULL for a server that asks for none.
/// - must_encrypt: whether the connection is given up when the server offers no TLS.
/// - error: filled with curl's words on failure, always ended by a zero.
/// - reply: the server's last SMTP reply code, 0 when there was none.
/// Returns curl's code, 0 for success.
int kontor_send_mail(const char *url, const char *user, const char *password, int must_encrypt, const char *sender, const char *recipient,
                     const char *message, size_t length, char *error, size_t error_size, long *reply);

/// 1 when the code says that the server refused an address or the message itself.
int kontor_mail_refused(int code);

#endif
