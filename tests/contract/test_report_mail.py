"""Sealed reports through a real mail server, over TLS."""

import io
import json
import socket
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from shutil import copytree

import openpyxl
import pypdf
import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from report_world import CONFIGURATION, World, reopened, utc, world

from slawatch.config.delivery_section import SmtpSection, mailbox
from slawatch.model.sealed import Delivered, Delivery
from slawatch.reports.life.delivering import Mailing
from slawatch.reports.life.letter import Letter
from slawatch.reports.life.message import message
from slawatch.reports.life.seal import Seal

REPORT = "agreement-gold-2026-10"
TEXT = CONFIGURATION.replace(
    "report: {languages: [en, zh], formats: [json, csv], audience: Acme}",
    "report: {languages: zh, formats: [html, pdf, xlsx, csv, json], to: [cio@example.org, file:board.txt]}",
)


@dataclass
class Mailbox:
    """Keeps what it is handed; refuses recipients as it is told."""

    mails: list[EmailMessage] = field(default_factory=list)
    secure: list[bool] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """By recipient what is answered in the place of 250."""

    async def handle_RCPT(  # noqa: N802  aiosmtpd's own name and arguments
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  likewise
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(message_from_bytes(content, policy=policy.default))
        self.secure.append(session.ssl is not None)
        return "250 OK"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture
def server(authority: trustme.CA, port: int) -> Iterator[tuple[Controller, Mailbox]]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True)
    controller.start()
    yield controller, box
    controller.stop()


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, port: int) -> Path:
    """A folder with a sealed report that nobody was sent; sealing takes the longest."""
    folder = tmp_path_factory.mktemp("mail")
    (folder / "board.txt").write_text(
        "# the board\nada@example.org\n\nbo@example.org # chair\nnobody\n", encoding="utf-8"
    )
    smtp = f"  smtp: {{host: '127.0.0.1:{port}', from: slawatch@example.org}}\n"
    made = world(folder, text=TEXT + smtp)
    made.at(utc(11, 4, 18))
    made.tell(through=utc(11, 4, 18))
    (link,) = made.rounds.seal()
    assert Seal.read(link).mail
    made.store.close()
    return folder


@pytest.fixture
def world_of_mail(sealed: Path, tmp_path: Path) -> Iterator[World]:
    made = reopened(Path(copytree(sealed, tmp_path / "mail")), at=utc(11, 4, 18))
    yield made
    made.store.close()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


def mailing(desk: World) -> Mailing:
    return Mailing(store=desk.store, settings=desk.configuration.reports, clock=desk.clock)


def steps(desk: World, to: str) -> list[Delivered]:
    return [each.state for each in desk.store.reports.deliveries(REPORT) if each.recipient == to]


def nobody_vouches_for_the_server(world_of_mail: World, server: tuple[Controller, Mailbox]) -> None:
    assert mailing(world_of_mail).deliver() == 0
    assert server[1].mails == []
    assert steps(world_of_mail, "cio@example.org") == [Delivered.FAILED]
    assert "certificate verify failed" in world_of_mail.store.reports.deliveries()[0].detail
    assert mailing(world_of_mail).unsent() == 3


def everybody_gets_a_mail_of_their_own_once(world_of_mail: World, server: tuple[Controller, Mailbox]) -> None:
    box = server[1]
    assert mailing(world_of_mail).deliver() == 0  # a try has just failed
    world_of_mail.clock.advance(900)
    box.answers = {"ada@example.org": "450 later", "bo@example.org": "550 no such user"}
    assert mailing(world_of_mail).deliver() == 1
    box.answers = {}
    world_of_mail.clock.advance(900)
    assert mailing(world_of_mail).deliver() == 1
    world_of_mail.clock.advance(900)
    assert mailing(world_of_mail).deliver() == 0
    assert [mail["To"] for mail in box.mails] == ["cio@example.org", "ada@example.org"]
    assert all(box.secure)
    taken = [Delivered.INTENDED, Delivered.SENT]
    assert steps(world_of_mail, "cio@example.org") == [Delivered.FAILED, *taken]
    assert steps(world_of_mail, "ada@example.org") == [Delivered.FAILED, Delivered.INTENDED, Delivered.FAILED, *taken]
    assert steps(world_of_mail, "bo@example.org") == [Delivered.FAILED, Delivered.INTENDED, Delivered.REFUSED]
    assert mailing(world_of_mail).unsent() == 1


