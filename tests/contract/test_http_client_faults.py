"""The HTTP client against a real server that misbehaves."""

import random
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slawatch.clock import Clock, SystemClock
from slawatch.errors import DeferredSourceError, FatalSourceError, RetriableSourceError
from slawatch.ingest.backoff import Budget
from slawatch.ingest.http import Endpoint, HttpClient, HttpLimits, HttpStatusError
from slawatch.testing.clock import ManualClock
from slawatch.testing.http_faults import (
    Asked,
    FaultyServer,
    Reply,
    broken_off,
    html,
    huge,
    json_reply,
    redirect,
    refused_url,
    reset,
    slow_drip,
    slow_headers,
    truncated_json,
)
from slawatch.testing.request_counts import RequestCounts

HIDDEN = "t0p-5ecret"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer(json_reply({})) as running:
        yield running


@pytest.fixture
def counts() -> RequestCounts:
    return RequestCounts()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


Connect = Callable[..., HttpClient]


@pytest.fixture
def connect(counts: RequestCounts, clock: ManualClock) -> Iterator[Connect]:
    """Make clients with a token, and close them."""
    clients: list[HttpClient] = []

    def make(
        url: str, *, clock: Clock = clock, credentials: Callable[[], Mapping[str, str]] = dict, **limits: float
    ) -> HttpClient:
        endpoint = Endpoint(url=url, credentials=credentials, limits=HttpLimits(**limits))
        clients.append(HttpClient(endpoint, clock=clock, observer=counts, rng=random.Random(7)))
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def budget(clock: ManualClock) -> Budget:
    return Budget(300, clock)


def token() -> dict[str, str]:
    return {"Authorization": f"token {HIDDEN}"}


