"""The edition in force at this moment, for who is about to change it."""

from datetime import datetime

from chalicelib.domain.catalogue import Edition
from chalicelib.ports import Catalogue


def edition_in_force(catalogue: Catalogue, now: datetime) -> Edition:
    """As it reads now, by the record of publications, which is read strongly: `current` may be half a minute old."""
    newest = catalogue.publications(limit=1)
    published = catalogue.edition(newest[0].edition) if newest else catalogue.current()
    return published.as_of(now)
