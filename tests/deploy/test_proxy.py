"""The example for nginx, run by nginx itself before two servers."""

import http.client
import http.server
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

DEPLOY = Path(__file__).parents[2] / ".deploy"
NAME = "plan.example.cn"
PATIENCE_S = 10
FRAME = """daemon off; pid {folder}/pid; error_log {folder}/error.log; {user}
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/*.conf;
}}
"""


class Backend(http.server.ThreadingHTTPServer):
    """A server that says which one it is."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.thread = threading.Thread(target=self.serve_forever, daemon=True)
        self.thread.start()

    def stop(self):
        self.shutdown()
        self.server_close()
        self.thread.join()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"{self.server.server_port} {self.headers['Host']} {self.headers.get('Upgrade', '')}".encode()
        self.send_response(200)
        self.send_header("Set-Cookie", "own=1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("certificate")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
    (folder / "plan-atlas.crt").write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "plan-atlas.key").write_bytes(secret)
    return folder


@pytest.fixture
def backends():
    servers = [Backend(), Backend()]
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture
def front(tmp_path, certificate, backends):
    """Asks nginx with the example's configuration: a path and headers in; status, headers and text out."""
    port, plain = free_port(), free_port()
    example = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    for old, new in {
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "/etc/ssl/": f"{certificate}/",
    }.items():
        assert old in example
        example = example.replace(old, new)
    (tmp_path / "nginx.conf").write_text(example, encoding="utf-8")
    upstream = (DEPLOY / "upstream.compose.conf").read_text(encoding="utf-8")
    for name, server in zip(("app1", "app2"), backends, strict=True):
        upstream = upstream.replace(f"{name}:8501", f"127.0.0.1:{server.server_port}")
    (tmp_path / "upstream.conf").write_text(upstream, encoding="utf-8")
    (tmp_path / "main").write_text(FRAME.format(folder=tmp_path, user="user root;"))
    binary = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin")
    assert binary, "nginx is missing; bash tests/run.sh installs it"
    command = [binary, "-c", str(tmp_path / "main"), "-p", str(tmp_path)]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    context = ssl.create_default_context(cafile=certificate / "plan-atlas.crt")

    def ask(path="/", **headers):
        raw = socket.create_connection(("127.0.0.1", port), timeout=5)
        with context.wrap_socket(raw, server_hostname=NAME) as stream:
            lines = [f"GET {path} HTTP/1.1", f"Host: {NAME}"]
            lines += [f"{key}: {value}" for key, value in ({"Connection": "close"} | headers).items()]
            stream.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answer = http.client.HTTPResponse(stream)
            answer.begin()
            return answer.status, answer.getheaders(), answer.read().decode()

    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            ask("/healthz")
            break
        except ConnectionError:
            assert process.poll() is None, (tmp_path / "error.log").read_text()
            assert time.monotonic() < end
            time.sleep(0.05)
    ask.plain = plain
    yield ask
    process.terminate()
    process.wait(timeout=PATIENCE_S)


def cookies(headers):
    return dict(value.split(";")[0].split("=") for name, value in headers if name.lower() == "set-cookie")


def test_a_visitor_stays_with_one_server_and_both_have_visitors(front, backends):
    seen = Counter()
    for _ in range(30):
        _, headers, first = front()
        visitor = cookies(headers)["plan_atlas_visitor"]
        seen[first.split()[0]] += 1
        for path in ("/_stcore/stream", "/tasks"):
            _, told, again = front(path, Cookie=f"plan_atlas_visitor={visitor}")
            assert again.split()[0] == first.split()[0]
            assert "plan_atlas_visitor" not in cookies(told)
    assert set(seen) == {str(server.server_port) for server in backends}
    assert min(seen.values()) >= 5


def test_when_a_server_goes_its_visitors_are_taken_over(front, backends):
    visitors = [cookies(front()[1])["plan_atlas_visitor"] for _ in range(12)]
    backends[0].stop()
    for visitor in visitors:
        status, _, body = front(Cookie=f"plan_atlas_visitor={visitor}")
        assert status == 200
        assert body.split()[0] == str(backends[1].server_port)


def test_cookies_are_for_this_site_over_tls(front):
    _, headers, body = front()
    told = {name.lower(): value for name, value in headers if name.lower() != "set-cookie"}
    given = [value for name, value in headers if name.lower() == "set-cookie"]
    assert len(given) == 2
    assert all("secure" in value.lower() for value in given)
    assert "HttpOnly" in next(value for value in given if value.startswith("plan_atlas_visitor"))
    assert "strict-transport-security" in told
    assert "default-src 'self'" in told["content-security-policy"]
    assert body.split()[1] == NAME


def test_websockets_pass(front):
    assert front("/_stcore/stream", Upgrade="websocket", Connection="upgrade")[2].endswith(" websocket")


@pytest.mark.parametrize("path", ["/healthz", "/_stcore/metrics", "/_stcore/agent/x"])
def test_what_is_for_machines_stays_inside(front, path):
    assert front(path)[0] == 404


def test_other_sites_are_turned_away(front):
    assert front(Origin="https://evil.example")[0] == 403
    assert front(Origin=f"https://{NAME}")[0] == 200


def test_plain_http_leads_to_tls(front):
    request = urllib.request.Request(f"http://127.0.0.1:{front.plain}/tasks", headers={"Host": NAME})

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    with pytest.raises(urllib.error.HTTPError) as answer:
        urllib.request.build_opener(Stay).open(request, timeout=5)
    assert answer.value.code == 301
    assert answer.value.headers["Location"] == f"https://{NAME}/tasks"


def test_the_example_for_one_machine_names_the_program_where_it_listens():
    text = (DEPLOY / "upstream.conf").read_text(encoding="utf-8")
    assert "    server 127.0.0.1:8501 " in text
    assert text.split("upstream", 1)[1].split("hash")[1].split(";")[0] == " $plan_atlas_visitor consistent"
