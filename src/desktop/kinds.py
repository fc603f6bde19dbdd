"""Each room's records as they are stored, logged and carried: the kinds of a register, lower floors first."""

from desktop.meetings.bundle import KINDS as MEETINGS
from desktop.members.bundle import KIND as MEMBER
from desktop.organisations.bundle import KIND as ORGANISATION
from desktop.storage.records import Kinds

ALL = Kinds((ORGANISATION, MEMBER, *MEETINGS))
