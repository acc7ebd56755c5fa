"""The API of this storey."""

from django.urls import path

from .live import LiveView

app_name = "facilities"
urlpatterns = [
    path("live/<str:topic>/", LiveView.as_view(), name="live-detail"),
]
