"""A small web site whose answers a test can hold back, to look at what happens between a request and its answer."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .process import PATIENCE


class Site:
    """Counts what arrives. While it is held, posts are taken in and not answered."""

    def __init__(self):
        self.posts: list[tuple[str, str]] = []
        self.gets: list[str] = []
        self.text = "nothing yet"
        self.arrived = threading.Condition()
        self.gate = threading.Event()
        self.gate.set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            """Writes down, waits at the gate, answers."""

            protocol_version = "HTTP/1.1"

            def do_GET(self):
                """The site's text."""
                with site.arrived:
                    site.gets.append(self.path)
                self.reply(site.text)

            def do_POST(self):
                """Takes the body in, then answers when the gate is open."""
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                with site.arrived:
                    site.posts.append((self.path, body))
                    site.arrived.notify_all()
                site.gate.wait(60)
                self.reply("taken")

            def reply(self, text):
                """A plain answer; the client may have gone."""
                try:
                    self.send_response(200)
                    self.send_header("Content-Type", "text/plain")
                    self.send_header("Content-Length", str(len(text.encode())))
                    self.end_headers()
                    self.wfile.write(text.encode())
                except OSError:
                    self.close_connection = True

            def log_message(self, *arguments):
                """Nothing: the tests look at the lists."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def base(self):
        """Its address."""
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def session(self, **more):
        """The session `example` of plugins.json, to this site."""
        return {"example": {"kind": "http", "base": self.base, **more}}

    def hold(self):
        """Answers no post from now on."""
        self.gate.clear()

    def release(self):
        """Answers what is waiting, and what comes."""
        self.gate.set()

    def wait_posts(self, count):
        """Until so many posts have arrived."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.posts) >= count, PATIENCE), f"{len(self.posts)} of {count} posts came"

    def close(self):
        """Stops listening: from now on connections are refused."""
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()
