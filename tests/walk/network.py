"""Walkers that come over the network: requests to a started server, all over one connection that stays open."""

from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import NamedTuple

from tests.walk.walker import Walker, walkers
from tests.walk.world import World


class Answer(NamedTuple):
    """As much of an answer as the walk looks at."""

    status_code: int
    content: bytes


@dataclass
class NetworkWalker(Walker):
    """Somebody with the cookies of a browser and a line to the server; only reads, for nothing is undone there."""

    line: HTTPConnection = field(kw_only=True)

    def ask(self, method: str, address: str) -> Answer:
        """Ask once; the line opens with the first question and stays open."""
        assert method == "GET"
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in self.browser_for(address).cookies.items())
        self.line.request(method, address, headers={"Cookie": cookies})
        answer = self.line.getresponse()
        assert not answer.will_close
        return Answer(answer.status, answer.read())


def network_walkers(world: World, line: HTTPConnection) -> list[NetworkWalker]:
    """The walkers of the world, logged in, at the other end of `line`."""
    return [NetworkWalker(walker.role, walker.client, walker.kiosk, line=line) for walker in walkers(world)]
