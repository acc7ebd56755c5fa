"""Pages of this storey."""

from django.urls import URLPattern, path

from .views import car_parks, history, holds, hours, layout, overrides, recounts, removals, sensors

app_name = "parking"
urlpatterns: list[URLPattern] = [
    path("car-parks/", car_parks.CarParkList.as_view(), name="car-park-list"),
    path("car-parks/add/", layout.CarParkAdd.as_view(), name="car-park-add"),
    path("car-parks/<slug:slug>/", car_parks.CarParkShow.as_view(), name="car-park-show"),
    # Counting
    path("car-parks/<slug:slug>/recount/", recounts.Recount.as_view(), name="recount"),
    path("car-parks/<slug:slug>/override/", overrides.OverrideSet.as_view(), name="override-set"),
    path("overrides/<int:pk>/lift/", overrides.OverrideLift.as_view(), name="override-lift"),
    path("car-parks/<slug:slug>/holds/", holds.HoldList.as_view(), name="hold-list"),
    path("car-parks/<slug:slug>/holds/add/", holds.HoldAdd.as_view(), name="hold-add"),
    path("holds/<int:pk>/release/", holds.HoldRelease.as_view(), name="hold-release"),
    path("car-parks/<slug:slug>/remarkable/", car_parks.AnomalyList.as_view(), name="anomaly-list"),
    # History
    path("car-parks/<slug:slug>/history/", history.HistoryShow.as_view(), name="history-show"),
    path("car-parks/<slug:slug>/history/<slug:kind>/", history.HistoryExport.as_view(), name="history-export"),
    # Laying out
    path("car-parks/<slug:slug>/layout/", layout.CarParkLayout.as_view(), name="car-park-layout"),
    path("car-parks/<slug:slug>/edit/", layout.CarParkEdit.as_view(), name="car-park-edit"),
    path("car-parks/<slug:slug>/remove/", removals.CarParkRemove.as_view(), name="car-park-remove"),
    path("car-parks/<slug:slug>/areas/add/", layout.AreaAdd.as_view(), name="area-add"),
    path("areas/<int:pk>/edit/", layout.AreaEdit.as_view(), name="area-edit"),
    path("areas/<int:pk>/places/", layout.CapacitySet.as_view(), name="capacity-set"),
    path("areas/<int:pk>/remove/", removals.AreaRemove.as_view(), name="area-remove"),
    path("car-parks/<slug:slug>/lanes/add/", layout.LaneAdd.as_view(), name="lane-add"),
    path("lanes/<int:pk>/edit/", layout.LaneEdit.as_view(), name="lane-edit"),
    path("lanes/<int:pk>/remove/", removals.LaneRemove.as_view(), name="lane-remove"),
    # Sensors
    path("car-parks/<slug:slug>/sensors/", sensors.SensorList.as_view(), name="sensor-list"),
    path("car-parks/<slug:slug>/sensors/add/", sensors.SensorAdd.as_view(), name="sensor-add"),
    path("sensors/<int:pk>/edit/", sensors.SensorEdit.as_view(), name="sensor-edit"),
    path("sensors/<int:pk>/token/", sensors.SensorRotate.as_view(), name="sensor-rotate"),
    path("sensors/<int:pk>/revoke/", sensors.SensorRevoke.as_view(), name="sensor-revoke"),
    # Hours
    path("car-parks/<slug:slug>/hours/", hours.GateHoursEdit.as_view(), name="gate-hours"),
    path("car-parks/<slug:slug>/hours/add/", hours.GateExceptionAdd.as_view(), name="gate-exception-add"),
    path("gate-exceptions/<int:pk>/remove/", removals.GateExceptionRemove.as_view(), name="gate-exception-remove"),
]
