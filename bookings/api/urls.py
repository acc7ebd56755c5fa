"""The API of this storey."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from .availability import AvailabilityView
from .blocks import BlockViewSet
from .bookings import BookingViewSet
from .defects import DefectViewSet
from .equipment import EquipmentView
from .holds import HoldView
from .readings import ReadingView
from .rooms import RoomViewSet
from .tasks import TaskList, TaskTick, TaskUndo

app_name = "bookings"
router = SimpleRouter()
router.register("rooms", RoomViewSet, basename="room")
router.register("bookings", BookingViewSet, basename="booking")
router.register("blocks", BlockViewSet, basename="block")
router.register("defects", DefectViewSet, basename="defect")
urlpatterns = [
    # Before the rooms, or `readings` would be the number of one.
    path("rooms/readings/", ReadingView.as_view(), name="reading-list"),
    *router.urls,
    path("availability/", AvailabilityView.as_view(), name="availability-list"),
    path("equipment/", EquipmentView.as_view(), name="equipment-list"),
    path("tasks/", TaskList.as_view(), name="task-list"),
    path("tasks/<int:pk>/<str:kind>/tick/", TaskTick.as_view(), name="task-tick"),
    path("tasks/<int:pk>/<str:kind>/undo/", TaskUndo.as_view(), name="task-undo"),
    path("holds/", HoldView.as_view(), name="hold-list"),
]
