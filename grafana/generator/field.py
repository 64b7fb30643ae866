"""How values are shown: words for values, links, and exceptions for single fields."""

from dataclasses import dataclass

from grafana_foundation_sdk.models.dashboard import (
    DashboardFieldConfigSourceOverrides,
    DashboardLink,
    DashboardRangeMapOptions,
    DynamicConfigValue,
    MatcherConfig,
    RangeMap,
    ValueMap,
    ValueMapping,
    ValueMappingResult,
)

from generator.text import Language, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word for a value."""

    value: str
    text: Text
    colour: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A word for all values of a range; None is without end."""

    least: float | None = None
    most: float | None = None
    text: Text
    colour: str | None = None

    def drawn(self, language: Language) -> RangeMap:
        """Return the range as Grafana writes it."""
        result = ValueMappingResult(text=self.text.said(language), color=self.colour)
        options = DashboardRangeMapOptions(from_val=self.least, to=self.most, result=result)
        return RangeMap(options=options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link from a value; `url` may name variables, labels and fields of the row."""

    title: Text
    url: Text | str

    def address(self, language: Language) -> str:
        """Return where it leads."""
        return self.url if isinstance(self.url, str) else self.url.said(language)

    def drawn(self, language: Language) -> DashboardLink:
        """Return the link as Grafana writes it."""
        return DashboardLink(title=self.title.said(language), url=self.address(language), target_blank=True)

    def value(self, language: Language) -> dict[str, object]:
        """Return the link as an exception of a field names it."""
        return {"title": self.title.said(language), "url": self.address(language), "targetBlank": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Properties of the fields of one name, or (`by_query`) of those that the query of a letter answers."""

    name: str
    by_query: bool = False
    title: Text | None = None
    properties: tuple[tuple[str, object], ...] = ()
    links: tuple[Link, ...] = ()
    words: tuple[Word | Span, ...] = ()

    def drawn(self, language: Language) -> DashboardFieldConfigSourceOverrides:
        """Return the exception as Grafana writes it."""
        values = [DynamicConfigValue(id_val=name, value=value) for name, value in self.properties]
        if self.title is not None:
            values.append(DynamicConfigValue(id_val="displayName", value=self.title.said(language)))
        if self.words:
            values.append(DynamicConfigValue(id_val="mappings", value=mappings(self.words, language)))
        if self.links:
            values.append(DynamicConfigValue(id_val="links", value=[link.value(language) for link in self.links]))
        return DashboardFieldConfigSourceOverrides(
            matcher=MatcherConfig(id_val="byFrameRefID" if self.by_query else "byName", options=self.name),
            properties=values,
        )


def named(name: str, title: Text, colour: str | None = None) -> Override:
    """Return the exception that calls a series by a word and, where told, gives it its colour."""
    return Override(name=name, title=title, properties=fixed(colour) if colour else ())


def fixed(colour: str) -> tuple[tuple[str, object], ...]:
    """Return the property that gives a field one colour."""
    return (("color", {"mode": "fixed", "fixedColor": colour}),)


def mappings(words: tuple[Word | Span, ...], language: Language) -> list[ValueMapping]:
    """Return words for values as Grafana writes them: single values first, then ranges."""
    single = {
        word.value: ValueMappingResult(text=word.text.said(language), color=word.colour, index=position)
        for position, word in enumerate(word for word in words if isinstance(word, Word))
    }
    ranges: list[ValueMapping] = [word.drawn(language) for word in words if isinstance(word, Span)]
    return [*([ValueMap(options=single)] if single else []), *ranges]
