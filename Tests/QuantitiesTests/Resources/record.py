# SPDX-License-Identifier: Apache-2.0
# Copyright (c) 2026 the Pharos authors
"""Records what pint says: `python3 record.py > pint.json` (pint 0.25)."""

import json
import math
import operator
import sys

import pint

ureg = pint.UnitRegistry()
Q = ureg.Quantity

CONVERSIONS = """
mm m|m mm|inch cm|in mm|ft m|mi km|nmi km|yard inch|angstrom nm|Å pm|um mm|µm nm|km mile|au m|ly pc|light_year m
s ms|min s|h s|hour minute|day h|week day|year day|a s|us ns|ns fs|Hz kHz|kHz 1/ms|rpm Hz|rpm rad/s|MHz 1/us|1/s Hz
g kg|kg g|lb kg|oz g|t kg|Da kg|ton lb|mg ug|pound ounce|stone kg|grain mg
N kg*m/s**2|kN N|lbf N|kgf N|dyn N|J eV|eV J|keV J|MeV GeV|cal J|kWh J|Wh kJ|Btu J|erg J|hartree eV|rydberg eV
W hp|hp kW|mW W|VA W|Pa mbar|mbar Pa|bar psi|torr Pa|atm torr|psi kPa|mmHg Pa|mbar torr|hPa Pa|inHg hPa|cmH2O Pa
V mV|A uA|ohm kohm|Ω mΩ|F nF|H mH|T mT|T Wb/m**2|C A*h|Ah C|S 1/ohm|e C
degC K|K degC|degF degC|degC degF|K degF|degF K|degR K|delta_degC K|delta_degF delta_degC|delta_degC delta_degF|degC degR
rad deg|deg rad|degree arcmin|arcsec mrad|mrad deg|turn deg|grad deg|mas arcsec|sr deg**2
m/s km/h|mph m/s|knot km/h|kph mps|m/s**2 Gal|g_0 m/s**2|c m/s
l m**3|ml cm**3|gallon l|pint ml|cc ml|ul mm**3|l/min m**3/s|m**3/h l/min|cup tablespoon
m**2 cm**2|ha m**2|acre ha|barn cm**2|mm^2 m^2|ft**2 m**2|in**2 mm**2
% dimensionless|ppm %|dimensionless %|percent permille|mm/m %|count dimensionless|bit byte|byte bit|KiB byte|MiB kB|kbit bit|baud bit/s
Bq Ci|Gy Sv|rad rad|rem Sv|kat mol/s|mol mmol|M mol/l|mol/l mM|cd*sr lm|lx lm/m**2
dBm mW|mW dBm|dBm W|W dBm|dB dimensionless|dimensionless dB|Np dB|octave dimensionless
J/kg/K J/(g*degC)|W/m**2/K W/(cm**2*K)|kg/m**3 g/cm**3|Pa*s poise|cP mPa*s|m**2/s St|N*m J|V/m kV/cm|V/Hz**0.5 nV/Hz**0.5
px mm|ppi dots_per_inch|pixel/s dot/min|G kg**0.5*m**-0.5/s|tex kg/m|denier tex
meter kilometer|meters feet|seconds minutes|volts millivolts|kilometers_per_hour m/s|square_meter m**2
""".replace("\n", "|")

VALUES = [1, 0.0, -3.5, 4.35, 1234.5678, 1e-9]

UNITS = """mm|m/s|m*s**-1|m^2|kg·m²|kg*m**2/s**2|m s⁻¹|°C|degC|deg|rad|%|mbar|eV|Hz|count|dimensionless|1/s|kg m^-1 s^-2
m**0.5|V/Hz**0.5|J/(kg*K)|W/m/m|meter per second|meter / second squared|square meter|cubic cm|m*m/m|s/s|millimeters|kΩ|µs
mA*h|uV|dam|Pa|PA|min|cd|pt|ft|at|exa|mas|Gal|mmol|ha|kat|das|fm|au|pF|nF|daN|dm|cm**3|1/m|rpm|kelvin|kK|mK|inches|feet|hertz|kgf|hPa|ms|Ms|as|nit|G|Gs|hours|decades|dB|dBm|J/degC|delta_degC|ΔdegC|l|L|pixels|bits|MB|mb|Mb|T|mT|kN|Nm|N*m|rads|kts|cups""".replace("\n", "|")

