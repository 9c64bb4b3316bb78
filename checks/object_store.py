"""S3-compatible storage on this machine: moto, which checks every signature, behind a door that can be shut, held or made to answer 503."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time

import boto3
import requests

from portal import free_port

ALL = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
BUSY = b"HTTP/1.1 503 Slow Down\r\nContent-Type: application/xml\r\nContent-Length: 40\r\nConnection: close\r\n\r\n<Error><Code>SlowDown</Code></Error>    "


class ObjectStore:
    """A bucket `files` and a key for it; `url` is that of the door."""

    def __init__(self):
        self.inner, self.door = free_port(), Door(free_port())
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.inner)],
            env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "1000000"}, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log,
        )
        base = f"http://127.0.0.1:{self.inner}"
        deadline = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, "moto has ended"
            try:
                requests.get(base + "/moto-api/", timeout=2)
                break
            except requests.RequestException:
                assert time.monotonic() < deadline, "moto does not answer"
                time.sleep(0.1)
        someone = {"endpoint_url": base, "region_name": "eu-central-1", "aws_access_key_id": "setup", "aws_secret_access_key": "setup"}
        people = boto3.client("iam", **someone)
        people.create_user(UserName="kontor")
        people.put_user_policy(UserName="kontor", PolicyName="all", PolicyDocument=ALL)
        key = people.create_access_key(UserName="kontor")["AccessKey"]
        self.id, self.secret = key["AccessKeyId"], key["SecretAccessKey"]
        boto3.client("s3", **someone).create_bucket(Bucket="files", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        # From here on a request without a good signature is refused.
        assert requests.post(base + "/moto-api/reset-auth", data=b"0", timeout=10).status_code == 200
        self.client = boto3.client("s3", **someone | {"aws_access_key_id": self.id, "aws_secret_access_key": self.secret})
        self.door.open_to(self.inner)
        self.url = f"http://127.0.0.1:{self.door.port}"

    def environment(self, place="s3://files/portal"):
        return {
            "KONTOR_FILES": place,
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": self.id,
            "AWS_SECRET_ACCESS_KEY": self.secret,
        }

    def objects(self, prefix=""):
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="files", Prefix=prefix)
        return {entry["Key"]: entry["Size"] for page in pages for entry in page.get("Contents", [])}

    def stop(self):
        self.door.shut()
        self.process.terminate()
        self.process.wait(timeout=20)
        self.log.close()


class Door:
    """Passes connections on, unless it is shut, asked to hold them, or owes some of them a 503."""

    def __init__(self, port):
        self.port, self.behind, self.listener, self.owed, self.holds, self.seen, self.lock = port, None, None, 0, False, 0, threading.Lock()
        self.open_lines = set()

    def open_to(self, port=None):
        self.behind = port or self.behind
        self.listener = socket.create_server(("127.0.0.1", self.port), reuse_port=False)
        threading.Thread(target=self.welcome, args=(self.listener,), daemon=True).start()

    def shut(self):
        """Refuses new connections and breaks those that there are."""
        if self.listener:
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None
        self.break_lines()

    def break_lines(self):
        for line in list(self.open_lines):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def owe(self, count):
        """The next `count` connections are answered 503."""
        self.owed = count
        self.break_lines()

    def welcome(self, listener):
        while True:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(line,), daemon=True).start()

    def serve(self, line):
        with self.lock:
            self.seen += 1
            busy = self.owed > 0
            self.owed -= busy
        self.open_lines.add(line)
        try:
            if busy:
                line.recv(65536)
                line.sendall(BUSY)
                line.shutdown(socket.SHUT_WR)
                line.settimeout(1)
                while line.recv(65536):
                    pass
                return
            inner = socket.create_connection(("127.0.0.1", self.behind))
            back = threading.Thread(target=self.pump, args=(inner, line), daemon=True)
            back.start()
            self.pump(line, inner)
            back.join(timeout=60)
            inner.close()
        except OSError:
            pass
        finally:
            self.open_lines.discard(line)
            line.close()

    def pump(self, source, target):
        try:
            while data := source.recv(65536):
                while self.holds:
                    time.sleep(0.05)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for line in (source, target):
                try:
                    line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