def test_json_and_the_server_time_come_back(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    server.say(json_reply({"id": 7}))
    answer = connect(server.url + "/REST/2.0", credentials=token).get("tickets", {"page": 2}, budget=budget)
    assert answer.body == {"id": 7}
    assert answer.server_time is not None
    assert abs(answer.server_time - SystemClock().now()) < timedelta(minutes=1)
    assert server.asked[0].path == "/REST/2.0/tickets?page=2"
    assert server.asked[0].headers["authorization"] == f"token {HIDDEN}"


def test_with_every_answer_the_observer_hears_of_the_servers_clock_and_of_what_is_left(
    server: FaultyServer, connect: Connect, budget: Budget, counts: RequestCounts
) -> None:
    limits = {"X-RateLimit-Limit": "100"}
    server.say(
        Reply(status=503, headers={**limits, "X-RateLimit-Remaining": "0"}),
        json_reply({}, headers={**limits, "X-RateLimit-Remaining": "99"}),
    )
    connect(server.url).get("x", budget=budget)
    assert [told.rate_limit_remaining_ratio for told in counts.told] == [0.0, 0.99]
    away = (SystemClock().now() - NOON).total_seconds()  # the client's clock stands at noon or a little later
    assert all(abs(told.clock_skew_seconds - away) < 60 for told in counts.told)
    connect(server.url, clock=SystemClock()).get("x", budget=budget)
    assert abs(counts.told[-1].clock_skew_seconds) < 10


def test_a_search_is_posted_as_json(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    connect(server.url).post("search", {"query": "id > 3"}, budget=budget)
    assert (server.asked[0].method, server.asked[0].body) == ("POST", b'{"query": "id > 3"}')


@pytest.mark.parametrize("fault", [Reply(status=500), Reply(status=502), Reply(status=409), reset(), broken_off()])
def test_a_passing_fault_is_tried_again(
    fault: Reply, server: FaultyServer, connect: Connect, budget: Budget, counts: RequestCounts
) -> None:
    server.say(fault, fault, json_reply([1]))
    assert connect(server.url).get("x", budget=budget).body == [1]
    assert counts.retries == 2
    assert counts.classes["2xx"] == 1
    assert counts.classes.total() == 3


def test_five_attempts_are_made_with_growing_jitter(
    server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    server.say(Reply(status=500))
    with pytest.raises(RetriableSourceError, match=r"/x answers 500 \(attempt 5 of 5\)"):
        connect(server.url).get("x", budget=budget)
    assert len(server.asked) == 5
    assert len(clock.slept) == 4
    assert all(1 <= wait <= 2**attempt for attempt, wait in enumerate(clock.slept, start=1))


def test_a_refused_connection_says_so(connect: Connect, budget: Budget, counts: RequestCounts) -> None:
    with pytest.raises(RetriableSourceError, match="Connection refused"):
        connect(refused_url()).get("x", budget=budget)
    assert counts.classes == {"error": 5}


def test_an_answer_that_breaks_off_says_so(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    server.say(broken_off())
    with pytest.raises(RetriableSourceError, match=r"/x: no whole answer \(IncompleteRead\) \(attempt 5 of 5\)"):
        connect(server.url).get("x", budget=budget)


def test_retries_end_with_the_budget(server: FaultyServer, connect: Connect, clock: ManualClock) -> None:
    server.say(Reply(status=500))
    with pytest.raises(RetriableSourceError, match="attempt 1 of 5"):
        connect(server.url).get("x", budget=Budget(0.5, clock))
    assert clock.slept == []


def test_nothing_is_asked_when_the_budget_is_spent(server: FaultyServer, connect: Connect, clock: ManualClock) -> None:
    with pytest.raises(RetriableSourceError, match="time of this poll is used up"):
        connect(server.url).get("x", budget=Budget(0, clock))
    assert server.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_in_seconds_is_kept(
    status: int, server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    server.say(Reply(status=status, headers={"Retry-After": "17"}), json_reply([]))
    connect(server.url).get("x", budget=budget)
    assert clock.slept == [17]


def test_retry_after_as_a_date_counts_from_the_servers_own_clock(
    server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    def busy(_: Asked) -> Reply:
        until = SystemClock().now() + timedelta(seconds=120)
        return Reply(status=503, headers={"Retry-After": f"{until:%a, %d %b %Y %H:%M:%S} GMT"})

    server.say(busy, json_reply([]))
    connect(server.url).get("x", budget=budget)
    assert clock.slept[0] == pytest.approx(120, abs=2)


def test_a_retry_after_beyond_the_budget_is_handed_to_the_scheduler(
    server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    server.say(Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(DeferredSourceError) as raised:
        connect(server.url).get("x", budget=budget)
    assert raised.value.until == NOON + timedelta(hours=1)
    assert clock.slept == []


def test_a_429_without_header_is_tried_again_and_then_deferred(
    server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    server.say(Reply(status=429))
    with pytest.raises(DeferredSourceError) as raised:
        connect(server.url).get("x", budget=budget)
    assert len(clock.slept) == 4
    assert raised.value.until > clock.now()


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_a_refusal_is_final_and_tells_its_status(
    status: int, server: FaultyServer, connect: Connect, budget: Budget
) -> None:
    server.say(Reply(status=status))
    with pytest.raises(HttpStatusError, match=f"GET {server.url}/x answers {status}") as raised:
        connect(server.url).get("x", budget=budget)
    assert raised.value.status == status
    assert len(server.asked) == 1


def test_a_401_reads_the_secret_once_more(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    secrets = iter(["old", "new"])
    server.say(Reply(status=401), json_reply([]))
    connect(server.url, credentials=lambda: {"Authorization": next(secrets)}).get("x", budget=budget)
    assert [asked.headers["authorization"] for asked in server.asked] == ["old", "new"]


def test_a_401_with_the_same_secret_is_final(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    server.say(Reply(status=401))
    with pytest.raises(HttpStatusError, match="401"):
        connect(server.url, credentials=token).get("x", budget=budget)
    assert len(server.asked) == 1


def test_the_secret_is_read_late(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    read: list[str] = []

    def credentials() -> dict[str, str]:
        read.append("now")
        return token()

    client = connect(server.url, credentials=credentials)
    assert read == []
    client.get("x", budget=budget)
    client.get("y", budget=budget)
    assert read == ["now"]


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        (html(), "HTML"),
        (truncated_json(), "19 bytes that break off"),
        (Reply(body=b""), "nothing"),
        (Reply(body=b"[" * 200_000), "200000 bytes"),
    ],
)
def test_what_is_no_json_is_named_with_its_url(
    fault: Reply, found: str, server: FaultyServer, connect: Connect, budget: Budget
) -> None:
    server.say(fault)
    with pytest.raises(RetriableSourceError, match=f"GET {server.url}/x answers {found}"):
        connect(server.url).get("x", {"hidden": "word"}, budget=budget)


@pytest.mark.parametrize("fault", [slow_drip(0.05), slow_headers(0.05)])
def test_a_slow_drip_ends_at_the_deadline_of_the_request(fault: Reply, server: FaultyServer, connect: Connect) -> None:
    server.say(fault)
    clock = SystemClock()
    client = connect(server.url, clock=clock, request_seconds=0.4, read_seconds=5, attempts=1)
    began = clock.monotonic()
    with pytest.raises(RetriableSourceError, match="not whole within the time allowed"):
        client.get("x", budget=Budget(60, clock))
    assert 0.3 < clock.monotonic() - began < 3


def test_silence_ends_at_the_read_timeout(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    server.say(slow_drip(30))
    with pytest.raises(RetriableSourceError, match="timed out"):
        connect(server.url, read_seconds=0.2, attempts=1).get("x", budget=budget)


def test_a_huge_body_is_not_read_to_its_end(
    server: FaultyServer, connect: Connect, budget: Budget, counts: RequestCounts
) -> None:
    server.say(huge(5_000_000))
    with pytest.raises(FatalSourceError, match="larger than 100000 bytes"):
        connect(server.url, body_bytes=100_000).get("x", budget=budget)
    assert counts.classes == {"error": 1}


def test_a_redirect_to_another_host_is_not_followed(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    with FaultyServer(json_reply(["stolen"])) as other:
        server.say(redirect(other.url + "/login?next=x"))
        with pytest.raises(HttpStatusError, match=f"a redirect to {other.url}/login, which is not followed"):
            connect(server.url, credentials=token).get("x", budget=budget)
        assert other.asked == []


def test_a_next_page_on_another_host_is_not_asked_for(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    with FaultyServer(json_reply(["stolen"])) as other:
        client = connect(server.url, credentials=token)
        for target in (f"{other.url}/page/2", other.url.removeprefix("http:"), server.url.replace("http:", "ftp:")):
            with pytest.raises(FatalSourceError, match="a secret is sent to no other server"):
                client.get(target, budget=budget)
        assert other.asked == []


def test_a_next_page_on_the_same_server_is_asked_for(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    client = connect(server.url + "/REST/2.0")
    client.get(server.url + "/REST/2.0/tickets?page=2", budget=budget)
    client.get("/REST/2.0/tickets?page=3", budget=budget)
    assert [asked.path for asked in server.asked] == ["/REST/2.0/tickets?page=2", "/REST/2.0/tickets?page=3"]


@pytest.mark.parametrize(
    "fault", [Reply(status=500), Reply(status=404), html(), reset(), broken_off(), Reply(status=429)]
)
def test_no_error_tells_the_secret_or_the_query(
    fault: Reply, server: FaultyServer, connect: Connect, budget: Budget
) -> None:
    server.say(fault)
    client = connect(server.url, credentials=token)
    with pytest.raises(Exception, match=server.url) as raised:
        client.get("x", {"session": HIDDEN}, budget=budget)
    assert HIDDEN not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert HIDDEN not in repr(Endpoint(url=server.url, credentials=token))


def test_a_secret_that_no_header_can_carry_is_refused_without_printing_it(
    server: FaultyServer, connect: Connect, budget: Budget
) -> None:
    client = connect(server.url, credentials=lambda: {"Authorization": f"token {HIDDEN}\n"})
    with pytest.raises(FatalSourceError, match="header Authorization has a line end") as raised:
        client.get("x", budget=budget)
    assert HIDDEN not in str(raised.value)
    assert server.asked == []


def test_no_cookie_outlives_its_answer(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    server.say(json_reply([], headers={"Set-Cookie": "session=1; Path=/"}))
    client = connect(server.url)
    client.get("x", budget=budget)
    client.get("x", budget=budget)
    assert "cookie" not in server.asked[1].headers


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of the loopback that nobody signed, and its key in one file."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl (Debian: openssl)")
    file = tmp_path / "loopback.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=loopback -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*command.split(), "-keyout", file, "-out", tmp_path / "c"], check=True, capture_output=True)
    file.write_text(file.read_text() + (tmp_path / "c").read_text())
    return file


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[FaultyServer]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with FaultyServer(json_reply(["private"]), tls=tls) as running:
        yield running


def test_a_certificate_that_nobody_vouches_for_is_refused_at_once(
    encrypted: FaultyServer, connect: Connect, budget: Budget
) -> None:
    with pytest.raises(FatalSourceError, match="certificate verify failed"):
        connect(encrypted.url, credentials=token).get("x", budget=budget)
    assert encrypted.asked == []


def test_the_ca_file_of_a_source_is_trusted(
    encrypted: FaultyServer, certificate: Path, budget: Budget, clock: ManualClock
) -> None:
    endpoint = Endpoint(url=encrypted.url, ca_file=str(certificate))
    client = HttpClient(endpoint, clock=clock, observer=RequestCounts(), rng=random.Random(7))
    assert client.get("x", budget=budget).body == ["private"]
    client.close()


def test_no_proxy_stands_before_this_machine(
    server: FaultyServer, connect: Connect, budget: Budget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", refused_url())
    monkeypatch.delenv("no_proxy", raising=False)
    connect(server.url).get("x", budget=budget)
    assert len(server.asked) == 1


def test_all_sources_of_a_server_share_what_it_is_asked_in_a_second(
    server: FaultyServer, connect: Connect, budget: Budget, clock: ManualClock
) -> None:
    server.say(json_reply({}))
    one, other = connect(server.url, requests_per_second=5), connect(server.url, requests_per_second=10)
    for client in (one, other) * 30:
        client.get("/", budget=budget)
    assert sum(clock.slept) == pytest.approx((60 - 40) / 5)


@pytest.mark.parametrize(
    "headers",
    [{"Retry-After": "900"}, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": f"{NOON.timestamp() + 900:.0f}"}],
)
def test_a_403_that_means_later_is_handed_to_the_scheduler(
    headers: dict[str, str], server: FaultyServer, connect: Connect, budget: Budget
) -> None:
    server.say(Reply(status=403, headers={**headers, "Date": "Sun, 22 Nov 2026 12:00:00 GMT"}))
    with pytest.raises(DeferredSourceError) as deferred:
        connect(server.url).get("/", budget=budget)
    assert (deferred.value.until, len(server.asked)) == (NOON + timedelta(minutes=15), 1)


def test_a_turn_beyond_the_budget_is_handed_to_the_scheduler(
    server: FaultyServer, connect: Connect, clock: ManualClock
) -> None:
    server.say(json_reply({}))
    client = connect(server.url, requests_per_second=0.1)
    for _ in range(40):
        client.get("/", budget=Budget(9, clock))
    with pytest.raises(DeferredSourceError, match="other sources") as deferred:
        client.get("/", budget=Budget(9, clock))
    assert (deferred.value.until, clock.slept) == (NOON + timedelta(seconds=10), [])


def test_the_client_remembers_the_servers_clock(server: FaultyServer, connect: Connect, budget: Budget) -> None:
    client = connect(server.url)
    assert client.clock_skew_seconds is None
    server.say(json_reply({}, headers={"Date": "Sun, 22 Nov 2026 12:01:00 GMT"}))
    client.get("/", budget=budget)
    assert client.clock_skew_seconds == 60.5
