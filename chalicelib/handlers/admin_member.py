"""One member of staff as the admin keeps them: the posts they hold, who stands in for them."""

import logging
from collections.abc import Mapping
from typing import Any

from chalicelib import wiring
from chalicelib.domain.delegation import DelegationError
from chalicelib.handlers.admin import shown_member
from chalicelib.handlers.admin_tasks import offered_posts, shown_ownerless
from chalicelib.handlers.delegation_form import Typed, form_context, wish_of
from chalicelib.handlers.request import Reply, Request, posted_command, see_other
from chalicelib.handlers.shell import show, staff_frame
from chalicelib.handlers.statuses import STATUS
from chalicelib.handlers.visitor import admin
from chalicelib.pages.deputy_view import post_name
from chalicelib.texts import text
from chalicelib.usecases.change_posts import BadPostsError, TasksWithoutOwnerError, change_posts
from chalicelib.usecases.delegate import delegate, revoke_delegation
from chalicelib.usecases.list_staff import read_staff_member
from chalicelib.usecases.sessions import Session

LOG = logging.getLogger("buqiuren")
DONE = frozenset({"posts", "given", "revoked"})


def member(request: Request) -> Reply:
    done = request.query.get("done", "")
    flash = {"kind": "done", "text": text(f"admin.done.{done}")} if done in DONE else None
    return _page(request, admin(request), flash=flash)


def posts(request: Request) -> Reply:
    held, staff = admin(request), request.params["staff"]
    wanted = {post for post in (*request.form.get("post", ()), request.field("added")) if post}
    try:
        change_posts(
            staff,
            wanted,
            changed_by=held.subject,
            edition=wiring.edition(),
            parties=wiring.parties(),
            views=wiring.views(),
            now=wiring.now(),
        )
    except BadPostsError as error:
        return _page(request, held, errors={"posts": error.code}, status=STATUS[error.code])
    except TasksWithoutOwnerError as error:
        left = [shown_ownerless(one, wiring.edition()) for one in error.left]
        return _page(request, held, errors={"posts": error.code}, left=left, status=STATUS[error.code])
    LOG.info("%s changed the posts of %s to %s", held.subject, staff, " ".join(sorted(wanted)))
    return see_other(f"/admin/staff/{staff}?done=posts")


def give(request: Request) -> Reply:
    """The admin enters who stands in where the holder cannot any more."""
    held, staff = admin(request), request.params["staff"]
    command, typed = posted_command(request), Typed.of(request)
    edition, parties, now = wiring.edition(), wiring.parties(), wiring.now()
    try:
        delegate(command, wish_of(typed), staff, given_by=held.subject, edition=edition, parties=parties, now=now)
    except DelegationError as error:
        return _page(request, held, typed=typed, errors={error.field: error.code}, status=STATUS[error.code])
    return see_other(f"/admin/staff/{staff}?done=given")


def revoke(request: Request) -> Reply:
    held, staff = admin(request), request.params["staff"]
    revoke_delegation(
        request.params["delegation"], staff, revoked_by=held.subject, parties=wiring.parties(), now=wiring.now()
    )
    return see_other(f"/admin/staff/{staff}?done=revoked")


def _page(
    request: Request,
    held: Session,
    *,
    typed: Typed | None = None,
    errors: Mapping[str, object] | None = None,
    left: list[Mapping[str, Any]] | None = None,
    flash: Mapping[str, str] | None = None,
    status: int = 200,
) -> Reply:
    edition = wiring.edition()
    found = read_staff_member(request.params["staff"], parties=wiring.parties(), now=wiring.now())
    return show(
        "admin/member.html",
        status=status,
        **staff_frame(held),
        member=shown_member(found, edition),
        held=[(post, post_name(post, edition)) for post in found.posts],
        offered=offered_posts(edition),
        typed=typed or Typed(),
        errors=errors or {},
        left=left or [],
        flash=flash,
        **form_context(found.id, found.posts).shown,
    )
