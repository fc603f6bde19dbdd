"""Kinds of organisations that the program treats differently. Their words are the code list ``org_kind``."""

from enum import StrEnum


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


def is_cell(kind: str) -> bool:
    """Whether members belong to an organisation of this kind."""
    return kind in CELLS
