"""What a cursor rests on: the options and the version of its source under which it was written."""


def basis(config_hash: str, *, cursor_version: int) -> str:
    """Return the text that a cursor is kept with; another text means that it is not used and all is read again.

    Facts told again change nothing, so a full reading is the safe answer to any doubt about a cursor.
    """
    return config_hash if cursor_version == 1 else f"{config_hash}.{cursor_version}"
