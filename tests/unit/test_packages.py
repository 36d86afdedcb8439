"""The generic package names must mean the packages of this checkout."""

from pathlib import Path

import services
import shared

CHECKOUT = Path(__file__).resolve().parents[2]


def test_services_is_the_package_of_this_checkout() -> None:
    assert services.__file__ is not None
    assert Path(services.__file__).resolve() == CHECKOUT / "services" / "__init__.py"


def test_shared_is_the_package_of_this_checkout() -> None:
    assert shared.__file__ is not None
    assert Path(shared.__file__).resolve() == CHECKOUT / "shared" / "__init__.py"
