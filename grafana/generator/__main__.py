"""python -m generator [DIRECTORY]: writes grafana/dashboards, or the same below another directory."""

import sys
from pathlib import Path

from generator.files import files

HERE = Path(__file__).resolve().parent.parent / "dashboards"


def main() -> None:
    """Write every board in every language."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    for path, text in files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