def the_mail_tells_the_month_and_its_files_open(world_of_mail: World, server: tuple[Controller, Mailbox]) -> None:
    mail = server[1].mails[0]
    assert mail["Subject"] == "服务级别报告: gold, 2026年10月 (正式版)"
    assert mail["From"] == "slawatch <slawatch@example.org>"
    for kind in ("plain", "html"):
        body = mail.get_body((kind,))
        assert body is not None
        told = body.get_content()
        assert "邮件" in told  # the service's name
        assert "66.66 %" in told  # two of three tickets in time
        assert "99.43 %" in told  # 1 h of 176 h lost
        assert mail["X-Slawatch-Seal"] in told
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    link = world_of_mail.store.reports.link(REPORT)
    assert link is not None
    assert set(files) == {each.name for each in Seal.read(link).files}
    assert len(files) == 5
    assert pypdf.PdfReader(io.BytesIO(files[f"{REPORT}.zh.pdf"])).pages
    assert openpyxl.load_workbook(io.BytesIO(files[f"{REPORT}.zh.xlsx"])).sheetnames
    assert zipfile.ZipFile(io.BytesIO(files[f"{REPORT}.zh.csv.zip"])).testzip() is None
    assert json.loads(files[f"{REPORT}.json"])["identity"]["period"] == "2026-10"


def a_mail_of_which_nobody_knows_goes_again_under_its_id(
    world_of_mail: World, server: tuple[Controller, Mailbox]
) -> None:
    box, desk = server[1], world_of_mail
    before = desk.store.reports.deliveries(REPORT)
    killed = replace(before[-1], recipient="cio@example.org", state=Delivered.INTENDED, at=desk.clock.now())
    sent: list[Delivery] = [each for each in before if each.recipient == "cio@example.org"]
    desk.store.reports.note_delivery(replace(killed, message_id=sent[0].message_id))
    assert mailing(desk).deliver() == 0  # its sender may still be at it
    desk.clock.advance(timedelta(minutes=15).total_seconds())
    assert mailing(desk).deliver() == 1
    assert box.mails[-1]["Message-ID"] == box.mails[0]["Message-ID"]
    assert box.mails[-1]["Message-ID"] != box.mails[1]["Message-ID"]


def test_a_mail_from_its_first_try_to_one_of_which_nobody_knows(
    world_of_mail: World, server: tuple[Controller, Mailbox], request: pytest.FixtureRequest
) -> None:
    nobody_vouches_for_the_server(world_of_mail, server)
    request.getfixturevalue("trusted")
    everybody_gets_a_mail_of_their_own_once(world_of_mail, server)
    the_mail_tells_the_month_and_its_files_open(world_of_mail, server)
    a_mail_of_which_nobody_knows_goes_again_under_its_id(world_of_mail, server)


@pytest.mark.usefixtures("trusted")
def test_after_a_week_nobody_is_told_any_more(world_of_mail: World, server: tuple[Controller, Mailbox]) -> None:
    count = len(server[1].mails)
    (world_of_mail.folder / "board.txt").write_text("new@example.org\n", encoding="utf-8")
    world_of_mail.at(utc(11, 11, 19))
    assert mailing(world_of_mail).deliver() == 0
    assert len(server[1].mails) == count


def test_words_of_others_add_no_line_to_the_head_of_a_mail(world_of_mail: World) -> None:
    link = world_of_mail.store.reports.link(REPORT)
    assert link is not None
    letter = Letter(subject="a\r\nBcc: eve@example.org\0\u202e", plain="text", html="<p>text</p>", seal="Seal")
    mail = message(link, letter, (), sender="slawatch@example.org", to="cio@example.org")
    head, _, _ = bytes(mail).partition(b"\n\n")
    assert mail["Bcc"] is None
    assert b"\nBcc:" not in head
    with pytest.raises(ValueError, match="linefeed or carriage return"):
        message(link, letter, (), sender="slawatch@example.org", to="cio@example.org\nBcc: eve@example.org")


