"""Who a key speaks for."""

from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_GET


@require_GET
def whoami(request: Any) -> JsonResponse:
    """The person, the roles and the place of the key's one post."""
    who = request.principal
    return JsonResponse(
        {
            "id": who.id,
            "kind": who.kind.value,
            "roles": sorted(role.value for role in who.roles),
            "unit": who.unit_id,
            "region": who.region_code,
        }
    )
