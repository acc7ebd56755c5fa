"""Pages of this storey."""

from django.urls import path

from .views import auth, operations

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
