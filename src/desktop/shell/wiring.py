"""What ``app`` hands to the desk, and how a room announces itself to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from desktop.basics.clock import Clock
from desktop.basics.language import Message
from desktop.features import Feature
from desktop.shell.home_rows import HomeRows
from desktop.shell.settings_doors import SettingsDoors
from desktop.widgets.place import Place, WhoIsHere
from desktop.widgets.task import Runner


@dataclass(frozen=True, slots=True)
class Find:
    """One thing that quick find shows: where it opens, and its two lines."""

    room: str
    id: str | None
    title: str
    subtitle: str = ""
    icon: str = "file"


@dataclass(frozen=True, slots=True)
class Wiring:
    """The desk's supplies. ``home`` and ``find`` are queries: they get the reading as their first argument."""

    runner: Runner
    clock: Clock
    user: WhoIsHere
    unit: str
    unit_name: str
    unit_short: str
    features: tuple[Feature, ...]
    home: Callable[..., HomeRows]
    find: Callable[..., tuple[Find, ...]]
    settings: SettingsDoors
    crashed: Callable[[BaseException], object]
    collects: bool = False
    """Whether this register takes in what other units send."""
    badges: Callable[..., Mapping[str, int]] = lambda _reading: {}
    """A query, as ``home``: how many things wait in each place of the sidebar."""
    user_post: Message | str = ""
    panels: Mapping[str, Callable[..., object]] = field(default_factory=dict)
    hand: Callable[[Place], object] = lambda _place: None
    """Adds the panels that need the place themselves; called before the first page is made."""
