"""`manage.py rebuild_occupancy [SLUG …] [--dry-run]`: the counts anew from the ledger."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from facilities.kernel import clock
from parking.models.car_parks import CarPark
from parking.services.rebuilding import Difference, differences, rebuild


class Command(BaseCommand):
    """Compare the projection of each car park with its ledger and put it right."""

    help = "Compute the vehicles of each area anew from the ledger; says where that changed anything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which car parks, and whether to change anything."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="short names of car parks; default: all")
        parser.add_argument("--dry-run", action="store_true", help="say what differs, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Car park by car park."""
        car_parks = CarPark.objects.order_by("slug")
        if options["slugs"]:
            car_parks = car_parks.filter(slug__in=options["slugs"])
            unknown = set(options["slugs"]) - {car_park.slug for car_park in car_parks}
            if unknown:
                raise CommandError(f"There is no car park {', '.join(sorted(unknown))}.")
        for car_park in car_parks:
            found = differences(car_park=car_park) if options["dry_run"] else rebuild(car_park=car_park, at=clock.now())
            self._tell(car_park, found)

    def _tell(self, car_park: CarPark, found: list[Difference]) -> None:
        if not found:
            self.stdout.write(f"{car_park.slug}: the counts are what the ledger says.")
        for one in found:
            name = f"{car_park.slug}/{one.area.slug}"
            self.stdout.write(f"{name}: stood at {one.stood.raw}, the ledger says {one.must.raw}.")
