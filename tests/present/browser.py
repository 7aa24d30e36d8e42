"""A headless Chromium, driven over its debugging protocol: just enough to load a page, run JavaScript and listen to complaints."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars", "--no-first-run")


def found() -> str | None:
    """The browser of this machine, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page in one browser."""

    def __init__(self, width: int = 1000, height: int = 800, *options: str) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="symgeo-browser-", ignore_cleanup_errors=True)
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.count = 0
        program = found()
        assert program is not None
        self.process = subprocess.Popen(
            [program, *OPTIONS, f"--user-data-dir={self.folder.name}", f"--window-size={width},{height}", *options, "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.socket = self._connect()
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError, AssertionError):
            self.socket.close()
        with suppress(OSError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
        self.folder.cleanup()

    # -- what tests do ---------------------------------------------------------------------------------------------------
    def open(self, path: Path, hash: str = "") -> None:
        """Load a file, and wait until it stands."""
        self.call("Page.navigate", url=path.resolve().as_uri() + hash)
        end = time.monotonic() + 30
        while self.run("document.readyState") != "complete" or not str(self.run("location.href")).startswith("file:"):
            assert time.monotonic() < end, "the page does not load"
            time.sleep(0.05)

    def run(self, script: str) -> Any:
        """The value of an expression on the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def narrow(self, width: int, height: int) -> None:
        """Be a telephone."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True)

    def media(self, kind: str = "", **features: str) -> None:
        """Be paper, or dark."""
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.call("Emulation.setEmulatedMedia", media=kind, features=named)

    def type(self, text: str) -> None:
        self.call("Input.insertText", text=text)

    # -- the protocol ------------------------------------------------------------------------------------------------------
    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self.count += 1
        self._send(json.dumps({"id": self.count, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._receive())
            if message.get("id") == self.count:
                assert "error" not in message, (method, message["error"])
                result: dict[str, Any] = message["result"]
                return result
            self._listen(message.get("method", ""), message.get("params", {}))

    def _listen(self, method: str, event: dict[str, Any]) -> None:
        if method == "Runtime.exceptionThrown":
            self.complaints.append(str(event["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and event["type"] in ("error", "warning", "assert"):
            self.complaints.append(str(event["args"]))
        elif method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.complaints.append(event["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(event["request"]["url"])

    def _connect(self) -> socket.socket:
        port_file = Path(self.folder.name) / "DevToolsActivePort"
        end = time.monotonic() + 60
        while not (port_file.exists() and len(port_file.read_text().splitlines()) >= 2):
            assert time.monotonic() < end and self.process.poll() is None, "the browser does not start"
            time.sleep(0.05)
        port = int(port_file.read_text().splitlines()[0])
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
            page = next(p for p in json.load(answer) if p["type"] == "page")
        place = page["webSocketDebuggerUrl"].split(f":{port}", 1)[1]
        made = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        made.sendall(
            f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += made.recv(1)
        assert b" 101 " in head.splitlines()[0], head
        return made

    def _send(self, text: str) -> None:
        data = text.encode()
        size = struct.pack("!BH", 0x80 | 126, len(data)) if len(data) < 65536 else struct.pack("!BQ", 0x80 | 127, len(data))
        # A mask of zeros is a mask.
        self.socket.sendall(b"\x81" + size + b"\0\0\0\0" + data)

    def _receive(self) -> str:
        text = b""
        while True:
            first, second = self._exactly(2)
            size = second & 0x7F
            if size >= 126:
                size = int.from_bytes(self._exactly(2 if size == 126 else 8), "big")
            data = self._exactly(size)
            if first & 0x0F in (0, 1):
                text += data
                if first & 0x80:
                    return text.decode()

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.socket.recv(count - len(data))
            assert more, "the browser is gone"
            data += more
        return data
