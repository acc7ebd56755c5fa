"""The API of this storey, under `/api/v1/parking/`."""

from django.urls import URLPattern

app_name = "parking"
urlpatterns: list[URLPattern] = []