ARITHMETIC = [
    ("3 mm", "+", "1 m"), ("1 m", "+", "3 mm"), ("1 m", "-", "3 mm"), ("1 m", "*", "3 mm"), ("1 m", "/", "4 mm"),
    ("7 m", "//", "2 m"), ("7 m", "%", "2 m"), ("7 m", "//", "300 cm"), ("-7 m", "%", "200 cm"), ("1 m", "+", "1 s"),
    ("1 m", "<", "1 s"), ("1 m", "==", "1 s"), ("1 m", "!=", "1 s"), ("1 m", "<", "1 km"), ("1000 m", "==", "1 km"),
    ("1000 mm", ">=", "1 m"), ("0 m", "==", "0 s"), ("2 m", "**", 2), ("2 m", "**", 0.5), ("2 m", "**", 0),
    ("2 m", "**", -1), ("2 m", "**", "2 m"), ("1 m", "+", 0), ("1 m", "+", 1), ("1 m", ">", 0), ("1 m", ">", 1),
    ("1 m", "==", 1), ("50 %", "+", 1), ("50 %", "==", 0.5), ("1 m", "*", 3), ("1 m", "/", 4), ("6 m", "*", "2 1/m"),
    ("1 N", "*", "1 m"), ("10 J", "/", "5 s"), ("1 mV", "/", "1 mA"),
    ("20 degC", "+", "1 degC"), ("20 degC", "-", "15 degC"), ("20 degC", "+", "5 delta_degC"),
    ("5 delta_degC", "+", "20 degC"), ("20 degC", "-", "5 delta_degC"), ("5 delta_degC", "-", "20 degC"),
    ("20 degC", "*", 2), ("20 degC", "*", "2 m"), ("20 degC", "/", "2 m"), ("20 degC", "**", 2),
    ("20 degC", "+", "1 K"), ("300 K", "-", "20 degC"), ("20 degC", "-", "273.15 K"), ("300 K", "+", "20 degC"),
    ("300 K", "+", "5 delta_degC"), ("5 delta_degC", "+", "300 K"), ("50 degF", "-", "5 degC"),
    ("50 degF", "+", "5 delta_degC"), ("50 degF", "-", "5 delta_degC"), ("20 degC", "<", "300 K"),
    ("20 degC", "==", "293.15 K"), ("50 degF", ">", "9 degC"), ("20 degC", ">", 0), ("20 degC", "==", 0),
    ("20 degC", "+", 0), ("20 degC", "==", 5), ("300 K", "-", 0), ("9 delta_degF", "+", "5 delta_degC"),
    ("3 m", "-", "3 m"), ("10 dBm", "<", "1 W"), ("10 dBm", "*", 2), ("1 rad", "+", 1), ("180 deg", "+", 0.5),
    ("180 deg", "+", "1 rad"), ("2 mm/m", "+", 1), ("3 count", "+", 4), ("5 s", "//", "2 ms"),
]

OPERATIONS = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}


def quantity(text):
    if not isinstance(text, str):
        return text
    number, unit = text.split(" ", 1)
    return Q(float(number), unit)


def number(value):
    return value if math.isfinite(value) else repr(value)


def answer(function):
    try:
        result = function()
    except Exception as error:
        return {"error": type(error).__name__}
    if isinstance(result, Q):
        return {"value": number(float(result.m)), "unit": format(result.units, "D")}
    return {"truth": bool(result)}


conversions = []
for line in filter(None, CONVERSIONS.split("|")):
    source, target = line.split()
    for value in VALUES:
        got = answer(lambda: Q(float(value), source).to(target))
        if "error" in got and got["error"] not in ("DimensionalityError", "UndefinedUnitError"):
            continue
        conversions.append({"input": value, "from": source, "to": target, "value": got.get("value")})
units = []
for text in filter(None, UNITS.split("|")):
    try:
        unit = ureg.Unit(text)
        units.append({"text": text, "name": format(unit, "D"), "dimension": str(unit.dimensionality)})
    except Exception as error:
        units.append({"text": text, "error": type(error).__name__})
arithmetic = [
    {"left": a, "operation": op, "right": str(b), **answer(lambda: OPERATIONS[op](quantity(a), quantity(b)))}
    for a, op, b in ARITHMETIC
]
json.dump(
    {"pint": pint.__version__, "conversions": conversions, "units": units, "arithmetic": arithmetic},
    sys.stdout, indent=None, ensure_ascii=False, separators=(",", ":"))
