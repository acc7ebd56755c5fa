"""The API of this storey."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .terms import VisitorDaysView
from .visits import VisitViewSet

app_name = "access"
router = SimpleRouter()
router.register("visits", VisitViewSet, basename="visit")
urlpatterns = [
    *router.urls,
    path("sites/<slug:slug>/visitor-days/", VisitorDaysView.as_view(), name="visitor-days"),
]
