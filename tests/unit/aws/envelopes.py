"""Envelopes as the log has them."""

import json


def envelope_text(source, detail_type, event_id, detail):
    return json.dumps(
        {
            "version": "0",
            "id": event_id,
            "detail-type": detail_type,
            "source": source,
            "account": "123456789012",
            "time": "2026-01-31T12:00:00Z",
            "region": "eu-central-1",
            "resources": [],
            "detail": detail,
        }
    )
