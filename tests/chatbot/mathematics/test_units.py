"""Units: exact factors, temperatures, data sizes, and no way into pint's own parser."""

import time
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chatbot.mathematics.tokens import CalculationError
from chatbot.mathematics.units import _converted, _pair, convert_units, of_one_kind


@pytest.fixture(scope="module", autouse=True)
def _warm():
    """Load pint's registry once, outside what is timed."""
    convert_units(1, "km", "m")


CONVERTED = [
    (5, "km", "miles", "5 km = 3.1068559611866698480… miles"),
    (1, "inch", "cm", "1 inch = 2.54 cm"),
    (34, "metres", "feet", "34 metres = 111.54855643044619422… feet"),
    (2, "pounds", "grams", "2 pounds = 907.18474 grams"),
    (0.1, "m", "cm", "0.1 m = 10 cm"),
    ("1/3", "inch", "cm", "1 / 3 inch = 0.84666666666666666666… cm"),
    ("1,234.5", "g", "kg", "1234.5 g = 1.2345 kg"),
    ("3.5 million", "s", "h", "3.5 million s = 972.22222222222222222… h"),
    (220, "degrees Celsius", "°F", "220 degrees Celsius = 428 °F"),
    (72, "°F", "°C", "72 °F = 22.222222222222222222… °C"),
    (32, "F", "C", "32 F = 0 C"),
    (-40, "celsius", "fahrenheit", "-40 celsius = -40 fahrenheit"),
    (20, "C", "kelvin", "20 C = 293.15 kelvin"),
    (300, "K", "C", "300 K = 26.85 C"),
    (5, "C", "coulomb", "5 C = 5 coulomb"),
    (10, "celsius/m", "kelvin/m", "10 celsius/m = 10 kelvin/m"),
    (90, "km/h", "m/s", "90 km/h = 25 m/s"),
    (60, "mph", "kilometres per hour", "60 mph = 96.56064 kilometres per hour"),
    (1, "m/s/s", "cm/s^2", "1 m/s/s = 100 cm/s^2"),
    (2, "GB", "MiB", "2 GB = 1907.3486328125 MiB"),
    (1, "GB", "MB", "1 GB = 1000 MB"),
    (1, "GiB", "MiB", "1 GiB = 1024 MiB"),
    (1, "gb", "mb", "1 gb = 1000 mb"),
    (1, "KB", "bytes", "1 KB = 1000 bytes"),
    (8, "bits", "byte", "8 bits = 1 byte"),
    (100, "Mbps", "MB/s", "100 Mbps = 12.5 MB/s"),
    (1, "Mb", "kilobytes", "1 Mb = 125 kilobytes"),
    (1, "acre", "square metres", "1 acre = 4046.8564224 square metres"),
    (1, "m2", "cm²", "1 m2 = 10000 cm²"),
    (1, "metres squared", "cm^2", "1 metres squared = 10000 cm^2"),
    (1, "cubic metre", "litres", "1 cubic metre = 1000 litres"),
    (1000, "kg/m^3", "g/cm³", "1000 kg/m^3 = 1 g/cm³"),
    (1, "kilograms per cubic metre", "g/l", "1 kilograms per cubic metre = 1 g/l"),
    (1, "newton metre", "J", "1 newton metre = 1 J"),
    (1, "kWh", "MJ", "1 kWh = 3.6 MJ"),
    (1, "V", "W/A", "1 V = 1 W/A"),
    (1, "nautical mile", "km", "1 nautical mile = 1.852 km"),
    (1, "tonne", "kg", "1 tonne = 1000 kg"),
    (1, "ton", "kg", "1 ton = 907.18474 kg (US ton of 2000 pounds)"),
    (1, "gallon", "litres", "1 gallon = 3.785411784 litres (US measure)"),
    (1, "imperial gallon", "litres", "1 imperial gallon = 4.54609 litres"),
    (1, "UK gallon", "litres", "1 UK gallon = 4.54609 litres"),
    (3, "ounces per gallon", "ml/l", "3 ounces per gallon = 23.4375 ml/l (US measure)"),
    (30, "mpg", "L/100km", "30 mpg = 7.8404861111111111111… L/100km (US measure)"),
    (2, "Calories", "J", "2 Calories = 8368 J (a food Calorie is a kilocalorie)"),
    (1, "barrel", "litres", "1 barrel = 158.987294928 litres (an oil barrel of 42 US gallons)"),
    (1, "cwt", "lb", "1 cwt = 100 lb (US hundredweight of 100 pounds)"),
    (6, "fl. oz.", "cups", "6 fl. oz. = 0.75 cups (US measure)"),
    (1, "inch of water", "cmH2O", "1 inch of water = 2.54 cmH2O"),
    (1, "year", "days", "1 year = 365.25 days (a year of 365.25 days)"),
    (2, "weeks", "hours", "2 weeks = 336 hours"),
    (180, "degrees", "radians", "180 degrees = 3.1415926535897932384… radians"),
    (60, "rpm", "rad/s", "60 rpm = 6.2831853071795864769… rad/s"),
    (3, "m^9", "km^9", "3 m^9 = 3e-27 km^9"),
    (6, "'", "cm", "6 ' = 182.88 cm"),
]


