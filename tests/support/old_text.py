"""OpenMetrics in the words of the older text format, which is all that promtool reads."""

import re


def as_old_text(openmetrics: str) -> str:
    """Return OpenMetrics with what promtool does not know in the words of the old text."""
    text = openmetrics.replace(" stateset\n", " gauge\n").replace(" gaugehistogram\n", " histogram\n")
    text = re.sub(r"^(\w+)_g(count|sum)\{", r"\1_\2{", text, flags=re.MULTILINE)
    text = re.sub(r" # \{.*$", "", text, flags=re.MULTILINE)
    for counter in re.findall(r"^# TYPE (\S+) counter$", text, re.MULTILINE):
        text = re.sub(rf"^# (HELP|TYPE) {counter} ", rf"# \1 {counter}_total ", text, flags=re.MULTILINE)
    return re.sub(r"^# (UNIT .*|EOF)\n", "", text, flags=re.MULTILINE)
