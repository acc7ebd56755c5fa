"""The hub by itself: how much it reads and sends however much changes, and what it survives."""

import asyncio
import json
import threading

import pytest
from django.db import OperationalError

from facilities.live import hub as hubs
from facilities.live import topics
from facilities.live.hub import hint_everyone
from facilities.live.socket import LiveSocket
from tests.live.conftest import a_count, change, in_thread

pytestmark = pytest.mark.django_db(transaction=True)


class Line:
    """Stands in for the server's end of one socket."""

    def __init__(self, topic, *, answers=True):
        self.answers, self.closed = answers, False
        self.inbox, self.frames, self.heard = asyncio.Queue(), [], asyncio.Event()
        self.inbox.put_nowait({"type": "websocket.connect"})
        self.say(t="hello")
        scope = {
            "headers": [],
            "client": ["10.0.0.1", 1],
            "subprotocols": [],
            "url_route": {"kwargs": {"topic": topic}},
        }
        self.task = asyncio.create_task(LiveSocket(scope, self.inbox.get, self.send).run())

    def say(self, **frame):
        self.inbox.put_nowait({"type": "websocket.receive", "text": json.dumps(frame)})

    async def send(self, message):
        self.closed = message["type"] == "websocket.close"
        if message["type"] == "websocket.send":
            self.frames.append(message["text"])
            self.heard.set()
            if self.answers and '"t":"state"' in message["text"]:
                self.say(t="ack")

    def counts(self):
        return [f["state"]["count"] for f in map(json.loads, self.frames) if f["t"] == "state"]

    async def hear_count(self, count):
        async with asyncio.timeout(5):
            while self.counts()[-1:] != [count]:
                self.heard.clear()
                await self.heard.wait()


@pytest.fixture
async def a_line():
    lines = []

    def line(topic, **how):
        lines.append(Line(topic, **how))
        return lines[-1]

    yield line
    for each in lines:
        each.inbox.put_nowait({"type": "websocket.disconnect"})
    await asyncio.gather(*(each.task for each in lines))


@pytest.fixture
def reads(monkeypatch):
    """Names of the topics the hub read, in order."""
    names = []

    def publish(name, at):
        names.append(name)
        return topics.publish(name, at)

    monkeypatch.setattr(hubs, "publish", publish)
    return names


async def test_all_sockets_get_the_same_text_of_one_reading(a_line, reads):
    await in_thread(a_count)("x", count=1)
    lines = [a_line("open.x") for _ in range(20)]
    for line in lines:
        await line.hear_count(1)

    await in_thread(change)("x", 2)
    for line in lines:
        await line.hear_count(2)

    assert reads == ["open.x", "open.x"]
    assert len({id(line.frames[-1]) for line in lines}) == 1


async def test_a_hint_from_a_plain_thread_arrives_within_a_tenth_of_a_second(a_line, settings):
    settings.LIVE_FRAME_GAP = 0
    await in_thread(a_count)("x", count=1)
    line = a_line("open.x")
    await line.hear_count(1)
    await in_thread(change)("x", 2, tell=False)

    started = asyncio.get_running_loop().time()
    threading.Thread(target=hint_everyone, args=(["open.x"],)).start()
    await line.hear_count(2)

    assert asyncio.get_running_loop().time() - started < 0.1


async def test_ten_thousand_changes_at_once_cost_three_frames_at_most_and_the_last_is_right(a_line):
    await in_thread(a_count)("x")
    line = a_line("open.x")
    await line.hear_count(0)

    def storm():
        change("x", 9_999, tell=False)
        for _ in range(9_999):
            hint_everyone(["open.x"])
        change("x", 10_000)

    await in_thread(storm)()
    await line.hear_count(10_000)
    await asyncio.sleep(0.2)

    assert len(line.counts()) - 1 <= 3
    assert line.counts()[-1] == 10_000


async def test_frames_of_one_topic_keep_their_distance(a_line, settings):
    settings.LIVE_FRAME_GAP = 0.2
    await in_thread(a_count)("x")
    line = a_line("open.x")
    await line.hear_count(0)
    started = asyncio.get_running_loop().time()

    for count in range(1, 101):
        await in_thread(change)("x", count)
    await line.hear_count(100)

    passed = asyncio.get_running_loop().time() - started
    assert len(line.counts()) - 1 <= passed / 0.2 + 1


async def test_a_client_that_answers_nothing_gets_two_states_and_then_one_a_second(a_line):
    await in_thread(a_count)("x")
    line = a_line("open.x", answers=False)
    await line.hear_count(0)
    started = asyncio.get_running_loop().time()

    for count in (1, 2, 3):
        await in_thread(change)("x", count)
        await asyncio.sleep(0.1)
    await line.hear_count(3)

    assert asyncio.get_running_loop().time() - started > 0.9
    assert line.counts() == [0, 1, 3]


async def test_a_client_that_answers_gets_every_change_at_once(a_line):
    await in_thread(a_count)("x")
    line = a_line("open.x")
    await line.hear_count(0)
    started = asyncio.get_running_loop().time()

    for count in range(1, 6):
        await in_thread(change)("x", count)
        await line.hear_count(count)

    assert asyncio.get_running_loop().time() - started < 2
    assert line.counts() == [0, 1, 2, 3, 4, 5]


async def test_an_answer_brings_at_once_what_was_held_back(a_line):
    await in_thread(a_count)("x")
    line = a_line("open.x", answers=False)
    await line.hear_count(0)
    await in_thread(change)("x", 1)
    await line.hear_count(1)
    await in_thread(change)("x", 2)
    await asyncio.sleep(0.2)
    assert line.counts() == [0, 1]

    line.say(t="ack", seq=1)
    started = asyncio.get_running_loop().time()
    await line.hear_count(2)

    assert asyncio.get_running_loop().time() - started < 0.5


async def test_a_topic_or_database_that_fails_ends_neither_hub_nor_socket(a_line, settings, monkeypatch):
    settings.LIVE_HEARTBEAT = 0.1
    await in_thread(a_count)("x", count=1)
    line = a_line("open.x")
    await line.hear_count(1)

    def fail(*_):
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(hubs, "versions_of", fail)
        broken.setattr(hubs, "publish", fail)
        await in_thread(change)("x", 2)
        await asyncio.sleep(0.15)
        heard = len(line.frames)
        await asyncio.sleep(0.5)
        assert len(line.frames) == heard  # silence is what makes a client mark its state as old

    await line.hear_count(2)


async def test_the_hub_ends_with_its_last_socket(a_line):
    await in_thread(a_count)("x", count=1)
    line = a_line("open.x")
    await line.hear_count(1)
    assert asyncio.get_running_loop() in hubs._hubs

    line.inbox.put_nowait({"type": "websocket.disconnect"})
    await line.task

    assert asyncio.get_running_loop() not in hubs._hubs


async def test_a_hub_that_was_blind_does_not_blame_its_sockets(a_line, settings, monkeypatch):
    settings.LIVE_HEARTBEAT = 0.05
    await in_thread(a_count)("x", count=1)
    line = a_line("open.x")
    await line.hear_count(1)

    with monkeypatch.context() as broken:
        broken.setattr(hubs, "versions_of", lambda _: (_ for _ in ()).throw(OperationalError("gone")))
        await asyncio.sleep(0.5)  # ten heartbeats in which nobody could answer anything
    await in_thread(change)("x", 2, tell=False)
    await line.hear_count(2)

    assert line.counts() == [1, 2]
    assert not line.closed
