"""The API of this storey."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from . import people
from .leases import LeaseViewSet
from .live import LiveView
from .sites import SiteViewSet

app_name = "facilities"

# Live
urlpatterns: list[URLPattern | URLResolver] = [
    path("live/<str:topic>/", LiveView.as_view(), name="live-detail"),
]

# People
urlpatterns += [
    path("me/", people.Me.as_view(), name="me"),
    path("organisations/", people.OrganisationList.as_view(), name="organisation-list"),
    path("organisations/<int:pk>/", people.OrganisationDetail.as_view(), name="organisation-detail"),
]

# Places
router = SimpleRouter()
router.register("sites", SiteViewSet, basename="site")

# Leases
router.register("leases", LeaseViewSet, basename="lease")
urlpatterns += router.urls
