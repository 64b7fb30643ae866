"""The web configuration file: what is read from it, and each mistake with its line and without any secret."""

from pathlib import Path

import pytest

from slawatch.config.tls_section import ClientAuth
from slawatch.config.web_file import web_file
from slawatch.errors import ConfigError

HASH = "$2y$10$abcdefghijklmnopqrstuuTPwrf9bFyy2b8DVJWHPY5DtAEEbgI7."
TLS = "tls_server_config:\n  cert_file: a.crt\n  key_file: a.key\n"


def told(tmp_path: Path, text: str) -> str:
    path = tmp_path / "web.yml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        web_file(path)
    return str(caught.value).replace(f"{path}:", "")


def test_what_exporters_take_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "web.yml"
    path.write_text(
        f"{TLS}  client_ca_file: /etc/ca.crt\n  client_auth_type: RequireAndVerifyClientCert\n  max_version: TLS12\n"
        "  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256]\n"
        "  prefer_server_cipher_suites: false\n  curve_preferences: [X25519]\n"
        "http_server_config:\n  http2: false\n  headers: {X-Frame-Options: sameorigin}\n"
        f"basic_auth_users:\n  alice: {HASH}\n"
    )
    found = web_file(path)
    assert found.tls is not None
    assert (found.tls.cert_file, found.tls.client_ca_file) == (tmp_path / "a.crt", Path("/etc/ca.crt"))
    assert (found.tls.client_auth, found.tls.ciphers) == (ClientAuth.REQUIRED, ("ECDHE-RSA-AES128-GCM-SHA256",))
    assert (found.tls.max_version, found.tls.curve, found.tls.prefers_own_ciphers) == ("TLS12", "X25519", False)
    assert (dict(found.headers), dict(found.hashes)) == ({"X-Frame-Options": "sameorigin"}, {"alice": HASH})
    assert HASH not in repr(found)


def test_an_empty_file_asks_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "web.yml"
    path.write_text("# nothing yet\n")
    assert (web_file(path).tls, dict(web_file(path).hashes)) == (None, {})


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("tls_config: {}\n", '1: tls_config: the key "tls_config" is not known here; did you mean "tls_server_config"'),
        ("basic_auth_users:\n  ann: hunter2\n", "2: basic_auth_users: this is no bcrypt hash"),
        (
            f"basic_auth_users:\n  ann: {HASH.replace('$10$', '$18$')}\n",
            "2: basic_auth_users: the hash has a cost of 18",
        ),
        (f"basic_auth_users:\n  {HASH}: ann\n", "2: basic_auth_users: this is no bcrypt hash"),
        (f'basic_auth_users:\n  "a:b": {HASH}\n', "2: basic_auth_users: this is no name to log in with"),
        ("tls_server_config:\n  cert_file: a\n", "1: tls_server_config.key_file: is missing; TLS needs"),
        (TLS + "  cert: PEM\n", "4: tls_server_config.cert: this is not taken from this file"),
        (TLS + "  client_allowed_sans: [a]\n", "4: tls_server_config.client_allowed_sans: this is not supported"),
        (
            TLS + "  client_auth_type: RequireAnyClientCert\n",
            "RequireAnyClientCert is not supported",
        ),
        (TLS + "  client_auth_type: Sure\n", '4: tls_server_config.client_auth_type: "Sure" is not allowed'),
        (TLS + "  client_auth_type: VerifyClientCertIfGiven\n", "needs client_ca_file"),
        (TLS + "  client_ca_file: ca\n", "4: tls_server_config.client_ca_file: nobody's certificate is asked for"),
        (TLS + "  min_version: TLS13\n  max_version: TLS12\n", "TLS13 is above max_version, TLS12"),
        (TLS + "  min_version: SSL3\n", '4: tls_server_config.min_version: "SSL3" is not allowed'),
        (TLS + "  cipher_suites: [RC4]\n", '"RC4" is no cipher suite that is known here'),
        (TLS + "  cipher_suites: [TLS_AES_128_GCM_SHA256]\n", "none of them is for TLS 1.2"),
        (TLS + "  curve_preferences: [X25519, CurveP256]\n", "one curve can be named at the most"),
        (
            "http_server_config:\n  headers:\n    Server: me\n",
            "3: http_server_config.headers.Server: the header",
        ),
        (
            "http_server_config:\n  headers:\n    X-Frame-Options: all\n",
            '"all" is not allowed; allowed: deny',
        ),
        ('http_server_config:\n  headers:\n    X-XSS-Protection: "a\\nb"\n', "a header is one line of ASCII"),
        ("rate_limit: {interval: 1s, burst: 5}\n", "1: rate_limit: rate limits are not supported"),
        ("- a\n", "1: the file holds no sections"),
        ("a: [\n", "the file is not YAML"),
    ],
    ids=lambda each: each[:40].strip() if "\n" in each else "",
)
def test_a_mistake_is_told_with_its_line_and_without_secrets(tmp_path: Path, text: str, fault: str) -> None:
    message = told(tmp_path, text)
    assert fault in message
    assert "hunter2" not in message
    assert HASH[10:] not in message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"web\.yml:1: the file can't be read: No such file"):
        web_file(tmp_path / "web.yml")
