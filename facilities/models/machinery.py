"""What every deed leaves behind: audit entries, outgoing messages, live sequence numbers, job runs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.constraints import Immutable
from ..querysets import AuditQuerySet, OutboxQuerySet
from .people import Organisation, User
from .places import Site


class AuditEntry(models.Model):
    """Who did what to what and when; written with the deed, never changed, never removed."""

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.CharField(_("actor"), max_length=40, help_text="user:12, device:3, system")
    verb = models.CharField(_("deed"), max_length=40)
    subject = models.CharField(_("subject"), max_length=80, db_index=True, help_text="bookings.booking:12")
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="audit_entries", verbose_name=_("site")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="audit_entries",
        verbose_name=_("organisation"),
    )
    facts = models.JSONField(_("facts"), default=dict)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [Immutable(name="audit_entry_is_never_changed")]

    def __str__(self) -> str:
        return f"{self.actor} {self.verb} {self.subject}"


class OutboxMessage(models.Model):
    """Something that must leave the house: written in the deed's transaction, sent by the worker until it succeeds."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("kind"), max_length=20)
    payload = models.JSONField()
    dedupe_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("next attempt at"))
    leased_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(name="outbox_waiting_by_due", fields=["due_at"], condition=Q(state="waiting")),
        ]
        constraints = [
            models.CheckConstraint(name="outbox_state_is_known", condition=Q(state__in=["waiting", "sent", "failed"])),
            models.CheckConstraint(
                name="outbox_sent_has_its_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk} {self.state}"


class LiveTopic(models.Model):
    """The published version of one live topic: `seq` rises with every change within an `epoch`."""

    name = models.CharField(max_length=120, primary_key=True)
    epoch = models.CharField(max_length=16)
    seq = models.PositiveBigIntegerField()
    # Empty means: not computed since the last change. Whoever reads the state next fills it in.
    next_transition_at = models.DateTimeField(null=True, blank=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.name} {self.epoch}-{self.seq}"


class PeriodicJob(models.Model):
    """The bookkeeping of one periodic job: which due time it will serve next and how the last run went."""

    name = models.CharField(_("name"), max_length=60, primary_key=True)
    next_due_at = models.DateTimeField(_("next due at"))
    running_since = models.DateTimeField(_("running since"), null=True, blank=True)
    last_due_at = models.DateTimeField(_("last due time served"), null=True, blank=True)
    last_started_at = models.DateTimeField(_("last started at"), null=True, blank=True)
    last_ended_at = models.DateTimeField(_("last ended at"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    # Set after a failed run: when the same due time is tried again.
    retry_at = models.DateTimeField(_("next attempt at"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("periodic job")
        verbose_name_plural = _("periodic jobs")
        constraints = [
            models.CheckConstraint(
                name="job_serves_later_due_times_only",
                condition=Q(last_due_at__isnull=True) | Q(next_due_at__gt=F("last_due_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class IdempotencyKey(models.Model):
    """A key a caller sent with a request, so that sending it again repeats the answer and not the deed."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("person"))
    key_hash = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    subject = models.PositiveBigIntegerField(null=True)
    expires_at = models.DateTimeField(_("forgotten at"), db_index=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(name="idempotency_key_is_used_once", fields=["user", "key_hash"])]

    def __str__(self) -> str:
        return f"{self.user_id} {self.key_hash[:8]}"
