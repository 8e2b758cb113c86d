"""One sign-in per role of Demo City; passwords are made anew for every installation and kept in a file only."""

import os
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from weisu.config import env
from weisu.demo import reading
from weisu.domain.context import Principal
from weisu.domain.vocabulary import Role
from weisu.org import queries, services

REQUESTER_NAME = "wang"


@dataclass(frozen=True)
class SignIn:
    """What somebody types to try a role."""

    role: str
    name: str
    password: str


def path() -> Path:
    """Where the sign-ins of this installation are kept (0600)."""
    return env.home() / "demo-sign-ins.txt"


def open_all(*, by: Principal, now: datetime) -> list[SignIn]:
    """A sign-in for everybody of the cast who has one, with a new password."""
    opened = []
    requester = queries.staff_with_role(Role.REQUESTER, now)[0]
    people = [(person.id, person.role, person.sign_in, person.vendor) for person in reading.cast().people]
    for staff_id, role, name, vendor in [*people, (requester, Role.REQUESTER.value, REQUESTER_NAME, False)]:
        if name:
            sign_in = SignIn("vendor agent" if vendor else role.replace("_", " "), name, secrets.token_hex(6))
            services.open_sign_in(staff_id, name=name, password=sign_in.password, by=by, now=now)
            opened.append(sign_in)
    write(opened)
    return opened


def write(opened: list[SignIn]) -> None:
    """Keep them where only this user can read them."""
    place = path()
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(f"{one.role}\t{one.name}\t{one.password}\n" for one in opened)


def kept() -> list[SignIn]:
    """The sign-ins written at the building; none when the file is gone."""
    if not path().exists():
        return []
    lines = path().read_text(encoding="utf-8").splitlines()
    return [SignIn(*line.split("\t")) for line in lines if line.count("\t") == 2]
