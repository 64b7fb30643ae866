import pytest

from slawatch.config.daemon_section import listen_address, store_url, web_url


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:10720", ("127.0.0.1", 10720)),
        ("localhost:0", ("localhost", 0)),
        ("[::1]:80", ("::1", 80)),
        (":10720", ("0.0.0.0", 10720)),  # noqa: S104  what a left out host means
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert listen_address(text) == address


@pytest.mark.parametrize("text", ["10720", "host", "host:", "host:http", "host:65536", "host:-1", "::1:80", ""])
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an address|stands in brackets"):
        listen_address(text)


@pytest.mark.parametrize(
    "url", ["sqlite:///a.db", "sqlite:////var/lib/a.db", "postgresql+psycopg://me@db:5432/slawatch?sslmode=require"]
)
def test_a_store_has_a_url(url: str) -> None:
    assert store_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:hunter2@db/slawatch",
        "postgresql+psycopg://me@db/slawatch?password=hunter2",
        "mysql://me:hunter2@db/x",
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValueError, match="password: env:NAME") as raised:
        store_url(url)

    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "postgresql://db/x", "slawatch.db", ""]
)
def test_a_store_that_is_not_built_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"names no file|is not a kind of store"):
        store_url(url)


def test_a_web_address_ends_without_a_slash() -> None:
    assert web_url("https://example.org/slawatch/") == "https://example.org/slawatch"


@pytest.mark.parametrize("text", ["example.org", "ftp://example.org", "https://", "https://example.org/?a=b"])
def test_a_web_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a web address"):
        web_url(text)
