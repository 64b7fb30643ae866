"""The texts of alerts, as Alertmanager's own tool renders them."""
# ruff: noqa: RUF001  Chinese has its own punctuation

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from needs import needs

TEMPLATES = Path(__file__).parents[2] / "config" / "alertmanager" / "templates" / "*.tmpl"
LANGUAGES = ["en", "zh"]
HOSTILE = (
    "<img src=x onerror=alert(1)> <!channel> <http://evil.example|pay> [a](http://evil.example) **b** \"' & {{ . }}"
)
LINKS = {
    "tickets_url": "http://slawatch.example.org/outages?service_id=mail&sla=gold&period=current",
    "explain_url": "http://slawatch.example.org/objectives/mail/gold/up?period=current",
    "dashboard_url": "http://grafana.example.org/d/slawatch-operations?var-service_id=mail",
    "runbook_url": "https://wiki.example.org/runbooks#slawatcherrorbudgetburn",
}


def alert(summary: str, *, status: str = "firing", severity: str = "critical", **annotations: str) -> dict:
    ended = "2026-11-22T11:30:20Z" if status == "resolved" else "0001-01-01T00:00:00Z"
    return {
        "status": status,
        "labels": {"alertname": "SlawatchErrorBudgetBurn", "severity": severity, "service_id": "mail", "sla": "gold"},
        "annotations": {"summary": summary, "description": "21 minutes are left.", **LINKS, **annotations},
        "startsAt": "2026-11-22T10:00:00Z",
        "endsAt": ended,
    }


