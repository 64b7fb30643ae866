"""TLS for real: certificates that openssl made, clients that prove who they are, a certificate that is renewed."""

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPSConnection
from pathlib import Path

import pytest
from needs import needs

from slawatch.app.access import require_usable
from slawatch.config.access_section import AccessSettings, ProxySettings, _network
from slawatch.errors import ConfigError
from slawatch.model.user import User
from slawatch.testing.pages import MadeDoors
from slawatch.web.application import application
from slawatch.web.current_file import CurrentWebFile
from slawatch.web.server import WebServer
from slawatch.web.tls import served


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    needs("openssl", "openssl")
    for name in ("server", "renewed", "authority", "stranger"):
        _self_signed(folder, name)
    _run(
        folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "client.key", "-out", "client.csr", "-subj", "/CN=c"
    )
    _run(folder, "x509", "-req", "-in", "client.csr", "-CA", "authority.crt", "-CAkey", "authority.key", "-days", "2",
         "-CAcreateserial", "-out", "client.crt")  # fmt: skip
    _run(folder, "rsa", "-aes256", "-passout", "pass:secret", "-in", "server.key", "-out", "locked.key")
    return folder


def _self_signed(folder: Path, name: str) -> None:
    _run(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.crt",
         "-days", "2", "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1")  # fmt: skip


def _run(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@contextmanager
def serving(path: Path) -> Iterator[int]:
    doors = replace(MadeDoors().doors(), access=lambda: AccessSettings(web_file=path))
    server = WebServer(application(doors), "127.0.0.1:0", encrypted=served(CurrentWebFile(path)))
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def written(folder: Path, *more: str, name: str = "server") -> Path:
    path = folder / "web.yml"
    lines = [f"cert_file: {name}.crt", f"key_file: {name}.key", *more]
    path.write_text("tls_server_config:\n" + "".join(f"  {line}\n" for line in lines))
    return path


def trusting(certificate: Path, client: str | None = None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(certificate))
    if client is not None:
        context.load_cert_chain(certificate.parent / f"{client}.crt", certificate.parent / f"{client}.key")
    return context


def status(port: int, context: ssl.SSLContext) -> int:
    connection = HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
    try:
        connection.request("GET", "/-/healthy")
        answer = connection.getresponse()
        answer.read()
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        return answer.status
    finally:
        connection.close()


def common_name(port: int) -> str:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=10) as bare, context.wrap_socket(bare) as encrypted:
        told = encrypted.getpeercert(binary_form=True)
    assert told is not None
    return next(name for name in ("server", "renewed") if name.encode() in told)


def test_pages_are_served_over_tls_and_plain_http_is_no_way_in(certificates: Path) -> None:
    with serving(written(certificates)) as port:
        assert status(port, trusting(certificates / "server.crt")) == 200
        with socket.create_connection(("127.0.0.1", port), timeout=10) as bare:
            bare.sendall(b"GET / HTTP/1.0\r\n\r\n")
            assert not bare.recv(100).startswith(b"HTTP")


def test_a_renewed_certificate_serves_new_connections_and_half_a_renewal_does_no_harm(
    certificates: Path, tmp_path: Path
) -> None:
    for ending in ("crt", "key"):
        shutil.copy(certificates / f"server.{ending}", tmp_path / f"live.{ending}")
    with serving(written(tmp_path, name="live")) as port:
        assert common_name(port) == "server"
        shutil.copy(certificates / "renewed.crt", tmp_path / "live.crt")
        assert common_name(port) == "server"
        shutil.copy(certificates / "renewed.key", tmp_path / "live.key")
        assert common_name(port) == "renewed"
        (tmp_path / "live.key").unlink()
        assert common_name(port) == "renewed"


def test_clients_prove_who_they_are_where_the_file_asks_them_to(certificates: Path) -> None:
    path = written(certificates, "client_auth_type: RequireAndVerifyClientCert", "client_ca_file: authority.crt")
    with serving(path) as port:
        server = certificates / "server.crt"
        assert status(port, trusting(server, "client")) == 200
        for client in (None, "stranger"):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                status(port, trusting(server, client))
        written(certificates, "client_auth_type: VerifyClientCertIfGiven", "client_ca_file: authority.crt")
        assert status(port, trusting(server)) == 200
        with pytest.raises((ssl.SSLError, ConnectionError)):
            status(port, trusting(server, "stranger"))


def test_versions_and_ciphers_are_those_of_the_file(certificates: Path) -> None:
    with serving(written(certificates, "min_version: TLS13")) as port:
        old = trusting(certificates / "server.crt")
        old.maximum_version = ssl.TLSVersion.TLSv1_2
        with pytest.raises(ssl.SSLError):
            status(port, old)
        suites = "cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]"
        written(certificates, "max_version: TLS12", suites, "curve_preferences: [CurveP256]")
        assert status(port, old) == 200
        old.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
        with pytest.raises(ssl.SSLError):
            status(port, old)


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["cert_file: none.crt", "key_file: server.key"], "none.crt: the file can't be read: No such file"),
        (["cert_file: server.crt", "key_file: renewed.key"], "the key is not that of the certificate"),
        (["cert_file: server.crt", "key_file: locked.key"], "the key has a passphrase"),
        (["cert_file: web.yml", "key_file: server.key"], "no certificate and key can be read from them as PEM"),
        (["cert_file: server.crt", "key_file: server.key", "client_auth_type: VerifyClientCertIfGiven",
          "client_ca_file: client.csr"], "client.csr: no certificate can be read from it"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_files_that_do_not_serve_are_told_at_once(certificates: Path, lines: list[str], why: str) -> None:
    path = certificates / "web.yml"
    path.write_text("tls_server_config:\n" + "".join(f"  {line}\n" for line in lines))
    with pytest.raises(ConfigError, match=why):
        require_usable(AccessSettings(web_file=path))


def test_users_of_whom_nobody_can_log_in_are_told_at_once(tmp_path: Path) -> None:
    users = {"ann": User(name="ann")}
    with pytest.raises(ConfigError, match=r"web\.users: nobody of them can log in"):
        require_usable(AccessSettings(users=users))
    proxy = ProxySettings(user_header=b"x-user", trusted=(_network("127.0.0.1/32"),))
    require_usable(AccessSettings(users=users, proxy=proxy))


def test_a_silent_handshake_keeps_nobody_waiting(certificates: Path) -> None:
    with serving(written(certificates)) as port:
        silent = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(20)]
        try:
            assert status(port, trusting(certificates / "server.crt")) == 200
        finally:
            for each in silent:
                each.close()
