"""Users and the proxy in slawatch.yml: what they come to, and what is refused."""

from pathlib import Path

import pytest

from slawatch.app.configuring import Overrides, configured, installed
from slawatch.config.access_section import AccessSettings
from slawatch.errors import ConfigError
from slawatch.model.user import ANYBODY, Role, User

FILE = """\
sources: {desk: {kind: simulator, map: {service: {values: {ERP: erp}}}}}
parties: {acme: {kind: customer}, nord: {kind: customer}, lone: {kind: customer}, netco: {kind: supplier}}
services: {erp: ERP}
agreements:
  gold: {with: acme, services: erp, objectives: {up: {indicator: availability, target: 99%}}}
  more: {with: acme, services: erp, objectives: {up: {indicator: availability, target: 98%}}}
  nord: {with: nord, services: erp, objectives: {up: {indicator: availability, target: 97%}}}
  line: {kind: contract, with: netco, services: erp, objectives: {up: {indicator: availability, target: 96%}}}
web:
"""


def access(tmp_path: Path, web: str) -> AccessSettings:
    path = tmp_path / "slawatch.yml"
    path.write_text(FILE + "".join(f"  {line}\n" for line in web.splitlines()))
    return configured(path, Overrides(), installed()).web.access


def fault(tmp_path: Path, web: str) -> str:
    with pytest.raises(ConfigError) as caught:
        access(tmp_path, web)
    return str(caught.value).replace(f"{tmp_path}/slawatch.yml:", "")


def test_users_see_everything_or_the_agreements_with_their_parties(tmp_path: Path) -> None:
    found = access(
        tmp_path,
        "users:\n  ann: {roles: [write, approve]}\n  cus: {customer: acme}\n  sup: {supplier: netco}\n"
        "  both: {customer: nord, agreements: [gold]}\n",
    )
    assert found.users["ann"] == User(name="ann", roles=frozenset({Role.WRITE, Role.APPROVE}))
    seen = {name: user.agreements for name, user in found.users.items()}
    assert seen == {"ann": None, "cus": {"gold", "more"}, "sup": {"line"}, "both": {"nord", "gold"}}
    assert found.users["cus"].roles == ANYBODY.roles
    assert found.user("zoe") is None


def test_a_star_stands_for_all_others_and_without_users_all_who_log_in_read(tmp_path: Path) -> None:
    found = access(tmp_path, 'users: {ann: {roles: write}, "*": {customer: acme}}\n')
    assert found.user("zoe") == User(name="zoe", agreements=frozenset({"gold", "more"}))
    assert access(tmp_path, "config_file: web.yml\n").user("zoe") == User(name="zoe")
    assert access(tmp_path, "config_file: web.yml\n").web_file == tmp_path / "web.yml"


def test_who_writes_or_approves_also_reads() -> None:
    for role in Role:
        assert User(name="a", roles=frozenset({role})).may(Role.READ)
    assert not User(name="a").may(Role.WRITE)
    assert not User(name="a", roles=frozenset({Role.WRITE})).may(Role.APPROVE)
    assert not User(name="a", roles=frozenset()).may(Role.READ)


@pytest.mark.parametrize(
    ("web", "text"),
    [
        ("users: {ann: {roles: [admin]}}", '10: web.users.ann.roles[0]: "admin" is not allowed'),
        ("users: {ann: {agreements: [gald]}}", 'there is no agreement "gald"; did you mean "gold"'),
        ("users: {ann: {customer: acne}}", 'there is no party "acne"; did you mean "acme"'),
        ("users: {ann: {customer: lone}}", 'there is no agreement with "lone", so nothing could be shown'),
        ("users: {ann: {agreements: []}}", "web.users.ann.agreements: a list stands here and holds nothing"),
        ('users: {" ann": {}}', "this is no name"),
        ("proxy: {trusted: [127.0.0.1/8]}", "is no network (127.0.0.1/8 has host bits set)"),
        ("proxy: {trusted: [0.0.0.0/0]}", "this trusts the whole world"),
        ("proxy: {user_header: Authorization, trusted: 10.0.0.1}", "is set by clients themselves"),
        ("proxy: {user_header: 'a b', trusted: 10.0.0.1}", "is no name of a header"),
        ("proxy: {}", "10: web.proxy.trusted: is missing"),
    ],
)
def test_what_can_not_be_meant_is_told_with_its_line(tmp_path: Path, web: str, text: str) -> None:
    assert text in fault(tmp_path, web)
