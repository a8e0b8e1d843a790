"""The calculator, the solver, the converter and the clock as LangChain tools.

Descriptions are short: they stand in the prompt of a very small model. What the model can mend goes back to it as a
tool message of status `error`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, TypeVar

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from pydantic import BaseModel, BeforeValidator, Field, ValidationError, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from chatbot.calendar import date_sums, dates
from chatbot.mathematics import equations, units
from chatbot.mathematics.calculator import CalculationError
from chatbot.mathematics.calculator import calculate as _calculate

# A model may write 5 or "5"; as text, 0.1 stays 0.1.
_T = TypeVar("_T")
_Value = Annotated[str, BeforeValidator(str), WithJsonSchema({"type": "number"})]


class Calculate(BaseModel):
    """Arguments of `calculate`."""

    expression: str = Field(description="for example 40366 / 439, 15% of 80, sqrt(2)")


class SolveEquation(BaseModel):
    """Arguments of `solve_equation`."""

    equation: str = Field(description="for example 2x + 3 = 11")
    unknown: str = Field("", description="the letter to solve for")


class ConvertUnits(BaseModel):
    """Arguments of `convert_units`."""

    value: _Value
    from_unit: str
    to_unit: str


class CurrentDate(BaseModel):
    """`current_date` takes no arguments of a model; what is asked of other dates, rules say (`date_phrases`)."""

    asked: Annotated[str, SkipJsonSchema()] = ""


def math_tools() -> list[BaseTool]:
    """Return the tools `calculate`, `solve_equation`, `convert_units` and `current_date`."""
    return [
        _tool(calculate, Calculate, "Work out an arithmetic expression exactly."),
        _tool(solve_equation, SolveEquation, "Solve an equation, or several between commas."),
        _tool(convert_units, ConvertUnits, "Convert a value to another unit."),
        _tool(current_date, CurrentDate, "Today's date and the time."),
    ]


def calculate(expression: str) -> str:
    """Return the value of an expression, `91.949886104783599088…`, with a remark where one is needed."""
    return str(_for_the_model(lambda: _calculate(expression)))


def solve_equation(equation: str, unknown: str = "") -> str:
    """Return the solutions in one line, `x = 4`."""
    return _for_the_model(lambda: equations.solve_equation(equation, unknown or None))


def convert_units(value: str, from_unit: str, to_unit: str) -> str:
    """Return `5 km = 3.1068559611866698480… miles`."""
    return _for_the_model(lambda: units.convert_units(value, from_unit, to_unit))


def current_date(asked: str = "") -> str:
    """Return `Monday, 23 November 2026, 14:05 (UTC+01:00)`; of `2024-11-23 + 90 days`, what it is."""
    if not asked:
        return dates.current_date()
    return _for_the_model(lambda: date_sums.work_out(asked, date.today()))


def _for_the_model(work: Callable[[], _T]) -> _T:
    try:
        return work()
    except CalculationError as error:
        raise ToolException(str(error)) from error


def _tool(function: Callable[..., str], arguments: type[BaseModel], description: str) -> BaseTool:
    return StructuredTool.from_function(
        function,
        description=description,
        args_schema=arguments,
        handle_tool_error=True,
        handle_validation_error=_wrong_arguments,
    )


def _wrong_arguments(error: ValidationError) -> str:
    wrong = ", ".join(
        f"{problem['loc'][0] if problem['loc'] else 'all'}: {problem['msg']}" for problem in error.errors()
    )
    return f"The arguments are wrong ({wrong})."
