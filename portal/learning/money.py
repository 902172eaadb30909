"""Money and hours: decimals in Python, whole hundredths in the database, floats nowhere."""

import re
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

HUNDREDTH = Decimal("0.01")
_SPENT_TODAY = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN
    BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF
    KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN
    MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD
    SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(_SPENT_TODAY.split())
"""The codes of ISO 4217 under which money is spent."""
SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two places, stored as a whole number of hundredths; sums stay exact.

    Raises ValueError for a value with more than two places.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise ValueError("Money and hours are never floats.")
        hundredths = Decimal(value) * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError("Two places after the point are all there is room for.")
        return int(hundredths)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class Money(Hundredths):
    """An amount in the currency that stands beside it."""

    cache_ok = True


class Hours(Hundredths):
    """Hours of work or learning."""

    cache_ok = True


def figures(written: str) -> str:
    """What is written as an amount, without its sign, its spaces and the commas of thousands.

    Any other comma stays, so that "1,5" is no number rather than fifteen.
    """
    word = written.replace(" ", "").lstrip("£€$")
    return word.replace(",", "") if _GROUPED.fullmatch(word) else word


def rounded(amount: Decimal) -> Decimal:
    """The amount to two places, halves away from zero."""
    return amount.quantize(HUNDREDTH, ROUND_HALF_UP)


def money(amount: Decimal, currency: str) -> str:
    """In words: "£90", "£1,240.50", "CHF 90", "Nothing" for none."""
    if not amount:
        return "Nothing"
    digits = f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    sign = SIGNS.get(currency)
    return f"{sign}{digits}" if sign else f"{currency} {digits}"


def hours(number: Decimal) -> str:
    """In words: "1 hour", "6 hours", "1.5 hours"."""
    digits = f"{number.normalize():f}"
    return f"{digits} hour" if digits == "1" else f"{digits} hours"
