"""A tiny identity provider on the loopback: discovery, keys, tokens; it can be told to lie."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "weisu-test", "loopback only"
KEY = RSAKey.generate_key(2048, {"kid": "one"}, private=True)


class Provider(ThreadingHTTPServer):
    """Gives out what `begin` was asked for; `claims` are what it says of the person."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.claims, self.signs_with, self.asked = {"sub": "1", "preferred_username": "zhou"}, KEY, {}

    def code_for(self, question):
        """The person has signed in there; the code that goes back."""
        self.asked = {name: values[0] for name, values in parse_qs(question).items()}
        return "code-1"

    def token(self, form):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        assert form["code"] == "code-1"
        assert challenge.decode() == self.asked["code_challenge"]
        at = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 60, "nonce": self.asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.claims}, self.signs_with)
        return {"access_token": "a", "token_type": "Bearer", "id_token": signed, "expires_in": 60}


class Answers(BaseHTTPRequestHandler):
    """Three addresses."""

    def do_GET(self):
        issuer = self.server.issuer
        if self.path == "/jwks":
            self.answer({"keys": [KEY.as_dict(private=False)]})
        else:
            self.answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/jwks",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(self.server.token({name: values[0] for name, values in parse_qs(body).items()}))

    def answer(self, facts):
        body = json.dumps(facts).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Be quiet."""


@contextmanager
def running():
    """A provider for the length of a test."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join()
        provider.server_close()
