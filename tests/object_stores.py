"""An S3 server on loopback for tests: moto's, in a thread, with buckets of its own for each test."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

_NUMBERS = itertools.count()
SECRET = "not-to-be-shown"


@dataclass(frozen=True)
class Bucket:
    """A bucket, and a client that is not pyarrow's."""

    client: Any
    name: str

    @property
    def url(self) -> str:
        return f"s3://{self.name}"

    def files(self, prefix: str = "") -> dict[str, bytes]:
        """Objects by their keys; those that only mark a folder are left out."""
        keys = [key for key in self.keys() if key.startswith(prefix) and not key.endswith("/")]
        return {key.removeprefix(prefix): self.client.get_object(Bucket=self.name, Key=key)["Body"].read() for key in keys}

    def keys(self) -> list[str]:
        """All of them."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name)
        return [found["Key"] for page in pages for found in page.get("Contents", ())]

    def uploads(self) -> list[str]:
        """The keys of uploads that were begun and not completed."""
        return [found["Key"] for found in self.client.list_multipart_uploads(Bucket=self.name).get("Uploads", ())]


@contextmanager
def s3_server() -> Iterator[str]:
    """The URL of a server that knows every key and no bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    """A fresh bucket, and the environment that leads to its server."""
    settings = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "someone",
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    name = f"bucket-{next(_NUMBERS)}"
    client.create_bucket(Bucket=name)
    return Bucket(client, name)
