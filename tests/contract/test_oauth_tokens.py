"""Bearer tokens, asked of a real server."""

from collections.abc import Iterator, Mapping
from random import Random
from urllib.parse import parse_qs

import pytest

from slawatch.clock import SystemClock
from slawatch.errors import FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient
from slawatch.ingest.oauth import BearerTokens, client_credentials, password
from slawatch.testing.http_faults import Asked, FaultyServer, Reply, json_reply
from slawatch.testing.request_counts import RequestCounts

HIDDEN = "cl1ent-5ecret"


class Issuer:
    """Gives numbered tokens, of which the last one is good until it expires."""

    def __init__(self) -> None:
        self.given = 0
        self.expired = 0
        self.forms: list[Mapping[str, list[str]]] = []

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == "/oauth_token.do":
            self.given += 1
            self.forms.append(parse_qs(asked.body.decode()))
            return json_reply({"access_token": f"t{self.given}", "token_type": "Bearer", "expires_in": 1799})
        good = asked.headers["authorization"] == f"Bearer t{self.given}" and self.given > self.expired
        return json_reply({"ok": True}) if good else json_reply({}, status=401)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def server(issuer: Issuer) -> Iterator[FaultyServer]:
    with FaultyServer(issuer) as running:
        yield running


def tokens(server: FaultyServer) -> BearerTokens:
    return BearerTokens(
        f"{server.url}/oauth_token.do",
        lambda: client_credentials("slawatch", HIDDEN, scope="read"),
        clock=SystemClock(),
        observer=RequestCounts(),
    )


def client(server: FaultyServer, credentials: BearerTokens) -> HttpClient:
    endpoint = Endpoint(url=server.url, credentials=credentials)
    return HttpClient(endpoint, clock=SystemClock(), observer=RequestCounts(), rng=Random(1))


def test_a_token_is_asked_for_once_and_sent_with_every_request(server: FaultyServer, issuer: Issuer) -> None:
    http = client(server, tokens(server))
    for _ in range(3):
        http.get("anything", budget=Budget(5, SystemClock()))
    assert issuer.given == 1
    assert issuer.forms == [
        {
            "grant_type": ["client_credentials"],
            "client_id": ["slawatch"],
            "client_secret": [HIDDEN],
            "scope": ["read"],
        }
    ]
    http.close()


def test_a_token_that_expired_is_replaced_and_the_request_sent_again(server: FaultyServer, issuer: Issuer) -> None:
    http = client(server, tokens(server))
    http.get("anything", budget=Budget(5, SystemClock()))
    issuer.expired = 1
    assert http.get("anything", budget=Budget(5, SystemClock())).body == {"ok": True}
    assert issuer.given == 2
    http.close()


def test_a_refusal_is_final_and_shows_no_secret(server: FaultyServer) -> None:
    server.say(json_reply({"error": "invalid_client"}, status=401))
    with pytest.raises(FatalSourceError, match="no token is given") as refused:
        tokens(server)()
    assert HIDDEN not in str(refused.value)
    assert len(server.asked) == 1


def test_an_answer_without_a_token_is_asked_for_again_later(server: FaultyServer) -> None:
    server.say(json_reply({"status": "hibernating"}))
    with pytest.raises(RetriableSourceError, match="without an access_token"):
        tokens(server)()


def test_a_users_name_and_password_go_into_the_form() -> None:
    assert password("id", "s", username="reader", password="p") == {  # noqa: S106  of nobody
        "grant_type": "password",
        "client_id": "id",
        "client_secret": "s",
        "username": "reader",
        "password": "p",
    }
