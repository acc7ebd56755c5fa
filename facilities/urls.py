"""Pages of this storey."""

from django.urls import path

from .views import (
    audit,
    auth,
    boards,
    devices,
    indexations,
    indices,
    invitations,
    invoices,
    invoices_deeds,
    leases,
    leases_buttons,
    leases_deeds,
    modes,
    operations,
    organisations,
    people,
    places,
    places_equipment,
    places_hours,
    places_parts,
    places_removals,
    profile,
    screens,
    signs,
)

app_name = "facilities"

# People
urlpatterns = [
    path("login/", auth.LogIn.as_view(), name="login"),
    path("logout/", auth.LogOut.as_view(), name="logout"),
    path("language/", profile.set_language, name="set-language"),
    path("profile/", profile.Profile.as_view(), name="profile"),
    path("password/forgotten/", auth.PasswordForgotten.as_view(), name="password-forgotten"),
    path("password/sent/", auth.PasswordSent.as_view(), name="password-sent"),
    path("password/set/<uidb64>/<token>/", auth.PasswordSet.as_view(), name="password-set"),
    path("password/change/", auth.PasswordChange.as_view(), name="password-change"),
    path("invitations/<str:token>/", invitations.InvitationAccept.as_view(), name="invitation-accept"),
    path("invitations/<int:pk>/resend/", invitations.InvitationResend.as_view(), name="invitation-resend"),
    path("invitations/<int:pk>/withdraw/", invitations.InvitationWithdraw.as_view(), name="invitation-withdraw"),
    path("memberships/<int:pk>/remove/", people.MembershipRemove.as_view(), name="membership-remove"),
    path("organisations/", organisations.OrganisationList.as_view(), name="organisation-list"),
    path("organisations/add/", organisations.OrganisationAdd.as_view(), name="organisation-add"),
    path("organisations/<int:pk>/", organisations.OrganisationDetail.as_view(), name="organisation-detail"),
    path("organisations/<int:pk>/edit/", organisations.OrganisationEdit.as_view(), name="organisation-edit"),
    path("organisations/<int:pk>/suspend/", organisations.OrganisationSuspend.as_view(), name="organisation-suspend"),
    path("organisations/<int:pk>/invite/", people.InviteToOrganisation.as_view(), name="organisation-invite"),
    path("sites/<slug:slug>/people/", people.SitePeople.as_view(), name="site-people"),
    path("sites/<slug:slug>/people/invite/", people.InviteToSite.as_view(), name="site-invite"),
    path("platform/people/", people.PlatformPeople.as_view(), name="platform-people"),
    path("platform/people/invite/", people.InviteToPlatform.as_view(), name="platform-invite"),
    path("audit/", audit.AuditList.as_view(), name="audit-list"),
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
    path("sites/<slug:slug>/mode/", modes.SiteModeSet.as_view(), name="site-mode"),
    path("sites/<slug:slug>/modes/", modes.SiteModeList.as_view(), name="mode-list"),
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

# Devices and boards
urlpatterns += [
    path("screens/", screens.ScreenStart.as_view(), name="screen-start"),
    path("screens/state/", screens.ScreenState.as_view(), name="screen-state"),
    path("devices/", devices.DeviceList.as_view(), name="device-list"),
    path("devices/pair/", devices.DevicePair.as_view(), name="device-pair"),
    path("devices/<uuid:uuid>/edit/", devices.DeviceEdit.as_view(), name="device-edit"),
    path("devices/<uuid:uuid>/revoke/", devices.DeviceRevoke.as_view(), name="device-revoke"),
    path("boards/", boards.BoardList.as_view(), name="board-list"),
    path("boards/add/", boards.BoardAdd.as_view(), name="board-add"),
    path("boards/worker.js", screens.BoardWorker.as_view(), name="board-worker"),
    path("boards/<slug:slug>.txt", signs.BoardText.as_view(), name="board-text"),
    path("boards/<slug:slug>/", screens.BoardShow.as_view(), name="board-show"),
    path("boards/<slug:slug>/edit/", boards.BoardEdit.as_view(), name="board-edit"),
    path("boards/<slug:slug>/remove/", boards.BoardRemove.as_view(), name="board-remove"),
    path("boards/<slug:slug>/lines/add/", boards.LineAdd.as_view(), name="line-add"),
    path("boards/lines/<int:pk>/remove/", boards.LineRemove.as_view(), name="line-remove"),
    path("boards/lines/<int:pk>/raise/", boards.LineRaise.as_view(), name="line-raise"),
]

# Leases
urlpatterns += [
    path("leases/", leases.LeaseList.as_view(), name="lease-list"),
    path("sites/<slug:slug>/leases/add/", leases_deeds.LeaseAdd.as_view(), name="lease-add"),
    path("leases/indexation/", indexations.IndexationRound.as_view(), name="indexation-round"),
    path("leases/indexations/<int:pk>/letter/", indexations.Letter.as_view(), name="indexation-letter"),
    path("leases/indices/", indices.IndexList.as_view(), name="index-list"),
    path("leases/indices/import/", indices.IndexImport.as_view(), name="index-import"),
    path("leases/<int:pk>/", leases.LeaseDetail.as_view(), name="lease-detail"),
    path("leases/<int:pk>/edit/", leases_deeds.LeaseEdit.as_view(), name="lease-edit"),
    path("leases/<int:pk>/offer/", leases_buttons.LeaseOffer.as_view(), name="lease-offer"),
    path("leases/<int:pk>/withdraw/", leases_buttons.LeaseWithdraw.as_view(), name="lease-withdraw"),
    path("leases/<int:pk>/sign/", leases_deeds.LeaseSign.as_view(), name="lease-sign"),
    path("leases/<int:pk>/notice/", leases_deeds.NoticeAdd.as_view(), name="notice-add"),
    path("leases/<int:pk>/lines/add/", leases_deeds.LineAdd.as_view(), name="lease-line-add"),
    path("leases/lines/<int:pk>/remove/", leases_buttons.LineRemove.as_view(), name="lease-line-remove"),
    path("leases/lines/<int:pk>/rates/add/", leases_deeds.RateAdd.as_view(), name="rate-add"),
    path("leases/rates/<int:pk>/remove/", leases_buttons.RateRemove.as_view(), name="rate-remove"),
    path("leases/notices/<int:pk>/withdraw/", leases_buttons.NoticeWithdraw.as_view(), name="notice-withdraw"),
]

# Invoices
urlpatterns += [
    path("invoices/", invoices.InvoiceList.as_view(), name="invoice-list"),
    path("invoices/<int:pk>/", invoices.InvoiceDetail.as_view(), name="invoice-detail"),
    path("invoices/<int:pk>/file/<slug:kind>/", invoices.InvoiceFile.as_view(), name="invoice-file"),
    path("invoices/<int:pk>/payments/add/", invoices_deeds.PaymentAdd.as_view(), name="payment-add"),
    path("invoices/<int:pk>/credit/", invoices_deeds.CreditAdd.as_view(), name="credit-add"),
    path("invoices/journals/add/", invoices_deeds.JournalAdd.as_view(), name="journal-add"),
    path("sites/<slug:slug>/invoices/", invoices.InvoiceRun.as_view(), name="invoice-run"),
]
