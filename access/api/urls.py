"""The API of this storey."""

from rest_framework.routers import SimpleRouter

from .visits import VisitViewSet

app_name = "access"
router = SimpleRouter()
router.register("visits", VisitViewSet, basename="visit")
urlpatterns = router.urls
