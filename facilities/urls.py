"""Pages of this storey."""

from django.urls import path

from .views import auth, operations, places, places_equipment, places_hours, places_parts, places_removals

app_name = "facilities"

# People
urlpatterns = [
    path("login/", auth.LogIn.as_view(), name="login"),
    path("logout/", auth.LogOut.as_view(), name="logout"),
]

# Operations
urlpatterns += [
    path("operations/", operations.OperationsView.as_view(), name="operations"),
    path("operations/messages/<int:pk>/retry/", operations.MessageRetryView.as_view(), name="message-retry"),
    path("operations/jobs/<slug:name>/retry/", operations.JobRetryView.as_view(), name="job-retry"),
]

# Places
urlpatterns += [
    path("sites/", places.SiteList.as_view(), name="site-list"),
    path("sites/add/", places.SiteAdd.as_view(), name="site-add"),
    path("sites/<slug:slug>/edit/", places.SiteEdit.as_view(), name="site-edit"),
    path("sites/<slug:slug>/hours/", places_hours.SiteHours.as_view(), name="site-hours"),
    path("sites/<slug:slug>/hours/exceptions/add/", places_hours.ExceptionAdd.as_view(), name="exception-add"),
    path("hours/exceptions/<int:pk>/remove/", places_removals.ExceptionRemove.as_view(), name="exception-remove"),
    path("sites/<slug:slug>/places/", places.SitePlaces.as_view(), name="site-places"),
    path("sites/<slug:slug>/buildings/add/", places_parts.BuildingAdd.as_view(), name="building-add"),
    path("buildings/<slug:slug>/edit/", places_parts.BuildingEdit.as_view(), name="building-edit"),
    path("buildings/<slug:slug>/remove/", places_removals.BuildingRemove.as_view(), name="building-remove"),
    path("buildings/<slug:slug>/floors/add/", places_parts.FloorAdd.as_view(), name="floor-add"),
    path("floors/<int:pk>/edit/", places_parts.FloorEdit.as_view(), name="floor-edit"),
    path("floors/<int:pk>/remove/", places_removals.FloorRemove.as_view(), name="floor-remove"),
    path("floors/<int:pk>/spaces/add/", places_parts.SpaceAdd.as_view(), name="space-add"),
    path("spaces/<int:pk>/edit/", places_parts.SpaceEdit.as_view(), name="space-edit"),
    path("spaces/<int:pk>/remove/", places_removals.SpaceRemove.as_view(), name="space-remove"),
    path("equipment/", places_equipment.AmenityList.as_view(), name="amenity-list"),
    path("equipment/add/", places_equipment.AmenityAdd.as_view(), name="amenity-add"),
    path("equipment/<int:pk>/edit/", places_equipment.AmenityEdit.as_view(), name="amenity-edit"),
]
