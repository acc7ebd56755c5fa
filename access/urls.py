"""Pages of this storey."""

from django.urls import URLPattern, path

from .views import desk, inviting, keeping, kiosk, links, muster, presence, visits

app_name = "access"
urlpatterns: list[URLPattern] = [
    # Visits
    path("visits/", visits.VisitList.as_view(), name="visit-list"),
    path("visits/add/", inviting.VisitAdd.as_view(), name="visit-add"),
    path("visits/group/", inviting.GroupAdd.as_view(), name="group-add"),
    path("visits/<int:pk>/", visits.VisitDetails.as_view(), name="visit-details"),
    path("visits/<int:pk>/change/", inviting.VisitChange.as_view(), name="visit-change"),
    path("visits/<int:pk>/cancel/", visits.VisitCancel.as_view(), name="visit-cancel"),
    path("visits/<int:pk>/decide/", visits.VisitDecide.as_view(), name="visit-decide"),
    path("visits/<int:pk>/badge/", visits.VisitBadge.as_view(), name="visit-badge"),
    # The desk
    path("desk/", desk.DeskList.as_view(), name="desk-list"),
    path("desk/worker.js", desk.DeskWorker.as_view(), name="desk-worker"),
    path("desk/<slug:slug>/", desk.Desk.as_view(), name="desk"),
    path("desk/<slug:slug>/sheet/", desk.DeskSheet.as_view(), name="desk-sheet"),
    path("desk/<slug:slug>/evacuation/", muster.Evacuation.as_view(), name="evacuation"),
    path("desk/<slug:slug>/evacuation/call/", muster.EvacuationCall.as_view(), name="evacuation-call"),
    path("desk/<slug:slug>/evacuation/end/", muster.EvacuationEnd.as_view(), name="evacuation-end"),
    path("desk/<slug:slug>/evacuation/mark/", muster.EntryMark.as_view(), name="entry-mark"),
    path("desk/<slug:slug>/evacuation/add/", muster.EntryAdd.as_view(), name="entry-add"),
    path("evacuation-reports/<int:pk>/", muster.MusterReportPage.as_view(), name="muster-report"),
    # People in the building
    path("sites/<slug:slug>/people-inside/", presence.PeopleInside.as_view(), name="people"),
    path("sites/<slug:slug>/people-inside/in/", presence.PresenceIn.as_view(), name="presence-in"),
    path("presences/<int:pk>/out/", presence.PresenceOut.as_view(), name="presence-out"),
    # The kiosk in the hall
    path("kiosk/<slug:slug>/", kiosk.KioskShow.as_view(), name="kiosk-show"),
    path("kiosk/<slug:slug>/scan/", kiosk.KioskScan.as_view(), name="kiosk-scan"),
    path("kiosk/<slug:slug>/hosts/", kiosk.KioskHosts.as_view(), name="kiosk-hosts"),
    path("kiosk/<slug:slug>/announce/", kiosk.KioskAnnounce.as_view(), name="kiosk-announce"),
    # What managers keep
    path("sites/<slug:slug>/house-rules/", keeping.HouseRulesEdit.as_view(), name="house-rules"),
    path("sites/<slug:slug>/visitor-days/", keeping.VisitorDays.as_view(), name="visitor-days"),
    path("blocked-visitors/", keeping.BlockedList.as_view(), name="blocked-list"),
    path("blocked-visitors/add/", keeping.BlockedAdd.as_view(), name="blocked-add"),
    path("blocked-visitors/<int:pk>/lift/", keeping.BlockedLift.as_view(), name="blocked-lift"),
    path("purge-reports/", keeping.PurgeReports.as_view(), name="purge-reports"),
    # Links in mails
    path("v/<str:token>/", links.VisitorPage.as_view(), name="visitor-page"),
    path("h/<str:token>/", links.HostPage.as_view(), name="host-page"),
]
