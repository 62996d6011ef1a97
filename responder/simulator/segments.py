"""How many segments a text needs: GSM 03.38 or UCS-2.

Accepted limits: no smart encoding (`SmartEncoded` is ignored).
"""

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED = frozenset("\f^{}\\[~]|€")


def count(text: str) -> int:
    """Segments of a body; an empty one counts as one."""
    units = _gsm_units(text)
    if units is not None:
        return _parts(units, 160, 153)
    return _parts(len(text.encode("utf-16-be")) // 2, 70, 67)


def _gsm_units(text: str) -> int | None:
    units = 0
    for char in text:
        if char not in GSM_BASIC and char not in GSM_EXTENDED:
            return None
        units += 1 if char in GSM_BASIC else 2
    return units


def _parts(units: int, single: int, each: int) -> int:
    return 1 if units <= single else -(-units // each)
