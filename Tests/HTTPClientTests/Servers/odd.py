"""A server that behaves as oddly as it is asked to. Prints its port, then serves until killed."""
import http.server
import itertools
import json
import ssl
import sys
import threading
import time
import urllib.parse
from email.utils import formatdate

numbers = itertools.count(1)


class Odd(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.number = next(numbers)

    def log_message(self, *_):
        pass

    def read_body(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_any(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if url.path == "/refuse-early":
            self.answer(413, b"too large")
            self.close_connection = True
            return
        body = self.read_body()
        if url.path.startswith("/status/"):
            self.answer(int(url.path[8:]), b"", json.loads(query.get("headers", "[]")))
        elif url.path == "/echo":
            what = {
                "method": self.command, "path": self.path, "length": len(body),
                "body": body[:100].decode(), "connection": self.number,
                "headers": {k.lower(): v for k, v in self.headers.items()},
            }
            self.answer(200, json.dumps(what, sort_keys=True).encode())
        elif url.path == "/mirror":
            self.answer(200, body)
        elif url.path == "/redirect":
            self.answer(int(query["status"]), b"", [("Location", query["to"])])
        elif url.path == "/circle":
            self.answer(302, b"", [("Location", "/circle")])
        elif url.path == "/retry-date":
            self.answer(503, b"", [("Retry-After", formatdate(time.time() + 3600, usegmt=True))])
        else:
            self.odd(url.path)

    def odd(self, path):
        raw = {
            "/truncated": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this",
            "/truncated-chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nonly",
            "/garbage": b"this is not HTTP at all\r\n\r\n",
            "/nothing": b"",
            "/interim": b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA:  b \r\n\r\nok",
            "/trailers": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                         b"2\r\nok\r\n0\r\nTrailing: yes\r\n\r\n",
            "/large-head": b"HTTP/1.1 200 OK\r\n" + b"".join(
                b"X-%d: %s\r\n" % (n, b"v" * 1000) for n in range(400)) + b"\r\n",
            "/bad-length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nx",
            "/until-close": b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end",
            "/slow-body": b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nfirst",
        }.get(path)
        if raw is not None:
            self.wfile.write(raw)
        if path in ("/hang", "/slow-body"):
            self.rfile.read(1)  # Until the client goes.
        self.close_connection = True

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = do_PROPFIND = handle_any


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Odd)
server.daemon_threads = True
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
