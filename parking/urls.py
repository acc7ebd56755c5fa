"""Pages of this storey."""

from django.urls import URLPattern

app_name = "parking"
urlpatterns: list[URLPattern] = []
