"""A client of the language server: JSON-RPC over pipes, as editors speak it."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

URI = "file:///nowhere/spec.sym"


class Client:
    """A running server and the messages that it has sent."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._next = 0
        self.notes: list[dict[str, Any]] = []

    @property
    def pid(self) -> int:
        """The number of the server's process."""
        return self._process.pid

    def send(self, message: object) -> None:
        """Sends anything as JSON."""
        self.raw(json.dumps(message).encode())

    def raw(self, body: bytes) -> None:
        """Sends bytes under a header that fits."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def notify(self, method: str, params: object) -> None:
        """Sends what wants no answer."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object) -> Any:
        """The answer to a request: its result, or its error under `error`."""
        self._next += 1
        number = self._next
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                return message.get("result", {"error": message.get("error")})
            self.notes.append(message)

    def diagnostics(self) -> list[dict[str, Any]]:
        """What the server next says is wrong with a text."""
        while True:
            message = self.notes.pop(0) if self.notes else self._receive()
            if message.get("method") == "textDocument/publishDiagnostics":
                return cast(list[dict[str, Any]], message["params"]["diagnostics"])

    def open(self, text: str, uri: str = URI) -> list[dict[str, Any]]:
        """Opens a text; what is wrong with it."""
        document = {"uri": uri, "languageId": "sym", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return self.diagnostics()

    def change(self, text: str, version: int = 2) -> tuple[list[dict[str, Any]], float]:
        """Replaces the text; what is wrong with it, and the seconds until that was known."""
        start = time.perf_counter()
        changed = {"textDocument": {"uri": URI, "version": version}}
        self.notify("textDocument/didChange", {**changed, "contentChanges": [{"text": text}]})
        return self.diagnostics(), time.perf_counter() - start

    def at(self, kind: str, text: str, mark: str, shift: int = 0, uri: str = URI) -> Any:
        """Asks about the place of a stretch of the text."""
        offset = text.index(mark) + shift
        line = text[:offset].count("\n")
        column = offset - (text.rfind("\n", 0, offset) + 1)
        place = {"line": line, "character": column}
        return self.ask(f"textDocument/{kind}", {"textDocument": {"uri": uri}, "position": place})

    def _receive(self) -> dict[str, Any]:
        stream = self._process.stdout
        assert stream is not None
        length = 0
        while (line := stream.readline().strip()) or not length:
            if not line and self._process.poll() is not None:
                raise AssertionError("the server has gone")
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        return cast(dict[str, Any], json.loads(stream.read(length)))


@contextmanager
def running(folder: Path) -> Iterator[Client]:
    """A server that was greeted, and is shut down in the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "symc", "lsp"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
    ) as process:
        client = Client(process)
        root = folder.as_uri()
        client.ask("initialize", {"processId": None, "rootUri": root, "capabilities": {}})
        client.notify("initialized", {})
        yield client
        assert client.ask("shutdown", None) is None
        client.notify("exit", None)
        assert process.wait(20) == 0
