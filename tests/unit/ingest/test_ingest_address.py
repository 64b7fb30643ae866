import pytest

from slawatch.ingest.address import checked_url, origin, shown


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("rt.example.org", "is no URL"),
        ("ftp://rt.example.org", "is no URL"),
        ("https:///path", "is no URL"),
        ("http://rt.example.org", "is not encrypted"),
        ("http://127.0.0.1.example.org", "is not encrypted"),
        ("https://root:hidden@rt.example.org", "holds a user name or a password"),
        ("https://rt.example.org/?token=hidden", r"is followed by \?"),
    ],
)
def test_an_address_that_a_secret_may_not_be_sent_to_is_refused(url: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as raised:
        checked_url(url)
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:80", "https://rt.example.org"]
)
def test_encrypted_and_local_addresses_are_accepted(url: str) -> None:
    assert checked_url(url + "/") == url


def test_plain_http_is_accepted_where_it_is_allowed() -> None:
    assert checked_url("http://rt.lan/rt", allow_http=True) == "http://rt.lan/rt"


def test_the_port_that_the_scheme_implies_is_the_same_origin() -> None:
    assert origin("https://rt.example.org/a") == origin("https://RT.example.org:443/b?c")
    assert origin("https://rt.example.org") != origin("https://rt.example.org:8443")
    assert origin("https://rt.example.org") != origin("http://rt.example.org:443")


def test_a_shown_url_has_no_user_and_no_query() -> None:
    assert shown("https://me:pw@h:8443/a/b?token=1#x") == "https://h:8443/a/b"