def rendered(name: str, alerts: list[dict], folder: Path, *, kind: str = "text", **common: str) -> str:
    """Return a template of a group, in the time of Shanghai."""
    firing = any(each["status"] == "firing" for each in alerts)
    data = {
        "receiver": "any",
        "status": "firing" if firing else "resolved",
        "alerts": alerts,
        "groupLabels": {},
        "commonLabels": {"sla": "gold", **common},
        "commonAnnotations": {},
        "externalURL": "http://alerts.example.org",
    }
    told = folder / "data.json"
    told.write_text(json.dumps(data))
    text = f'{{{{ template "slawatch.{name}" . }}}}'
    program = needs("amtool", "prometheus-alertmanager")
    options = [f"--template.glob={TEMPLATES}", f"--template.text={text}", f"--template.data={told}"]
    done = subprocess.run(
        [program, "template", "render", *options, f"--template.type={kind}"],
        capture_output=True,
        text=True,
        check=False,
        env={"TZ": "Asia/Shanghai"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Links(HTMLParser):
    """Elements of a page, and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_text_tells_what_since_when_and_where_to_look(tmp_path: Path) -> None:
    english = rendered("en.text", [alert("mail burns"), alert("wan burned", status="resolved")], tmp_path)
    assert (
        english
        == """\
mail burns
21 minutes are left.
Since 2026-11-22 18:00 CST
Tickets:   http://slawatch.example.org/outages?service_id=mail&sla=gold&period=current
Why:       http://slawatch.example.org/objectives/mail/gold/up?period=current
Dashboard: http://grafana.example.org/d/slawatch-operations?var-service_id=mail
Runbook:   https://wiki.example.org/runbooks#slawatcherrorbudgetburn

Over: wan burned
From 2026-11-22 18:00 CST to 2026-11-22 19:30 CST, 90 minutes
Why:       http://slawatch.example.org/objectives/mail/gold/up?period=current

Silence:   http://alerts.example.org/#/silences/new?filter=%7Bsla%3D%22gold%22%7D
"""
    )
    chinese = rendered("zh.text", [alert("邮件预算", status="resolved")], tmp_path)
    assert (
        chinese
        == """\
已恢复：邮件预算
2026-11-22 18:00 CST 至 2026-11-22 19:30 CST，持续 90 分钟
计算明细：http://slawatch.example.org/objectives/mail/gold/up?period=current

静默：http://alerts.example.org/#/silences/new?filter=%7Bsla%3D%22gold%22%7D
"""
    )


TITLES = [
    ("en", [alert("mail burns")], "[critical] mail burns"),
    ("en", [alert("a", severity="info"), alert("b", severity="warning")], "[warning] 2 alerts under gold: a and more"),
    ("en", [alert("a"), alert("b", status="resolved")], "[critical] a"),
    ("en", [alert("a", status="resolved"), alert("b", severity="warning")], "[warning] b"),
    ("zh", [alert("a", status="resolved"), alert("乙", severity="warning")], "【警告】乙"),
    ("en", [alert("mail burned", status="resolved")], "[over] mail burned"),
    ("zh", [alert("邮件", severity="warning")], "【警告】邮件"),
    ("zh", [alert("邮件"), alert("b")], "【紧急】协议 gold：邮件等 2 条告警"),
    ("zh", [alert("邮件", status="resolved")], "【已恢复】邮件"),
]


@pytest.mark.parametrize(("language", "alerts", "title"), TITLES)
def test_a_title_tells_the_most_urgent_and_how_many(
    language: str, alerts: list[dict], title: str, tmp_path: Path
) -> None:
    assert rendered(f"{language}.title", alerts, tmp_path) == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_text_is_inert_in_a_mail(language: str, tmp_path: Path) -> None:
    evil = alert(HOSTILE, description=HOSTILE, tickets_url="javascript:alert(1)", dashboard_url='http://a/"><script>')
    group = [evil, alert(HOSTILE, status="resolved")]
    page = Links(rendered(f"{language}.html", group, tmp_path, kind="html", service_id=HOSTILE))
    assert page.tags <= {"html", "head", "meta", "title", "body", "div", "p", "b", "a"}
    assert all(re.match(r"https?://|#ZgotmplZ", link) for link in page.links)
    assert page.words.count(HOSTILE) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_text_is_inert_in_slack(language: str, tmp_path: Path) -> None:
    evil = alert(HOSTILE, description=HOSTILE, tickets_url="http://a/|<!here>")
    text = rendered(f"{language}.slack", [evil, alert(HOSTILE, status="resolved")], tmp_path)
    marks = re.findall(r"<[^>]*>", text)
    assert len(marks) == 4
    assert all(re.fullmatch(r"<https?://[^|<>]+\|[\w ]+>", mark) for mark in marks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hostile_text_is_inert_in_wecom(language: str, tmp_path: Path) -> None:
    evil = alert(HOSTILE, description=HOSTILE, tickets_url="http://a/) [x](http://evil.example")
    text = rendered(f"{language}.wechat", [evil], tmp_path)
    links = re.findall(r"\[[^\]]*\]\([^)]*\)", text)
    assert links == [
        f"[{'Tickets and outages' if language == 'en' else '工单与故障'}](http://a/[x]http://evil.example)"
    ]
    assert "<" not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", ["firing", "resolved"])
@pytest.mark.parametrize("count", [1, 50])
def test_wecom_takes_the_message_whatever_its_number(language: str, status: str, count: int, tmp_path: Path) -> None:
    long = {"description": "停" * 900, "tickets_url": "http://slawatch.example.org/tickets?" + "a" * 150}
    alerts = [alert("邮" * 200, status=status, **long) for _ in range(count)]
    text = rendered(f"{language}.wechat", [*alerts, alert("x", status="resolved")], tmp_path, service_id="mail")
    assert len(text.encode()) < 2048


@pytest.mark.parametrize(("language", "told"), [("en", "the first 20 of 47"), ("zh", "共 47 条，以上为前 20 条")])
@pytest.mark.parametrize("form", ["text", "html"])
def test_of_many_the_first_are_told_and_their_number(language: str, told: str, form: str, tmp_path: Path) -> None:
    text = rendered(f"{language}.{form}", [alert(f"number {n}.") for n in range(47)], tmp_path, kind=form)
    assert len(re.findall(r"number \d+\.", text)) - text.count("<title>") == 20
    assert told in text


PAGER = [("severity", "critical"), ("color", "danger"), ("link", LINKS["tickets_url"])]


@pytest.mark.parametrize(("name", "told"), PAGER)
def test_a_pager_is_told_the_severity_and_a_link(name: str, told: str, tmp_path: Path) -> None:
    assert rendered(name, [alert("a", severity="warning"), alert("b")], tmp_path) == told


def test_a_pager_is_told_of_what_still_fires_and_not_of_what_is_over(tmp_path: Path) -> None:
    assert rendered("severity", [alert("a", status="resolved"), alert("b", severity="warning")], tmp_path) == "warning"
