"""Groups that do not meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.explain.told import check, check_not_said, openssl, serving

if TYPE_CHECKING:
    from pathlib import Path

X25519 = ("-groups", "X25519")


def test_no_group_in_common() -> None:
    with serving(groups="P-384") as told:
        for version in ("-tls1_3", "-tls1_2"):
            record = told.of(openssl(version, *X25519))
            check(record, "no_shared_group", "suite", "scheme", "certificate", "level")
        # One that has it too fails with nothing.
        good = told.of(openssl("-groups", "X25519:P-384"))
        assert good.cause is None


def test_a_level_that_refuses_the_group(strong: Path) -> None:
    level = {"cipher": "DEFAULT:@SECLEVEL=4", "cert": str(strong)}
    with serving(**level, groups="P-521:X25519") as told:
        record = told.of(openssl("-tls1_3", *X25519))
        check(record, "security_level_group", "suite", "-groups")
        check_not_said(record, "scheme")
