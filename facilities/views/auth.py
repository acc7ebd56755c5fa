"""Logging in and out."""

from django.contrib.auth.views import LoginView, LogoutView
from django.forms import BaseForm
from django.http import HttpResponse

from ..forms.auth import LoginForm


class LogIn(LoginView):
    """The page to log in; `next` may only lead within this house."""

    template_name = "facilities/login.html"
    form_class = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        """The form again with what was typed; 429 once the attempts are used up."""
        response = self.render_to_response(self.get_context_data(form=form), status=400)
        retry_after = getattr(form, "retry_after", None)
        if retry_after:
            response.status_code = 429
            response["Retry-After"] = str(retry_after)
        return response


class LogOut(LogoutView):
    """Ends the session; by POST only, so that no picture or link logs anybody out."""

    http_method_names = ["post"]
