"""The Language Server Protocol, with an answer in one line to every request that has gone wrong."""

from typing import Any

from cattrs import transform_error
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidRequest
from pygls.protocol import LanguageServerProtocol

LONGEST = 300


class Protocol(LanguageServerProtocol):
    """Requests that cannot be read are answered, too: an editor waits for what it asked."""

    def structure_message(self, data: dict[str, Any]) -> Any:
        """A message as data of its type; of another form than its method asks for it is refused."""
        number = data.get("id")
        try:
            return super().structure_message(data)
        except JsonRpcException as refusal:
            if "method" in data and isinstance(number, int | str):
                message = f"{data['method']}: {_reasons(refusal)}"[:LONGEST]
                self._send_response(number, error=lsp.ResponseError(refusal.code, message))
            raise

    def handle_message(self, message: Any) -> None:
        """Hands a message to whom it concerns; what is none is refused."""
        if not hasattr(message, "jsonrpc"):
            raise JsonRpcInvalidRequest("this is no message of JSON-RPC: it has no `jsonrpc`")
        super().handle_message(message)

    def _send_response(
        self,
        msg_id: int | str,
        result: Any | None = None,
        error: lsp.ResponseError | None = None,
    ) -> None:
        if error is not None:  # without the traceback that pygls adds
            error = lsp.ResponseError(error.code, error.message[:LONGEST])
        super()._send_response(msg_id, result, error)


def _reasons(refusal: JsonRpcException) -> str:
    """Which entries of a message are not what they should be."""
    cause = refusal.__cause__
    found = [] if cause is None else transform_error(cause, path="")
    return "; ".join(line.replace(" @ .", " at ") for line in found) or refusal.message
