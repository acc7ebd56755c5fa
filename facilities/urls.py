"""Pages of this storey."""

from django.urls import path

from .views import auth

app_name = "facilities"

# People
urlpatterns = [
    path("login/", auth.LogIn.as_view(), name="login"),
    path("logout/", auth.LogOut.as_view(), name="logout"),
]
