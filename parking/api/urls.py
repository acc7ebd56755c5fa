"""The API of this storey, under `/api/v1/parking/`."""

from django.urls import path

from .events import EventView

app_name = "parking"
urlpatterns = [path("events/", EventView.as_view(), name="event-list")]