def test_a_server_without_tls_is_not_talked_to(world_of_mail: World) -> None:
    controller = Controller(Mailbox(), hostname="127.0.0.1", port=free_port())
    controller.start()
    port = controller.port
    smtp = SmtpSection.model_validate({"host": f"127.0.0.1:{port}", "from": "slawatch@example.org"})
    desk = replace(world_of_mail)
    desk.at(utc(11, 5))
    settings = replace(desk.configuration.reports, smtp=smtp)
    try:
        assert Mailing(store=desk.store, settings=settings, clock=desk.clock).deliver() == 0
    finally:
        controller.stop()
    assert "STARTTLS" in desk.store.reports.deliveries()[-1].detail


def rude_server(listening: socket.socket, taken: list[str]) -> None:
    """Hang up over mails to p@example.org; of others, take leave with an error."""
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with connection, connection.makefile("rwb", buffering=0) as lines:
                lines.write(b"220 hello\r\n")
                for line in lines:
                    verb = line[:4].upper()
                    if verb == b"RCPT":
                        taken.append(line.decode().partition("<")[2].partition(">")[0])
                        if taken[-1] == "p@example.org":
                            connection.shutdown(socket.SHUT_RDWR)
                            break
                    if verb == b"DATA":
                        lines.write(b"354 go\r\n")
                        while lines.readline() != b".\r\n":
                            pass
                    lines.write(b"554 never\r\n" if verb == b"QUIT" else b"250 ok\r\n")


def test_a_server_that_hangs_up_over_one_mail_keeps_no_other_back(world_of_mail: World) -> None:
    desk, taken = world_of_mail, list[str]()
    reports = desk.configuration.reports
    scheduled = tuple(replace(each, to=("p@example.org", "q@example.org")) for each in reports.scheduled)
    desk.at(utc(11, 6))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=rude_server, args=(listening, taken), daemon=True).start()
        host = f"127.0.0.1:{listening.getsockname()[1]}"
        smtp = SmtpSection.model_validate({"host": host, "from": "slawatch@example.org", "tls": False})
        settings = replace(reports, smtp=smtp, scheduled=scheduled)
        sender = Mailing(store=desk.store, settings=settings, clock=desk.clock)
        assert sender.deliver() == 0
        assert (steps(desk, "p@example.org"), steps(desk, "q@example.org")) == (
            [Delivered.INTENDED, Delivered.FAILED], [],
        )  # fmt: skip
        desk.clock.advance(120)
        assert sender.deliver() == 1
        listening.shutdown(socket.SHUT_RDWR)
    assert taken == ["p@example.org", "q@example.org"]


@pytest.mark.usefixtures("trusted")
def test_an_address_that_no_mail_can_be_written_to_is_refused_alone(
    world_of_mail: World, server: tuple[Controller, Mailbox]
) -> None:
    link = world_of_mail.store.reports.link(REPORT)
    assert link is not None
    for address in ("a@[x", "a\0@example.org", "a(b)@example.org", "a@\udce9"):
        with pytest.raises(ValueError, match="is no mail address"):
            mailbox(address)
    scheduled = [replace(each, to=("a@[x", "z@example.org")) for each in world_of_mail.configuration.reports.scheduled]
    settings = replace(world_of_mail.configuration.reports, scheduled=tuple(scheduled))
    count = len(server[1].mails)
    sender = Mailing(store=world_of_mail.store, settings=settings, clock=world_of_mail.clock)
    assert sender.deliver() == 1
    assert [mail["To"] for mail in server[1].mails[count:]] == ["z@example.org"]
    assert steps(world_of_mail, "a@[x") == [Delivered.INTENDED, Delivered.REFUSED]
