"""Pages by app, the API, health."""

from django.urls import include, path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("facilities.urls")),
    path("", include("bookings.urls")),
    path("", include("parking.urls")),
    path("", include("access.urls")),
    path("api/", include("config.api")),
]

handler403 = "config.views.forbidden"
handler404 = "config.views.not_found"
handler500 = "config.views.broken"
