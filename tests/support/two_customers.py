"""A desk of two customers who must not know of each other: names of each begin with a word of their own."""

import random
from collections.abc import Sequence
from pathlib import Path

OURS, THEIRS = "ours", "zorn"
"""Whatever belongs to the one customer bears the first word, whatever belongs to the other the second."""
SHARED = "shared"


def configuration(seed: int) -> str:
    """Return a configuration with services of each customer's own and, by chance, one that both have."""
    chance = random.Random(seed)
    both = chance.random() < 0.5
    services = {each: [f"{each}-s{n}" for n in range(chance.randint(1, 3))] for each in (OURS, THEIRS)}
    told = {each: [*own, *([SHARED] if both else [])] for each, own in services.items()}
    services |= {SHARED: [SHARED]} if both else {}
    sources = "".join(_source(name, own) for name, own in services.items())
    every = [each for own in services.values() for each in own]
    names = ", ".join(f"{each}: {{name: {{en: {each.upper()} service}}}}" for each in every)
    agreements = "".join(_agreement(name, told[name], chance) for name in (OURS, THEIRS))
    return f"""\
sources:
{sources}
calendars: {{office: {{timezone: Asia/Shanghai, hours: {{mon-fri: "09:00-18:00"}}}}}}
parties: {{{OURS}-party: {{kind: customer}}, {THEIRS}-party: {{kind: customer, name: {THEIRS} Inc}}}}
services: {{{names}}}
agreements:
{agreements}"""


def files(folder: Path, seed: int) -> None:
    """Write tickets of each customer, and some about the service that both have."""
    for name in (OURS, THEIRS, SHARED):
        chance = random.Random(f"{seed}{name}")
        rows = ["id,at,status,service,priority,broken"]
        for number in range(8):
            service = chance.choice([f"{name.upper()} 0", f"{name.upper()} 1", f"{name.upper()} 2"])
            at, broken = f"2026-06-0{chance.randint(1, 2)}T0{chance.randint(1, 8)}", chance.choice(["yes", "no", "no"])
            rows.append(f"{name}-t{number},{at}:00:00Z,New,{service},1,{broken}")
            if chance.random() < 0.5:
                rows.append(f"{name}-t{number},{at}:45:00Z,Done,{service},1,{broken}")
        (folder / f"{name}.csv").write_text("\n".join(rows) + "\n")


def _source(name: str, services: Sequence[str]) -> str:
    words = [*services, *services, *services][:3]
    mapped = ", ".join(f"{name.upper()} {n}: {service}" for n, service in enumerate(words))
    return f"""\
  {name}-desk:
    kind: csv_events
    path: {name}.csv
    complete_through: read
    columns: {{id: id, at: at, status: status, service: service, priority: priority, fields: {{broken: broken}}}}
    map:
      service: {{values: {{{mapped}}}}}
      priority: {{values: {{"1": P1}}}}
      status: {{New: new, Done: resolved}}
      outage: {{when: {{field: broken, equals: "yes"}}}}
"""


def _agreement(name: str, services: Sequence[str], chance: random.Random) -> str:
    scope = chance.choice(["", "    scope: agreement\n"])
    about = ", ".join(services)
    kept = f"      {name}-backlog: {{indicator: backlog, at_most: 3}}\n" if chance.random() < 0.5 else ""
    return f"""\
  {name}-gold:
    with: {name}-party
    services: [{about}]
{scope}    timezone: {chance.choice(["UTC", "Asia/Shanghai"])}
    objectives:
      {name}-up: {{indicator: availability, target: 99.9%}}
      {name}-solve: {{indicator: resolution, within: 4h, target: 90%, hours: office}}
{kept}"""
