"""The OpenAPI document (3.1), put together from the declarations of the views."""

import json
import re
from functools import cache
from typing import Any

import msgspec

from portal.accounts.tokens.counting import MOST
from portal.accounts.tokens.scopes import SCOPES
from portal.api.door import RESOURCES, Resource
from portal.api.examples import EXAMPLES
from portal.api.shapes.base import Problem
from portal.problems import KIND

VERSION = "1"
PROBLEMS = {
    401: "No token, or one that has ended",
    403: "The token is not for that, or its person may not",
    422: "Something is not as it is written down here",
    429: "Too many requests; Retry-After says how many seconds to wait",
}
NOT_THERE = "It is not there, or not open to the person"
WORDS = f"""What the pages show, for programs. A program acts for one person, with an access token
that this person made under Settings, Access for programs: `Authorization: Bearer aspire_…`. It sees
what that person sees on the pages; the scopes of the token can only take away. Nothing is kept by
browsers (`Cache-Control: no-store`), no other site may call it, and each token is good for {MOST}
requests a minute. Lists go on with `cursor`: send what `next` said. Problems are told as RFC 9457
says, in words for people under `detail`."""


@cache
def written() -> str:
    """The document as JSON."""
    return json.dumps(document(), ensure_ascii=False, indent=1)


def document() -> dict[str, Any]:
    """The document: every address there is, with an example of what it answers."""
    shapes = {r.shape for r in RESOURCES.values()} | {
        r.sends for r in RESOURCES.values() if r.sends
    }
    ordered = [*sorted(shapes, key=lambda shape: shape.__name__), Problem]
    _, schemas = msgspec.json.schema_components(ordered, ref_template=_ref("{name}"))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint, resource in sorted(RESOURCES.items(), key=lambda pair: pair[1].path):
        path = re.sub(r"<uuid:(\w+)>", r"{\1}", resource.path)
        paths.setdefault(path, {})[resource.method.lower()] = _operation(endpoint, resource)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Aspire", "version": VERSION, "description": WORDS},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
        },
    }


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def _operation(endpoint: str, resource: Resource) -> dict[str, Any]:
    named = "<" in resource.path
    told = PROBLEMS | ({404: NOT_THERE} if named else {})
    if resource.sends:
        told |= {400: "It is not JSON", 409: "A rule says no", 415: "It does not say it is JSON"}
    operation: dict[str, Any] = {
        "operationId": endpoint.partition(".")[2],
        "summary": resource.summary,
        "description": f"Scope `{resource.scope}`: {SCOPES[resource.scope][0].lower()}.",
        "parameters": [*_in_path(resource), *_in_query(resource)],
        "responses": {"200": {"description": "OK", "content": _content(resource.shape)}}
        | {str(status): _problem(words) for status, words in sorted(told.items())},
    }
    if resource.sends:
        operation["requestBody"] = {"required": True, "content": _content(resource.sends)}
    return operation


def _content(shape: type[msgspec.Struct], kind: str = "application/json") -> dict[str, Any]:
    example = msgspec.to_builtins(EXAMPLES[shape], builtin_types=())
    return {kind: {"schema": {"$ref": _ref(shape.__name__)}, "example": example}}


def _problem(words: str) -> dict[str, Any]:
    schema = {"schema": {"$ref": _ref(Problem.__name__)}}
    return {"description": words, "content": {KIND: schema}}


def _in_path(resource: Resource) -> list[dict[str, Any]]:
    identity = {"type": "string", "format": "uuid"}
    return [
        {"name": name, "in": "path", "required": True, "schema": identity}
        for name in re.findall(r"<uuid:(\w+)>", resource.path)
    ]


def _in_query(resource: Resource) -> list[dict[str, Any]]:
    (_, parts) = msgspec.json.schema_components([resource.asks])
    schema = parts[resource.asks.__name__]
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": one}
        for name, one in schema["properties"].items()
    ]
