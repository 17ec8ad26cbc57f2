"""Numbers on Chinese identity documents: GB 11643-1999 and what has its shape.

Pure; nothing here raises on a number that is merely wrong, except where a docstring says so.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999: 2^(17-i) mod 11
_CHECKS = "10X98765432"  # ISO 7064 MOD 11-2, indexed by the weighted sum mod 11
_CENTENARIANS = range(996, 1000)  # orders that marked people over 100 in the 15-digit number, born in 18xx


class Shape(Enum):
    """What a number is by its outer form alone."""

    CITIZEN = "citizen"  # 18 characters, first digit 1-7
    CITIZEN_15 = "citizen-15"  # 15 digits, before 1999
    PERMIT = "permit"  # 81/82/83 0000: residents of Hong Kong, Macau, Taiwan
    FOREIGNER_2017 = "foreigner-2017"  # 3 letters, 12 digits
    FOREIGNER_2023 = "foreigner-2023"  # 18 characters, first digit 9


_SHAPES = (
    (Shape.PERMIT, re.compile(r"8[123]0000[0-9]{11}[0-9X]")),
    (Shape.FOREIGNER_2023, re.compile(r"9[0-9]{16}[0-9X]")),
    (Shape.CITIZEN, re.compile(r"[1-8][0-9]{16}[0-9X]")),
    (Shape.CITIZEN_15, re.compile(r"[1-8][0-9]{14}")),
    (Shape.FOREIGNER_2017, re.compile(r"[A-Z]{3}[0-9]{12}")),
)


def shape(number: str) -> Shape | None:
    """The shape of `number`, or None. Says nothing about check digit, birth or division."""
    return next((found for found, pattern in _SHAPES if pattern.fullmatch(number)), None)


def check_digit(first17: str) -> str:
    """The 18th character (GB 11643-1999, ISO 7064 MOD 11-2) for 17 digits. Raises ValueError for anything else."""
    if not re.fullmatch(r"[0-9]{17}", first17):
        raise ValueError("the check digit is computed over 17 digits")
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def has_right_check_digit(number: str) -> bool:
    """Whether `number` has 18 characters of which the last is the check digit of the others."""
    return re.fullmatch(r"[0-9]{17}[0-9X]", number) is not None and number[17] == check_digit(number[:17])


def is_valid(number: str) -> bool:
    """Whether `number` is a well-formed 18-character number: shape, check digit and, where it holds one, a real birth date.

    The division is not looked at (`idcard.codes`). 15-digit numbers hold no check digit: upgrade them first.
    """
    match shape(number):
        case Shape.CITIZEN | Shape.PERMIT:
            return has_right_check_digit(number) and birth(number) is not None
        case Shape.FOREIGNER_2023:
            return has_right_check_digit(number)
        case Shape.CITIZEN_15 | Shape.FOREIGNER_2017 | None:
            return False


def upgrade15(number: str) -> str:
    """The 18-character form of a 15-digit number: century inserted, check digit appended. Raises ValueError for anything else."""
    if shape(number) is not Shape.CITIZEN_15:
        raise ValueError("not a 15-digit number")
    century = "18" if int(number[12:]) in _CENTENARIANS else "19"
    first17 = number[:6] + century + number[6:]
    return first17 + check_digit(first17)


def birth(number: str) -> date | None:
    """The birth date a number holds, or None: no such date, or a number whose digits are not known to hold one."""
    full = _sliceable(number)
    if full is None:
        return None
    try:
        return date(int(full[6:10]), int(full[10:12]), int(full[12:14]))
    except ValueError:
        return None


def sex(number: str) -> str | None:
    """The sex a number holds as a GB/T 2261.1 code ("1" male, "2" female), or None where it holds none."""
    full = _sliceable(number)
    return None if full is None else "21"[int(full[16]) % 2]


def division(number: str) -> str | None:
    """The six-digit division (GB/T 2260) of a citizen's number, or None for other shapes."""
    return number[:6] if shape(number) in (Shape.CITIZEN, Shape.CITIZEN_15) else None


def _sliceable(number: str) -> str | None:
    """The 18-character number where its inner digits are known to mean something; the foreigner's are not verified."""
    match shape(number):
        case Shape.CITIZEN | Shape.PERMIT:
            return number
        case Shape.CITIZEN_15:
            return upgrade15(number)
        case Shape.FOREIGNER_2017 | Shape.FOREIGNER_2023 | None:
            return None
