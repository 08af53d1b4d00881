"""Staff of an organization, for the scenarios that need somebody signed in."""

from bench.place import Door, Place
from deploy.demo.api import Api
from surveyapp.accounts.service import passwords, standing
from surveyapp.transaction import shared_transaction, transaction
from tenants.columns import new_id, utc_now
from tenants.db import shared_session
from tenants.models import OrganizationMembership, User

PASSWORD = "a long and quiet sentence"  # nosec B105  # of a cluster that lives for this run only


def signed_in(place: Place, door: Door) -> str:
    """An access token of the organization's owner, who is made for it and signs in over HTTP."""
    email = f"owner@{door.tenant.slug}.example.org"
    add_owner(door, email)
    return signing_in(place, email)


def signing_in(place: Place, email: str) -> str:
    """An access token, as anybody gets one."""
    signed: dict[str, str] = Api(place.base_url).post("/auth/login", {"email": email, "password": PASSWORD})
    return signed["access_token"]


def add_owner(door: Door, email: str) -> None:
    """A user and the membership, settled in the tenant as registering would."""
    moment = utc_now()
    user = User(
        id=new_id(), email=email, password=passwords.hashed(PASSWORD), first_name="Olga", last_name="Owner",
        is_active=True, activated_at=moment,
    )  # fmt: skip
    membership = OrganizationMembership(
        id=new_id(), user_id=user.id, organization_id=door.tenant.organization_id, role=standing.OWNER, joined_at=moment
    )
    with shared_transaction():
        shared_session.add(user)
        shared_session.flush()
        shared_session.add(membership)
    with transaction(door.tenant):
        standing.settle(user, membership)
