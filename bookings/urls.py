"""Pages of this storey."""

from django.urls import URLPattern, path

from .views import (
    blocks,
    booking_forms,
    bookings,
    defects,
    doors,
    equipment,
    files,
    holds,
    layouts,
    panels,
    rooms,
    sensors,
    sites,
    tasks,
    timeline,
    timeline_week,
)

app_name = "bookings"
urlpatterns: list[URLPattern] = [
    # Timeline
    path("timeline/", timeline.TimelineChoose.as_view(), name="timeline"),
    path("timeline/buildings/week/", timeline_week.TimelineWeek.as_view(), name="timeline-week"),
    path("timeline/<slug:slug>/", timeline.Timeline.as_view(), name="timeline-day"),
    # Bookings
    path("bookings/", bookings.BookingList.as_view(), name="booking-list"),
    path("bookings/add/", booking_forms.BookingAdd.as_view(), name="booking-add"),
    path("bookings/hold/", holds.BookingHold.as_view(), name="booking-hold"),
    path("bookings/export/<slug:kind>/", files.BookingExport.as_view(), name="booking-export"),
    path("bookings/<int:pk>/booking.ics", files.BookingCalendar.as_view(), name="booking-calendar"),
    path("bookings/<int:pk>/", bookings.BookingDetails.as_view(), name="booking-details"),
    path("bookings/<int:pk>/change/", booking_forms.BookingChange.as_view(), name="booking-change"),
    path("bookings/<int:pk>/cancel/", bookings.BookingCancel.as_view(), name="booking-cancel"),
    path("bookings/<int:pk>/end/", bookings.BookingEnd.as_view(), name="booking-end"),
    # Blocks
    path("blocks/", blocks.BlockList.as_view(), name="block-list"),
    path("blocks/add/", blocks.BlockAdd.as_view(), name="block-add"),
    path("blocks/<int:pk>/lift/", blocks.BlockLift.as_view(), name="block-lift"),
    # Rooms
    path("rooms/", rooms.RoomList.as_view(), name="room-list"),
    path("rooms/add/", rooms.RoomAdd.as_view(), name="room-add"),
    path("rooms/<slug:slug>/", rooms.RoomShow.as_view(), name="room-show"),
    path("rooms/<slug:slug>/door/", doors.Door.as_view(), name="room-door"),
    path("rooms/<slug:slug>/code/", doors.DoorCode.as_view(), name="room-code"),
    path("rooms/<slug:slug>/edit/", rooms.RoomEdit.as_view(), name="room-edit"),
    path("rooms/<slug:slug>/parts/", rooms.RoomParts.as_view(), name="room-parts"),
    path("rooms/<slug:slug>/remove/", rooms.RoomRemove.as_view(), name="room-remove"),
    path("rooms/<slug:slug>/sensors/", sensors.SensorList.as_view(), name="sensor-list"),
    path("rooms/<slug:slug>/sensors/add/", sensors.SensorAdd.as_view(), name="sensor-add"),
    path("rooms/sensors/<int:pk>/token/", sensors.SensorRotate.as_view(), name="sensor-rotate"),
    path("rooms/sensors/<int:pk>/revoke/", sensors.SensorRevoke.as_view(), name="sensor-revoke"),
    path("rooms/<slug:slug>/layouts/add/", layouts.LayoutAdd.as_view(), name="layout-add"),
    path("layouts/<int:pk>/edit/", layouts.LayoutEdit.as_view(), name="layout-edit"),
    path("layouts/<int:pk>/remove/", layouts.LayoutRemove.as_view(), name="layout-remove"),
    # Defects
    path("defects/", defects.DefectList.as_view(), name="defect-list"),
    path("defects/<int:pk>/", defects.DefectShow.as_view(), name="defect-show"),
    path("defects/<int:pk>/take-up/", defects.DefectTakeUp.as_view(), name="defect-take-up"),
    path("defects/<int:pk>/resolve/", defects.DefectResolve.as_view(), name="defect-resolve"),
    path("defects/<int:pk>/block/", defects.DefectBlock.as_view(), name="defect-block"),
    path("rooms/<slug:slug>/defects/add/", defects.DefectAdd.as_view(), name="defect-add"),
    # Equipment
    path("stock/", equipment.StockList.as_view(), name="stock-list"),
    path("stock/add/", equipment.StockAdd.as_view(), name="stock-add"),
    path("stock/<int:pk>/edit/", equipment.StockEdit.as_view(), name="stock-edit"),
    path("stock/<int:pk>/remove/", equipment.StockRemove.as_view(), name="stock-remove"),
    # Tasks around meetings
    path("sites/<slug:slug>/tasks/", tasks.TaskList.as_view(), name="task-list"),
    path("bookings/<int:pk>/tasks/<str:kind>/", tasks.TaskTick.as_view(), name="task-tick"),
    # Live screens
    path("panels/<slug:slug>/", panels.PanelShow.as_view(), name="panel-show"),
    path("panels/<slug:slug>/book/", panels.PanelBook.as_view(), name="panel-book"),
    path("panels/<slug:slug>/defect/", panels.PanelDefect.as_view(), name="panel-defect"),
    path("panels/<slug:slug>/end/", panels.PanelEnd.as_view(), name="panel-end"),
    path("sites/<slug:slug>/", sites.SiteLive.as_view(), name="site-live"),
]
