"""Receivers as Alertmanager has them, with the texts of slawatch's templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from slawatch.config.delivery_section import (
    EmailSection,
    PagerdutySection,
    SlackSection,
    SmtpSection,
    WebhookSection,
    WechatSection,
)
from slawatch.config.receivers_section import WAYS, ReceiverSection
from slawatch.config.secrets import Secret
from slawatch.model.alert import Language

Version = tuple[int, int]
Fields = dict[str, Any]

OLDEST: Final[Version] = (0, 25)
_TLS_FIRST: Final = ":465"
_FILE_SINCE: Final[Mapping[str, Version]] = {"url": (0, 26), "api_secret": (0, 31)}
"""From which Alertmanager on it reads a secret of this name from a file; others it always did."""


@dataclass(slots=True)
class Writing:
    """Receivers on their way into a file: for which Alertmanager, in which language, and which secrets went in."""

    version: Version
    language: Language
    revealed: list[str] = field(default_factory=list)
    """Receivers with a secret that stands in the file itself."""

    def receiver(self, name: str, section: ReceiverSection) -> Fields:
        """Return a receiver with all its ways."""
        told: Fields = {"name": name}
        for way in WAYS:
            if each := getattr(section, way):
                make = getattr(self, f"_{way}")
                told[f"{way}_configs"] = [make(name, one) | {"send_resolved": section.send_resolved} for one in each]
        return told

    def smtp(self, section: SmtpSection | None) -> Fields:
        """Return the mail server as global settings."""
        if section is None:
            return {}
        # On this port TLS comes first, and a server that is asked to begin it then refuses.
        starts = section.tls and not section.host.endswith(_TLS_FIRST)
        told = {"smtp_smarthost": section.host, "smtp_from": section.sender, "smtp_require_tls": starts}
        if section.user is not None and section.password is not None:
            told["smtp_auth_username"] = section.user
            told |= self._secret("smtp", "smtp_auth_password", section.password)
        return told

    def _webhook(self, name: str, section: WebhookSection) -> Fields:
        told = {"url": section.url} if isinstance(section.url, str) else self._secret(name, "url", section.url)
        if section.token is not None:
            login = {"authorization": self._secret(name, "credentials", section.token)}
        elif section.user is not None and section.password is not None:
            login = {"basic_auth": {"username": section.user, **self._secret(name, "password", section.password)}}
        else:
            return told
        return {**told, "http_config": login}

    def _email(self, _name: str, section: EmailSection) -> Fields:
        return {
            "to": ", ".join(section.to),
            "headers": {"Subject": self._text("title")},
            "html": self._text("html"),
            "text": self._text("text"),
        }

    def _slack(self, name: str, section: SlackSection) -> Fields:
        return {
            **self._secret(name, "api_url", section.url),
            **({"channel": section.channel} if section.channel else {}),
            "color": '{{ template "slawatch.color" . }}',
            "title": self._text("slack.title"),
            "title_link": '{{ template "slawatch.link" . }}',
            "text": self._text("slack"),
            "fallback": self._text("slack.title"),
        }

    def _wechat(self, name: str, section: WechatSection) -> Fields:
        told = {"to_user": section.to_user, "to_party": section.to_party, "to_tag": section.to_tag}
        return {
            "corp_id": section.corp_id,
            "agent_id": section.agent_id,
            **self._secret(name, "api_secret", section.secret),
            **({"api_url": f"{section.url}/"} if section.url else {}),
            **{key: "|".join(names) for key, names in told.items() if names},
            "message_type": "markdown",
            "message": self._text("wechat"),
        }

    def _pagerduty(self, name: str, section: PagerdutySection) -> Fields:
        return {
            **self._secret(name, "routing_key", section.routing_key),
            **({"url": section.url} if section.url else {}),
            "description": self._text("title"),
            "severity": '{{ template "slawatch.severity" . }}',
            "client": "slawatch",
            "client_url": '{{ template "slawatch.link" . }}',
            "details": {"firing": self._text("text")},
        }

    def _text(self, name: str) -> str:
        return f'{{{{ template "slawatch.{self.language}.{name}" . }}}}'

    def _secret(self, receiver: str, key: str, secret: Secret) -> Fields:
        """Return the file that holds a secret, or where Alertmanager reads none the secret itself."""
        if secret.path is not None and self.version >= _FILE_SINCE.get(key, OLDEST):
            return {f"{key}_file": secret.path}
        self.revealed.append(receiver)
        return {key: secret.reveal()}
