"""A provider of identities (OpenID Connect) on loopback: authorisation code, signed tokens, and tricks to refuse."""

import contextlib
import html
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = {"client_id": "plan-atlas", "client_secret": "only-for-tests"}
KEY_ID = "test-key"
# What can be wrong with an answer: another key, exchanged claims, another login, issuer or client, too old, no login.
TRICKS = ("key", "claims", "nonce", "issuer", "audience", "age", "state")


class Provider:
    """Knows `people` by account; `trick` names what is wrong with the tokens it gives."""

    def __init__(self, people: dict[str, dict]) -> None:
        self.people = people
        self.trick = ""
        self._key = RSAKey.generate_key(2048, {"kid": KEY_ID})
        self._other_key = RSAKey.generate_key(2048, {"kid": KEY_ID})
        self._codes: dict[str, tuple[str, str]] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                address = urlsplit(self.path)
                provider.answer(self, address.path, dict(parse_qsl(address.query)))

            def do_POST(self):
                length = int(self.headers.get("Content-Length", 0))
                sent = parse_qs(self.rfile.read(length).decode())
                provider.answer(self, self.path, {name: values[0] for name, values in sent.items()})

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, path: str, asked: dict[str, str]) -> None:
        answers = {
            "/.well-known/openid-configuration": self._metadata,
            "/keys": lambda _: {"keys": [self._key.as_dict(private=False)]},
            "/token": self._token,
        }
        if path in answers:
            self._send(request, json.dumps(answers[path](asked)), "application/json")
        elif path == "/authorize":
            self._send(request, self._choice(asked), "text/html; charset=utf-8")
        elif path in {"/as", "/leave"}:
            request.send_response(302)
            target = self._code(asked) if path == "/as" else asked["post_logout_redirect_uri"]
            request.send_header("Location", target)
            request.end_headers()
        else:
            request.send_error(404)

    def secrets(self, *, cookie_secret: str = "0123456789abcdef" * 4) -> str:
        """The section of Streamlit's secrets that leads here."""
        lines = {
            "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
            "cookie_secret": cookie_secret,
            "server_metadata_url": f"{self.url}/.well-known/openid-configuration",
            **CLIENT,
        }
        return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in lines.items())

    def _metadata(self, _: dict[str, str]) -> dict:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "end_session_endpoint": f"{self.url}/leave",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _choice(self, asked: dict[str, str]) -> str:
        """A page with a link for each person."""
        links = (
            f'<li><a href="/as?{html.escape(urlencode(asked | {"who": who}))}">{html.escape(who)}</a></li>'
            for who in self.people
        )
        return f"<!doctype html><title>Identities</title><ul>{''.join(links)}</ul>"

    def _code(self, asked: dict[str, str]) -> str:
        code = secrets.token_urlsafe(16)
        self._codes[code] = (asked["who"], asked["nonce"])
        state = "0" * 30 if self.trick == "state" else asked["state"]
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}"

    def _token(self, asked: dict[str, str]) -> dict:
        who, nonce = self._codes.pop(asked["code"])
        now = int(time.time())
        claims = {"iss": self.url, "sub": who, "aud": CLIENT["client_id"], "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= self.people[who]
        claims |= {
            "nonce": {"nonce": "another"},
            "issuer": {"iss": "http://127.0.0.1:9"},
            "audience": {"aud": "another"},
            "age": {"iat": now - 7200, "exp": now - 3600},
        }.get(self.trick, {})
        key = self._other_key if self.trick == "key" else self._key
        token = jwt.encode({"alg": "RS256", "kid": KEY_ID}, claims, key)
        if self.trick == "claims":
            head, _, sign = token.split(".")
            body = jwt.encode({"alg": "RS256"}, claims | {"email": "admin@example.cn"}, key).split(".")[1]
            token = f"{head}.{body}.{sign}"
        return {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 300, "id_token": token}

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, body: str, kind: str) -> None:
        content = body.encode()
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        request.wfile.write(content)


@contextlib.contextmanager
def identities(people: dict[str, dict]):
    """A provider that knows these people: their claims by account."""
    provider = Provider(people)
    try:
        yield provider
    finally:
        provider.close()
