"""Desks (专席), turns of duty (值班), and the end of a post or a unit."""

from datetime import datetime

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import GuardRefused, NotFound
from weisu.org.found import staff_of, unit_of
from weisu.org.models import Desk, DeskKind, Duty, Post
from weisu.org.services.changing import signed


@transaction.atomic
def create_desk(desk_id: str, *, name: str, kind: DeskKind, unit: str, by: Principal, now: datetime) -> Desk:
    """A desk of a unit, in force from now.

    Raises: NotFound, GuardRefused for an id already in use.
    """
    if Desk.objects.filter(id=desk_id).exists():
        raise GuardRefused(f"{desk_id} is already in use; choose another.", key=desk_id)
    desk = Desk.objects.create(id=desk_id, name=name, kind=kind, unit=unit_of(unit), valid_from=now)
    signed("create_desk", desk_id, by=by, now=now)
    return desk


@transaction.atomic
def put_on_duty(
    staff_id: str, *, unit: str, desk: str = "", since: datetime, until: datetime, by: Principal, now: datetime
) -> Duty:
    """A turn of duty from `since` until just before `until`, for a unit or at one of its desks.

    Raises: NotFound, GuardRefused for a turn that ends before it begins, or a desk of another unit.
    """
    if until <= since:
        raise GuardRefused("A turn of duty ends after it begins; check both times.")
    place = Desk.objects.filter(id=desk, unit_id=unit).first() if desk else None
    if desk and place is None:
        raise GuardRefused(f"{unit} has no desk {desk}; name one of its own.")
    turn = Duty.objects.create(
        staff=staff_of(staff_id), unit=unit_of(unit), desk=place, valid_from=since, valid_until=until
    )
    signed("put_on_duty", staff_id, by=by, now=now)
    return turn


@transaction.atomic
def end_post(post_id: int, *, by: Principal, now: datetime) -> None:
    """End one post of somebody who may hold others: from now on they have no rights by it.

    Raises: NotFound when it is no post, or over already.
    """
    post = Post.objects.filter(id=post_id, valid_until__isnull=True).first()
    if post is None:
        raise NotFound(f"There is no open post {post_id}.")
    post.valid_until = max(now, post.valid_from)
    post.save(update_fields=["valid_until"])
    signed("end_post", post.staff_id, by=by, now=now)


@transaction.atomic
def end_unit(unit_id: str, *, by: Principal, now: datetime) -> None:
    """A unit is no more: nothing new is given to it. What it did stays its own.

    Raises: NotFound, GuardRefused while units beneath it or posts at it are in force.
    """
    unit = unit_of(unit_id)
    beneath = list(unit.children.filter(valid_until__isnull=True).values_list("id", flat=True))
    held = unit.posts.filter(valid_until__isnull=True).count()
    if beneath or held:
        raise GuardRefused(
            f"{unit_id} still has {held} posts and the units {', '.join(beneath) or 'none'}; end them first."
        )
    unit.valid_until = now
    unit.save(update_fields=["valid_until"])
    signed("end_unit", unit_id, by=by, now=now)
