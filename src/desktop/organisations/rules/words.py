"""Kinds and sectors of organisations, and how they are called."""

from enum import StrEnum

from desktop.basics.language import N_, Message, msg


class OrganisationKind(StrEnum):
    """Kinds of Party organisation (Charter, articles 10 and 21 to 24; models of 2025 and 2026)."""

    CENTRAL = "TW"
    PROVINCE = "TINH_UY"
    DISTRICT = "HUYEN_UY"
    ABOVE_GRASSROOTS = "DB_CAP_TREN_CO_SO"
    COMMUNE = "DANG_BO_XA"
    GRASSROOTS = "DANG_BO_CO_SO"
    GRASSROOTS_CELL = "CHI_BO_CO_SO"
    SECTIONAL = "DANG_BO_BO_PHAN"
    CELL = "CHI_BO_TRUC_THUOC"
    GROUP = "TO_DANG"


CELLS = frozenset({OrganisationKind.GRASSROOTS_CELL, OrganisationKind.CELL})

KIND_NAMES: dict[OrganisationKind, str] = {
    OrganisationKind.CENTRAL: N_("Central Committee"),
    OrganisationKind.PROVINCE: N_("Provincial committee"),
    OrganisationKind.DISTRICT: N_("District committee (until 30/6/2025)"),
    OrganisationKind.ABOVE_GRASSROOTS: N_("Organisation directly above the grassroots"),
    OrganisationKind.COMMUNE: N_("Commune, ward or special zone organisation"),
    OrganisationKind.GRASSROOTS: N_("Grassroots organisation"),
    OrganisationKind.GRASSROOTS_CELL: N_("Grassroots cell"),
    OrganisationKind.SECTIONAL: N_("Sectional organisation"),
    OrganisationKind.CELL: N_("Subordinate cell"),
    OrganisationKind.GROUP: N_("Party group"),
}


class Sector(StrEnum):
    """Type of base, as the yearly statistics have it (form 5)."""

    HAMLET = "HAMLET"
    PARTY_ORGAN = "PARTY_ORGAN"
    STATE_ORGAN = "STATE_ORGAN"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    NON_PUBLIC = "NON_PUBLIC"
    ENTERPRISE = "ENTERPRISE"
    COOPERATIVE = "COOPERATIVE"
    ARMY = "ARMY"
    POLICE = "POLICE"
    ABROAD = "ABROAD"
    OTHER = "OTHER"


SECTOR_NAMES: dict[Sector, str] = {
    Sector.HAMLET: N_("Hamlet or street group"),
    Sector.PARTY_ORGAN: N_("Party, Front or mass organ"),
    Sector.STATE_ORGAN: N_("State organ"),
    Sector.PUBLIC_SERVICE: N_("Public service unit"),
    Sector.NON_PUBLIC: N_("Non-public unit"),
    Sector.ENTERPRISE: N_("Enterprise"),
    Sector.COOPERATIVE: N_("Co-operative"),
    Sector.ARMY: N_("Army"),
    Sector.POLICE: N_("Police"),
    Sector.ABROAD: N_("Abroad"),
    Sector.OTHER: N_("Other sector"),
}


def kind_name(kind: str) -> Message:
    """What a kind is called; a code that this version doesn't know is shown as it is."""
    return msg(KIND_NAMES[OrganisationKind(kind)]) if kind in KIND_NAMES else _as_written(kind)


def sector_name(sector: str) -> Message:
    """What a sector is called; a code that this version doesn't know is shown as it is."""
    return msg(SECTOR_NAMES[Sector(sector)]) if sector in SECTOR_NAMES else _as_written(sector)


def is_cell(kind: str) -> bool:
    """Whether members belong to an organisation of this kind."""
    return kind in CELLS


def _as_written(code: str) -> Message:
    return Message("{code}", (("code", code),))
