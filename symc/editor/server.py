"""The language server: the Language Server Protocol over pipes, by pygls."""

import gc
from pathlib import Path

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from symc.editor.answers import definition, hover, import_of
from symc.editor.completion import Sort, choices
from symc.editor.knowledge import Knowledge, Page, opened, study
from symc.editor.protocol import Protocol
from symc.parse import format_source
from symc.report import CompileError, Diagnostic, Severity, Source, Span
from symc.version import VERSION

_SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.NOTE: lsp.DiagnosticSeverity.Information,
}
_SORTS: dict[Sort, lsp.CompletionItemKind] = {
    "keyword": lsp.CompletionItemKind.Keyword,
    "group": lsp.CompletionItemKind.Class,
    "size": lsp.CompletionItemKind.Constant,
    "type": lsp.CompletionItemKind.Interface,
    "value": lsp.CompletionItemKind.Variable,
    "function": lsp.CompletionItemKind.Function,
    "option": lsp.CompletionItemKind.Property,
    "word": lsp.CompletionItemKind.EnumMember,
}


class Server(LanguageServer):
    """A server with what it knows of every open text."""

    def __init__(self) -> None:
        super().__init__("symc", VERSION, protocol_cls=Protocol)
        self.pages: dict[str, Page] = {}

    def read(self, uri: str) -> Page:
        """Studies a text anew and tells the client what is wrong with it."""
        document = self.workspace.get_text_document(uri)
        path = to_fs_path(uri)
        known = study(document.source, None if path is None else Path(path))
        before = self.pages.get(uri)
        page = opened(known) if before is None else before.after(known)
        self.pages[uri] = page
        found = [_diagnostic(each, document, known) for each in known.diagnostics]
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found))
        return page

    def page(self, uri: str) -> Page:
        """What is known of an open text; no other is looked at."""
        if uri not in self.pages:
            raise JsonRpcInvalidParams(f"no such text is open: {uri}")
        return self.pages[uri]


def make_server() -> Server:
    """A server that answers; `start_io()` runs it over standard input and output.

    What was imported until now lives as long as the process: no collection of garbage looks at it.
    """
    gc.freeze()
    server = Server()
    _add_documents(server)
    _add_questions(server)
    return server


def _add_documents(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: lsp.DidOpenTextDocumentParams) -> None:
        server.read(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: lsp.DidChangeTextDocumentParams) -> None:
        server.page(params.text_document.uri)
        server.read(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: lsp.DidSaveTextDocumentParams) -> None:
        for uri in tuple(server.pages):  # others may import it
            server.read(uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: lsp.DidCloseTextDocumentParams) -> None:
        server.pages.pop(params.text_document.uri, None)
        gone = lsp.PublishDiagnosticsParams(params.text_document.uri, [])
        server.text_document_publish_diagnostics(gone)


def _add_questions(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        document, page, offset = _asked(server, params)
        found = hover(page, offset)
        if found is None:
            return None
        text, start, end = found
        content = lsp.MarkupContent(lsp.MarkupKind.Markdown, text)
        return lsp.Hover(content, _range(document, start, end))

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION,
        lsp.CompletionOptions(trigger_characters=[".", "[", "(", "=", ">"]),
    )
    def completed(params: lsp.CompletionParams) -> list[lsp.CompletionItem]:
        _, page, offset = _asked(server, params)
        return [
            lsp.CompletionItem(c.text, kind=_SORTS[c.sort], detail=c.detail or None)
            for c in choices(page, offset)
        ]

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def defined(params: lsp.DefinitionParams) -> lsp.Location | None:
        document, page, offset = _asked(server, params)
        span = definition(page, offset)
        if span is None:
            return None
        if span.source.text == page.sound.source.text:
            return lsp.Location(document.uri, _range(document, span.start, span.end))
        return _elsewhere(span)

    @server.feature(lsp.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: lsp.DocumentFormattingParams) -> list[lsp.TextEdit] | None:
        server.page(params.text_document.uri)
        document = server.workspace.get_text_document(params.text_document.uri)
        try:
            text = format_source(Source("<text>", document.source))
        except CompileError:
            return None
        if text == document.source:
            return []
        end = lsp.Position(len(document.lines) + 1, 0)
        return [lsp.TextEdit(lsp.Range(lsp.Position(0, 0), end), text)]


Asked = lsp.HoverParams | lsp.CompletionParams | lsp.DefinitionParams


def _asked(server: Server, params: Asked) -> tuple[TextDocument, Page, int]:
    uri = params.text_document.uri
    page, document = server.page(uri), server.workspace.get_text_document(uri)
    line = max(0, min(params.position.line, len(document.lines)))
    place = lsp.Position(line, max(0, params.position.character))
    return document, page, document.offset_at_position(place)


def _range(document: TextDocument, start: int, end: int) -> lsp.Range:
    return lsp.Range(_position(document, start), _position(document, end))


def _position(document: TextDocument, offset: int) -> lsp.Position:
    if offset >= len(document.source):
        lines = document.lines
        last = lines[-1] if lines else ""
        if last.endswith(("\n", "\r")) or not lines:
            return lsp.Position(len(lines), 0)
        units = document.position_codec.client_num_units(last)
        return lsp.Position(len(lines) - 1, units)
    return document.client_position_at_offset(max(offset, 0))


def _elsewhere(span: Span) -> lsp.Location | None:
    """A place in an imported file, whose lines are all that is known of it."""
    uri = from_fs_path(str(Path(span.source.name).resolve()))
    if uri is None:
        return None
    ends = [span.source.position(at) for at in (span.start, span.end)]
    start, end = (lsp.Position(line - 1, column - 1) for line, column in ends)
    return lsp.Location(uri, lsp.Range(start, end))


def _diagnostic(found: Diagnostic, document: TextDocument, known: Knowledge) -> lsp.Diagnostic:
    """A diagnostic with its notes and helps in the message, its other labels as related places.

    One of another file stands at the import of that, and says where it is.
    """
    label, source = found.primary, known.source
    here = label is None or label.span.source == source
    span = label.span if label and here else import_of(known, label) if label else None
    start, end = (span.start, span.end) if span else (0, 0)
    text = [found.message, *(f"note: {n}" for n in found.notes)]
    if label is not None and not here:
        line, column = label.span.source.position(label.span.start)
        text.append(f"note: in {label.span.source.name}, line {line}, column {column}")
    text += [f"help: {help_}" for help_ in found.helps]
    related = [
        lsp.DiagnosticRelatedInformation(
            lsp.Location(document.uri, _range(document, each.span.start, each.span.end)),
            each.text,
        )
        for each in found.labels
        if each is not label and each.text and each.span.source == source
    ]
    return lsp.Diagnostic(
        range=_range(document, start, max(end, start + 1)),
        message="\n".join(text),
        severity=_SEVERITY[found.severity],
        code=found.code,
        source="symc",
        related_information=related or None,
    )
