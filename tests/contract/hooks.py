"""Gives what schemathesis makes up the name that goes with it.

A document's name is the hash of its bytes, which no schema can say. Where path and body are of the
right form, the path is made to name that body, so that valid documents are stored and the others
reach the reader of envelopes. Whatever is of another form stays as it was made up.
"""

import hashlib
import json
import re

import schemathesis
from schemathesis.transport.serialization import Binary

HEX = re.compile(r"[0-9a-f]{64}")
FOLD = re.compile(r"[0-9a-f]{2}")
KINDS = set(
    "ballot story proposal question rating support report need offer claim survey mediation".split()
)


def agrees(body):
    """Whether kind, community and record are each of the right form, if not of the path."""
    return (
        isinstance(body.get("kind"), str) and body["kind"] in KINDS
        and isinstance(body.get("community"), str)
        and isinstance(body.get("schema"), str)
        and re.fullmatch(r"[a-z]+-1", body["schema"]) is not None
        and re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,62}[A-Za-z0-9_-])?", body["community"]) is not None
    )


def with_distinct_keys(body):
    """No key twice, which no schema can say either."""
    sealed = body.get("sealed")
    keys = sealed.get("to") if isinstance(sealed, dict) else None
    if not isinstance(keys, list) or not all(isinstance(key, dict) for key in keys):
        return body
    named = [
        {**key, "kid": f"{at:016x}"} if re.fullmatch(r"[0-9a-f]{16}", str(key.get("kid"))) else key
        for at, key in enumerate(keys)
    ]
    return {**body, "sealed": {**sealed, "to": named}}


def whole(value):
    """-28.0 is an integer to a schema; written out it is none to the reader of envelopes."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [whole(one) for one in value]
    if isinstance(value, dict):
        return {name: whole(one) for name, one in value.items()}
    return value


@schemathesis.hook
def before_call(context, case, kwargs):
    path = case.path_parameters or {}
    if case.method.upper() != "PUT" or not HEX.fullmatch(str(path.get("id"))):
        return
    if not FOLD.fullmatch(str(path.get("fold"))):
        return
    body = case.body
    if "kind" in path:
        if path["kind"] not in KINDS or not isinstance(body, dict):
            return
        if agrees(body):
            body = {**body, "kind": path["kind"], "community": "xinglinli"}
            body["schema"] = f"{path['kind']}-1"
            body = whole(with_distinct_keys(body))
            case.body = body
        try:
            written = json.dumps(body).encode()
        except (TypeError, ValueError):
            return
    elif isinstance(body, (bytes, bytearray)):
        written = bytes(body)
    elif isinstance(body, Binary):
        written = body.data
    elif isinstance(body, str):
        written = body.encode()
    else:
        return
    name = hashlib.sha256(written).hexdigest()
    case.path_parameters = {**path, "community": "xinglinli", "fold": name[:2], "id": name}