@pytest.mark.parametrize(("value", "source", "target", "text"), CONVERTED)
def test_conversions_are_exact(value, source, target, text):
    assert convert_units(value, source, target) == text


REFUSED = [
    (3, "kilograms", "metres", "kilograms cannot be converted to metres: the one measures mass, the other length."),
    (1, "m/s", "m", "the one measures speed, the other length"),
    (3, "N", "kg", "the one measures force, the other mass"),
    (60, "rpm", "Hz", "the one measures speed of rotation, the other frequency"),
    (8, "bits", "percent", "the one measures data, the other a ratio"),
    (30, "mpg", "m^2", "the one measures fuel economy, the other area"),
    (0, "mpg", "L/100km", "No L/100km come to 0 mpg."),
    (6, "L/100km", "kWh/100km", "the one measures fuel economy, the other energy for a distance"),
    (4, "Hz", "s", "the one measures frequency, the other time"),
    (4, "min/km", "km/h", "the one measures time / length, the other speed"),
    (500, "ML", "l", "ML may be millilitres or megalitres; please write which."),
    (2, "pinches", "mm", "The unit 'pinches' is not known."),
    (3, "foo", "metres", "The unit 'foo' is not known."),
    (5, "layers", "parameters", "The unit 'layers' is not known."),
    (3, "dollars", "euros", "Exchange rates change and are not known here."),
    (3, "USD", "m", "Exchange rates change and are not known here."),
    (-300, "C", "K", "That is below absolute zero."),
    (3, "dB", "Np", "dB cannot be converted to Np here."),
    (3, "mdB", "m", "The unit 'mdB' is not known."),
    (1, "", "m", "A unit needs a name"),
    ("x", "m", "km", "'x' is not a number"),
    (float("nan"), "m", "km", "'nan' is not a number"),
    (float("inf"), "m", "km", "'inf' is not a number"),
    ("1/0", "m", "km", "A division by zero"),
    (3, "m**9999999", "km", "powers up to 9 only"),
    (3, "m^0", "km", "powers up to 9 only"),
    (3, "m^999", "km", "powers up to 9 only"),
    (3, "9**9**9", "m", "is not a unit that can be read"),
    (3, "m*9**9**9", "m", "is not a unit that can be read"),
    (3, "(m)", "m", "is not a unit that can be read"),
    (3, "m;import os", "m", "is not a unit that can be read"),
    (3, "__import__('os')", "m", "is not"),
    (3, "m" * 61, "m", "at most 60 characters"),
    (3, "m/" * 20 + "m", "m", "is not a unit that can be read"),
    ("9**9**9", "m", "km", "more than 2,600 digits"),
]


@pytest.mark.parametrize(("value", "source", "target", "reason"), REFUSED, ids=lambda value: repr(value)[:20])
def test_what_cannot_be_converted_says_why_and_at_once(value, source, target, reason):
    start = time.perf_counter()
    with pytest.raises(CalculationError) as raised:
        convert_units(value, source, target)
    assert reason in str(raised.value)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("C", "fahrenheit", True),
        ("C", "coulomb", True),
        ("C", "m", False),
        ("ounces", "grams", True),
        ("ounces", "cups", True),
        ("pounds per square foot", "kg/m^2", True),
        ("percent", "ppm", False),
        ("percent", "percent", False),
        ("kB", "bits", True),
        ("°", "radians", True),
        ("J", "N m", True),
        ("m/s", "m", False),
        ("student", "student", False),
        ("", "", False),
        ("9**9**9", "9**9**9", False),
    ],
)
def test_what_stands_beside_a_unit_says_what_it_measures(one, other, alike):
    assert of_one_kind(one, other) == of_one_kind(other, one) == alike


_SAME_KIND = [
    ("m", "km", "inch", "mile", "light year", "angstrom"),
    ("celsius", "fahrenheit", "kelvin"),
    ("bit", "byte", "KiB", "GB", "Mb"),
    ("m/s", "km/h", "mph", "knot"),
    ("litre", "gallon", "cubic inch", "ml"),
]


@settings(deadline=None)
@given(st.sampled_from(_SAME_KIND).flatmap(lambda units: st.permutations(units)), st.fractions(0, 10**9))
def test_there_and_back_again_is_where_it_began(units, amount):
    there, back = _pair(*units[:2]), _pair(*units[1::-1])
    assert _converted(_converted(amount, *there, units), *back, units) == amount
    assert isinstance(_converted(amount, *there, units), Fraction)


def test_threads_share_the_registry():
    cases = CONVERTED * 4
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda case: convert_units(*case[:3]), cases)) == [case[3] for case in cases]
