"""Reads a mail on standard input with Python's email package, and writes what it says as JSON.

The same object comes from mail-parser in mail.rs, so that the two can be compared with each other.
"""

import hashlib
import json
import sys
from email import message_from_binary_file, policy

TRACE = {"return-path", "x-original-to", "delivered-to", "received"}


def utf8(text):
    """Headers in UTF-8 as they are (RFC 6532) come as escaped bytes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8")


def words(mail, name):
    """The text of a header, without the angle brackets of an id."""
    value = mail[name]
    return None if value is None else utf8(str(value)).strip("<>")


def people(mail, name):
    header = mail[name]
    addresses = () if header is None else header.addresses
    return [[utf8(address.display_name), utf8(address.addr_spec)] for address in addresses]


def part(entity):
    if entity.is_multipart():
        return {
            "type": entity.get_content_type(),
            "parts": [part(inner) for inner in entity.iter_parts()],
        }
    data = entity.get_payload(decode=True)
    disposition = entity.get_content_disposition()
    result = {
        "type": entity.get_content_type(),
        "disposition": disposition,
        "file_name": entity.get_filename(),
        "content_id": words(entity, "content-id"),
    }
    if disposition is None:
        # On its way a text has CRLF or LF, as its encoding and the mailbox have it.
        text = data.decode(entity.get_content_charset())
        return {**result, "text": text.replace("\r\n", "\n")}
    return {**result, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def read(mail):
    return {
        "headers": sorted(name.lower() for name in mail.keys() if name.lower() not in TRACE),
        "date": mail["date"].datetime.isoformat(),
        "from": people(mail, "from"),
        "to": people(mail, "to"),
        "cc": people(mail, "cc"),
        "reply_to": people(mail, "reply-to"),
        "subject": words(mail, "subject"),
        "message_id": words(mail, "message-id"),
        "in_reply_to": words(mail, "in-reply-to"),
        "references": words(mail, "references"),
        "auto_submitted": words(mail, "auto-submitted"),
        "importance": words(mail, "importance"),
        "x_priority": words(mail, "x-priority"),
        "body": part(mail),
        "defects": [str(defect) for entity in mail.walk() for defect in entity.defects],
    }


json.dump(read(message_from_binary_file(sys.stdin.buffer, policy=policy.default)), sys.stdout)
