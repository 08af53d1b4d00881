"""What can go wrong in the plumbing. Plain exceptions: the floor above turns them into problems."""


class TenancyError(Exception):
    """Any refusal of the plumbing; the message is for operators and logs, never for respondents."""


class NoTenant(TenancyError):
    """A tenant's table or connection was asked for while no tenant unit is open."""


class NoSharedUnit(TenancyError):
    """A shared table was asked for while no shared unit is open."""


class UnitAlreadyOpen(TenancyError):
    """A unit was entered inside another of its kind: two tenants would share one call stack."""


class TenantNotActive(TenancyError):
    """The organization is suspended or being destroyed: nothing of it may be opened."""


class UnknownDatabase(TenancyError):
    """An organization is placed in a database that this process was not configured with."""


class UnknownTenant(TenancyError):
    """No organization has this id or slug."""


class WrongState(TenancyError):
    """The organization is not in the state that this step starts from."""


class BadName(TenancyError):
    """A schema, role or database name outside the one form that naming.py makes."""


class SlugTaken(TenancyError):
    """Another organization already has this slug."""


class BadKey(TenancyError):
    """A master key is missing, malformed, or not the one a data key was wrapped with."""


class BadSeal(TenancyError):
    """A sealed value was altered, belongs to another place, or names a key this tenant does not have."""


class BadSignature(TenancyError):
    """A signed message does not carry our signature; its content was not looked at."""


class Busy(TenancyError):
    """Another process holds the tenant's provisioning lock."""


class NotConfigured(TenancyError):
    """A part of the plumbing was used before it was told its addresses or secrets."""


class BadPath(TenancyError):
    """A stored path would lead out of the tenant's folder."""
