"""Whether people can log in as the configuration says, looked over before the daemon serves anybody."""

from slawatch.config.access_section import AccessSettings
from slawatch.config.web_file import WebFile, web_file
from slawatch.errors import ConfigError
from slawatch.web.tls import server_context


def require_usable(access: AccessSettings) -> None:
    """Raise ConfigError where the web configuration file or a certificate can't be used, or nobody could log in."""
    file = WebFile() if access.web_file is None else web_file(access.web_file)
    if file.tls is not None:
        server_context(file.tls)
    if access.users and access.proxy is None and not file.hashes:
        raise ConfigError(
            "web.users: nobody of them can log in; name a file with basic_auth_users under web.config_file, "
            "or a proxy that logs people in under web.proxy"
        )
