"""What people call units of measure, where pint knows another name, and what each kind is called.

Tables only; `units` reads them. Keys of `ALIASES` are lower case; in `CASED_ALIASES` case counts: Mb is a megabit.
"""

ALIASES = {
    "centigrade": "degree_Celsius", "celcius": "degree_Celsius", "kilo": "kilogram", "kilos": "kilogram",
    "degrees_celsius": "degree_Celsius", "degrees_c": "degree_Celsius",
    "degree_c": "degree_Celsius", "deg_c": "degree_Celsius", "degrees_centigrade": "degree_Celsius",
    "degrees_fahrenheit": "degree_Fahrenheit", "degrees_f": "degree_Fahrenheit", "degree_f": "degree_Fahrenheit",
    "deg_f": "degree_Fahrenheit", "degrees_kelvin": "kelvin", "kmh": "kilometer_per_hour",
    "kmph": "kilometer_per_hour", "lb": "pound", "st": "stone", "hrs": "hour", "mins": "minute", "secs": "second",
    "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "fl_oz": "fluid_ounce", "tonne": "metric_ton",
    "tonnes": "metric_ton", "sqft": "foot ** 2", "sqm": "meter ** 2", "btu": "british_thermal_unit",
    "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "pb": "petabyte", "b": "bit",
    "′": "foot", "″": "inch", "'": "foot", '"': "inch", "cc": "milliliter",
    "acre": "international_acre", "acres": "international_acre", "°": "degree",
}  # fmt: skip
CASED_ALIASES = {
    "Kb": "kilobit", "kb": "kilobyte", "Mb": "megabit", "Gb": "gigabit", "Tb": "terabit", "KB": "kilobyte",
    "kbps": "kilobit / second", "Mbps": "megabit / second", "Gbps": "gigabit / second", "bps": "bit / second",
    "mbps": "megabit / second", "gbps": "gigabit / second", "B": "byte", "K": "kelvin",
}  # fmt: skip
TEMPERATURE_LETTERS = {"c": "degree_Celsius", "f": "degree_Fahrenheit", "k": "kelvin"}
TEMPERATURES = {"degree_Celsius", "degree_Fahrenheit", "kelvin", "degree_Rankine", "degree_Reaumur"}
CONVENTIONS = {
    "US measure": {"gallon", "pint", "quart", "cup", "fluid_ounce", "tablespoon", "teaspoon", "gill"},
    "US ton of 2000 pounds": {"ton"},
    "a year of 365.25 days": {"year", "month", "century", "millennium"},
}
RATIO = "a ratio"
# What pint counts as plain numbers, so that it would take rpm for Hz and 8 bits for 800 %.
OWN_KINDS = {
    "angle": (
        "radian", "degree", "turn", "minute_of_arc", "arcminute", "arcsecond", "grade",
        "revolutions_per_minute", "revolutions_per_second",
    ),
    "information": ("bit", "byte"),
}  # fmt: skip
KINDS = {
    "1": RATIO, "length^2": "area", "length^3": "volume", "length / time": "speed", "length / time^2": "acceleration",
    "length mass / time^2": "force", "length^2 mass / time^2": "energy", "length^2 mass / time^3": "power",
    "mass / length / time^2": "pressure", "mass / length^3": "density", "1 / time": "frequency",
    "information / time": "data rate", "angle / time": "speed of rotation", "current time": "electric charge",
    "information": "data",
}  # fmt: skip
