"""What people call units of measure, where pint knows another name, and what each kind is called.

Tables only; `units` and its neighbours read them. Keys of `ALIASES` are lower case; in `CASED_ALIASES` case counts:
Mb is a megabit. Values are pint's names, with ` * `, ` / ` and `^` between and after them.
"""

ALIASES = {
    "centigrade": "degree_Celsius", "celcius": "degree_Celsius", "kilo": "kilogram", "kilos": "kilogram",
    "degrees_celsius": "degree_Celsius", "degrees_c": "degree_Celsius",
    "degree_c": "degree_Celsius", "deg_c": "degree_Celsius", "degrees_centigrade": "degree_Celsius",
    "degrees_fahrenheit": "degree_Fahrenheit", "degrees_f": "degree_Fahrenheit", "degree_f": "degree_Fahrenheit",
    "deg_f": "degree_Fahrenheit", "degrees_kelvin": "kelvin", "kmh": "kilometer_per_hour",
    "kmph": "kilometer_per_hour", "lb": "pound", "st": "stone", "hrs": "hour", "mins": "minute", "secs": "second",
    "yr": "year", "yrs": "year", "wk": "week", "wks": "week", "fl_oz": "fluid_ounce", "tonne": "metric_ton",
    "tonnes": "metric_ton", "sqft": "foot^2", "sqm": "meter^2", "btu": "british_thermal_unit",
    "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "pb": "petabyte", "b": "bit",
    "′": "foot", "″": "inch", "'": "foot", '"': "inch", "cc": "milliliter", "°": "degree",
    "oz": "ounce", "lbs": "pound", "ft": "foot", "yd": "yard", "gal": "gallon", "hr": "hour",
    "mph": "mile_per_hour", "kph": "kilometer_per_hour", "kts": "knot",
    "mpg": "mile / gallon", "imperial_mpg": "mile / imperial_gallon", "imperial_fl_oz": "imperial_fluid_ounce",
    "gpm": "gallon / minute", "lpm": "liter / minute", "cfm": "foot^3 / minute",
    "psi": "pound_force_per_square_inch", "psf": "force_pound / foot^2",
    "pounds_force": "force_pound", "lbs_force": "force_pound",
    "kw": "kilowatt", "kwh": "kilowatt_hour", "hp": "horsepower", "bhp": "horsepower",
    "food_calorie": "food_calorie", "food_calories": "food_calorie", "kj": "kilojoule", "kpa": "kilopascal",
    "hz": "hertz", "khz": "kilohertz", "ghz": "gigahertz", "kgs": "kilogram", "kms": "kilometer", "cms": "centimeter",
    "ltr": "liter", "ltrs": "liter", "kpl": "kilometer / liter", "kmpl": "kilometer / liter", "mil": "thou",
    "mils": "thou", "fpm": "foot / minute", "cfs": "foot^3 / second", "gph": "gallon / hour", "tbs": "tablespoon",
    "ac": "international_acre", "sqkm": "kilometer^2", "revs": "turn", "lbft": "foot_pound",
    "kilohm": "kiloohm", "kilohms": "kiloohm", "megohm": "megaohm", "megohms": "megaohm",
    "quintal": "metric_quintal", "quintals": "metric_quintal", "°c": "degree_Celsius", "°f": "degree_Fahrenheit",
    "barrels_of_oil": "oil_barrel", "barrel_of_oil": "oil_barrel",
}  # fmt: skip
CASED_ALIASES = {
    "Kb": "kilobit", "kb": "kilobyte", "Mb": "megabit", "Gb": "gigabit", "Tb": "terabit", "KB": "kilobyte",
    "kbps": "kilobit / second", "Mbps": "megabit / second", "Gbps": "gigabit / second", "bps": "bit / second",
    "mbps": "megabit / second", "gbps": "gigabit / second", "B": "byte", "K": "kelvin",
    "Nm": "newton * meter", "PS": "metric_horsepower",
    "AU": "astronomical_unit", "mhz": "megahertz", "MHZ": "megahertz", "gm": "gram", "gms": "gram",
    "kBps": "kilobyte / second", "KBps": "kilobyte / second", "MBps": "megabyte / second",
    "GBps": "gigabyte / second",
    "Cal": "food_calorie", "Cals": "food_calorie", "Calorie": "food_calorie", "Calories": "food_calorie",
}  # fmt: skip
# In capitals what means one thing in small letters is often meant, and sometimes not: rather asked than guessed.
AMBIGUOUS = {
    "ML": "millilitres or megalitres", "Ml": "millilitres or megalitres",
    "NM": "nautical miles, nanometres or newton metres",
}  # fmt: skip
# Units that pint lacks, or has as others than are meant.
OWN_UNITS = (
    "international_acre = 4046.8564224 * meter ** 2",  # pint's own acre to league are the old US survey's
    "international_chain = 22 * yard", "international_link = 0.22 * yard",
    "international_rod = 5.5 * yard", "international_furlong = 220 * yard",
    "international_fathom = 2 * yard", "international_league = 3 * mile",
    "international_acre_foot = 43560 * foot ** 3", "metric_quintal = 100 * kilogram", "decade_of_years = 10 * year",
    "food_calorie = 1000 * calorie",
    "hundred_kilometer = 100 * kilometer = hundred_km", "hundred_mile = 100 * mile",
)  # fmt: skip
MEANT = {
    "acre": "international_acre", "chain": "international_chain", "link": "international_link",
    "rod": "international_rod", "furlong": "international_furlong",
    "fathom": "international_fathom", "league": "international_league",
    "acre_foot": "international_acre_foot", "decade": "decade_of_years", "barrel": "oil_barrel",
}  # fmt: skip
NEVER_MEANT = {"bag", "quarter", "fifth", "square_survey_mile"}  # pint's measures; to others, mere words
# The units that a prefix may stand before. pint puts one before any: its pinch is a picoinch, its amps are slow.
PREFIXED = set(
    "meter gram second liter ampere volt watt ohm hertz newton joule pascal kelvin mole candela lumen lux tesla weber "
    "henry farad siemens coulomb becquerel gray sievert katal radian steradian bit byte bar metric_ton watt_hour "
    "ampere_hour volt_ampere calorie electron_volt parsec light_year year arcsecond gauss poise stokes dyne erg "
    "dalton molar curie torr rem roentgen meter_Hg meter_H2O barn baud bits_per_second british_thermal_unit "
    "pound_force_per_square_inch tonne_of_oil_equivalent revolutions_per_minute pixel darcy galileo".split()
)
# gallons (UK), imperial pints: whose measure it is, and the measures that differ between nations
NATIONS = {
    "us": "US", "usa": "US", "american": "US", "uk": "UK", "british": "UK", "imperial": "UK", "imp": "UK",
}  # fmt: skip
NATIONAL = (
    r"mpg|gal(?:lon)?s?|pints?|pt|quarts?|qt|fl(?:uid)?\s?oz|fluid\sounces?|cups?|gills?|"
    r"tons?|cwt|hundredweights?|bushels?|pecks?|barrels?"
)
# What else a unit may mean: ounces beside a volume, mb beside hPa; pounds in a pressure (lb/in^2) or a torque (lb ft).
OTHERWISE = {"ounce": "fluid_ounce", "megabyte": "millibar"}
AS_FORCE = {
    "pound": "force_pound", "ounce": "force_ounce", "ton": "force_ton", "kilogram": "force_kilogram",
    "gram": "force_gram", "metric_ton": "force_metric_ton",
}  # fmt: skip
FORCED = {"pressure", "energy", "mass / time^2"}  # the last of springs: lb/in
# Fuel economy: distances, and what the fuel is measured in.
FUEL_DISTANCES = {"kilometer", "mile", "nautical_mile", "hundred_kilometer", "hundred_mile"}
FUELS = dict.fromkeys(("liter", "milliliter", "gallon", "imperial_gallon"), "fuel economy") | dict.fromkeys(
    ("kilowatt_hour", "watt_hour", "kilojoule", "megajoule"), "energy for a distance"
)
TEMPERATURE_LETTERS = {"c": "degree_Celsius", "f": "degree_Fahrenheit", "k": "kelvin"}
TEMPERATURES = {"degree_Celsius", "degree_Fahrenheit", "kelvin", "degree_Rankine", "degree_Reaumur"}
CONVENTIONS = {
    "US measure": set("gallon pint quart cup fluid_ounce tablespoon teaspoon gill shot bushel peck".split()),
    "US ton of 2000 pounds": {"ton"},
    "US hundredweight of 100 pounds": {"hundredweight"},
    "an oil barrel of 42 US gallons": {"oil_barrel"},
    "a food Calorie is a kilocalorie": {"food_calorie"},
    "a year of 365.25 days": {"year", "month", "decade_of_years", "century", "millennium"},
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
