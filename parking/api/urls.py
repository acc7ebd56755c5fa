"""The API of this storey, under `/api/v1/parking/`."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .car_parks import CarParkViewSet
from .events import EventView

app_name = "parking"
router = SimpleRouter()
router.register("car-parks", CarParkViewSet, basename="car-park")
urlpatterns = [path("events/", EventView.as_view(), name="event-list"), *router.urls]
