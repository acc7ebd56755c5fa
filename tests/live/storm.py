"""The addresses of the product and a storm: changes made inside the server, so that its own hub hears of each."""

import time

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.urls import handler403, handler404, handler500, urlpatterns
from facilities.live.touch import bump, hint
from facilities.models import Throttle
from facilities.permissions import ANYBODY, allow

__all__ = ["ROUTES", "TOPICS", "handler403", "handler404", "handler500", "urlpatterns"]
GUSTS, CHANGES = 100, 100


@csrf_exempt
def storm(request: HttpRequest, key: str) -> JsonResponse:
    """Ten thousand changes, spread evenly over a second; answers how long they took."""
    started = time.monotonic()
    for gust in range(1, GUSTS + 1):
        with transaction.atomic():
            Throttle.objects.filter(key=key).update(count=gust * CHANGES)
            for _ in range(CHANGES):
                bump([f"open.{key}"])
        for _ in range(CHANGES):
            hint([f"open.{key}"])
        time.sleep(max(0, started + gust / GUSTS - time.monotonic()))
    return JsonResponse({"took": time.monotonic() - started})


urlpatterns = [*urlpatterns, path("storm/<slug:key>/", storm, name="storm")]
ROUTES = {"storm": allow(POST=ANYBODY)}
TOPICS = {}
