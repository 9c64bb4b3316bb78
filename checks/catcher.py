"""A mail server that keeps what it gets, speaking the real protocol."""

import email
import email.policy
import threading
import time

from aiosmtpd.controller import Controller


class Catcher:
    """Mails in the order they came; `refuse` names addresses that have no mailbox here."""

    def __init__(self, port):
        self.mails, self.refuse, self.lock = [], set(), threading.Lock()
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.url = f"smtp://127.0.0.1:{port}"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuse:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.mails.append((envelope, message))
        return "250 taken"

    def start(self):
        self.controller.start()
        return self

    def stop(self):
        self.controller.stop()

    def to(self, address):
        with self.lock:
            return [message for envelope, message in self.mails if address in envelope.rcpt_tos]

    def wait(self, address, count=1, seconds=20):
        """The newest of at least `count` mails to the address."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = self.to(address)
            if len(found) >= count:
                return found[-1]
            time.sleep(0.05)
        raise AssertionError(f"{len(self.to(address))} of {count} mails came to {address} within {seconds} s")
